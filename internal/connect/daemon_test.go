package connect

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
)

// A real PostgreSQL and a real MariaDB are started for the tests, each in a folder of
// its own on a free port. Where one is not installed its tests are skipped and say so.

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// tool finds a program of a database server.
func tool(t *testing.T, name string, folders ...string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: starting a database takes half a minute")
	}
	for _, pattern := range folders {
		found, _ := filepath.Glob(filepath.Join(pattern, name))
		if slices.Sort(found); len(found) > 0 {
			return found[len(found)-1]
		}
	}
	p, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return p
}

// as makes a command run as another user where the test is root: PostgreSQL refuses to
// run as root.
func as(t *testing.T, name, dir string, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	cmd.Dir = dir
	if os.Getuid() != 0 {
		return cmd
	}
	u, err := user.Lookup(name)
	if err != nil {
		t.Skipf("root cannot run it, and there is no user %s", name)
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	if err := os.Chown(dir, uid, gid); err != nil {
		t.Fatal(err)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	return cmd
}

// folder is a folder of its own that another user can reach; t.TempDir's parents are
// closed to others.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "atonce-daemon-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func startDaemon(t *testing.T, cmd *exec.Cmd, answers func() error) {
	t.Helper()
	log, err := os.Create(filepath.Join(cmd.Dir, "daemon.log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGINT)
		done := make(chan struct{})
		go func() { _ = cmd.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(20 * time.Second):
			_ = cmd.Process.Kill()
		}
	})
	var last error
	for range 300 {
		if last = answers(); last == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	b, _ := os.ReadFile(log.Name())
	t.Fatalf("it does not answer: %v\n%s", last, b)
}

func ping(driver, address string) error {
	db, err := sql.Open(driver, address)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Second)
	defer stop()
	return db.PingContext(ctx)
}

// postgreSQL starts a server and gives its port.
func postgreSQL(t *testing.T) int {
	t.Helper()
	places := []string{"/usr/lib/postgresql/*/bin", "/usr/local/opt/postgresql*/bin"}
	initdb, server := tool(t, "initdb", places...), tool(t, "postgres", places...)
	dir := folder(t)
	if out, err := as(t, "postgres", dir, exec.Command(initdb, "-D", filepath.Join(dir, "data"), "-U", "owner", "-A", "trust", "-E", "UTF8", "--no-sync")).CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	port := freePort(t)
	cmd := as(t, "postgres", dir, exec.Command(server, "-D", filepath.Join(dir, "data"), "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="+dir, "-c", "fsync=off"))
	startDaemon(t, cmd, func() error { return ping("pgx", postgreSQLAddress(port)) })
	return port
}

func postgreSQLAddress(port int) string {
	return fmt.Sprintf("postgres://owner@127.0.0.1:%d/postgres?sslmode=disable", port)
}

// mariaDB starts a server and gives its port.
func mariaDB(t *testing.T) int {
	t.Helper()
	install, server := tool(t, "mariadb-install-db"), tool(t, "mariadbd", "/usr/sbin")
	dir := folder(t)
	data := filepath.Join(dir, "data")
	if out, err := as(t, "mysql", dir, exec.Command(install, "--no-defaults", "--datadir="+data, "--auth-root-authentication-method=normal", "--skip-test-db")).CombinedOutput(); err != nil {
		t.Fatalf("mariadb-install-db: %v\n%s", err, out)
	}
	port := freePort(t)
	cmd := as(t, "mysql", dir, exec.Command(server, "--no-defaults", "--datadir="+data, "--port="+strconv.Itoa(port), "--bind-address=127.0.0.1",
		"--socket="+filepath.Join(dir, "s"), "--pid-file="+filepath.Join(dir, "pid"), "--character-set-server=utf8mb4"))
	startDaemon(t, cmd, func() error { return ping("mysql", mariaDBAddress(port)) })
	return port
}

func mariaDBAddress(port int) string {
	c := mysql.NewConfig()
	c.User, c.Net, c.Addr, c.DBName = "root", "tcp", fmt.Sprintf("127.0.0.1:%d", port), "mysql"
	return c.FormatDSN()
}
