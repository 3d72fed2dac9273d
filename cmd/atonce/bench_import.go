package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"syscall"
	"text/tabwriter"
	"time"

	"atonce/internal/code"
	"atonce/internal/pack"
	"atonce/internal/register"
	"atonce/internal/store"
	"atonce/internal/text"
)

// benchImportCommand is `atonce bench import`: a file of people read into the register
// of the population by the program itself, as a process that is measured and killed.
type benchImportCommand struct {
	Rows  int    `default:"100000" help:"How many people."`
	Kills int    `default:"1" help:"How often it is killed in the middle, in a second run."`
	Mixed bool   `help:"Also a file in no order, which costs more than one in the order of the key."`
	Packs string `default:"packs" help:"Folder of the packs." placeholder:"DIR"`
	Dir   string `help:"Folder for the databases: the disk that is measured." type:"existingdir"`

	// start makes a process of this program.
	start func(args ...string) *exec.Cmd
}

// Run measures and prints.
func (c *benchImportCommand) Run() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	c.start = func(args ...string) *exec.Cmd { return exec.Command(self, args...) }
	_, err = c.measure(context.Background(), os.Stdout, text.EN)
	return err
}

const benchRegister = "population"

// imported is what one run came to.
type imported struct {
	took   time.Duration
	memory int64 // most bytes the process held
	killed []int // rows that were committed at each kill
	sum    [sha256.Size]byte
	rows   int
	read   time.Duration // to read all of it back
}

func (c *benchImportCommand) measure(ctx context.Context, out io.Writer, lang text.Lang) (runs []imported, err error) {
	dir, err := os.MkdirTemp(c.Dir, "atonce-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	set, problems := pack.Load(os.DirFS(c.Packs))
	if len(problems) > 0 {
		return nil, faulty(problems)
	}
	r, ok := set.Register(benchRegister)
	if !ok {
		return nil, fmt.Errorf("the packs declare no register %s", benchRegister)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, text.S(lang, "bench.import-head"))
	orders := []bool{false}
	if c.Mixed {
		orders = append(orders, true)
	}
	for _, mixed := range orders {
		file := filepath.Join(dir, fmt.Sprintf("people-%t.csv", mixed))
		if err := peopleFile(file, c.Rows, mixed); err != nil {
			return nil, err
		}
		name := map[bool]string{false: "bench.import-sorted", true: "bench.import-mixed"}[mixed]
		whole, err := c.once(ctx, r, filepath.Join(dir, fmt.Sprintf("whole-%t", mixed)), file, 0, 0)
		if err != nil {
			return nil, err
		}
		runs = append(runs, whole)
		c.line(table, text.S(lang, name), whole)
		if c.Kills == 0 || mixed {
			continue
		}
		cut, err := c.once(ctx, r, filepath.Join(dir, "cut"), file, c.Kills, whole.took)
		if err != nil {
			return nil, err
		}
		runs = append(runs, cut)
		c.line(table, text.S(lang, "bench.import-killed", "rows", fmt.Sprint(cut.killed)), cut)
		if cut.rows != whole.rows || cut.sum != whole.sum {
			return nil, fmt.Errorf("killed and taken up again it holds %d records, in one run %d, or others", cut.rows, whole.rows)
		}
	}
	if err := table.Flush(); err != nil {
		return nil, err
	}
	_, err = fmt.Fprintln(out, text.S(lang, "bench.import-foot", "records", strconv.Itoa(runs[0].rows)))
	return runs, err
}

func (c *benchImportCommand) line(w io.Writer, name string, x imported) {
	fmt.Fprintf(w, "%s\t%d\t%v\t%s\t%d\t%s\t\n", name, x.rows, x.took.Round(10*time.Millisecond), perSecond(c.Rows, x.took), x.memory>>20, perSecond(x.rows, x.read))
}

// once imports the file into a new database by processes of this program, of which some
// are killed, and reads back all the register then holds.
func (c *benchImportCommand) once(ctx context.Context, r *pack.Register, data, file string, kills int, whole time.Duration) (x imported, err error) {
	reported := regexp.MustCompile(`^(\d+) rows read: (\d+) taken`)
	for tries := 0; ; tries++ {
		cmd := c.start("import", "register", benchRegister, file, "--data", data, "--packs", c.Packs, "--from", "2026-01-01")
		var said, trouble bytes.Buffer
		cmd.Stdout, cmd.Stderr = &said, &trouble
		began := time.Now()
		if err := cmd.Start(); err != nil {
			return x, err
		}
		if len(x.killed) < kills && tries < 50 {
			// Somewhere in the middle; a try that came too early or too late is made again.
			after := whole * time.Duration(2+tries%7) / 10 / time.Duration(kills)
			time.AfterFunc(after, func() { _ = cmd.Process.Signal(syscall.SIGKILL) })
		}
		err = cmd.Wait()
		x.took += time.Since(began)
		if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			x.memory = max(x.memory, mostBytes(u))
		}
		if err == nil {
			if m := reported.FindSubmatch(said.Bytes()[bytes.LastIndexByte(bytes.TrimSpace(said.Bytes()), '\n')+1:]); m == nil || string(m[2]) != strconv.Itoa(c.Rows) {
				return x, fmt.Errorf("the import said: %s", said.String())
			}
			if len(x.killed) >= kills {
				break
			}
			// It was done before it was killed: from the beginning.
			if err := os.RemoveAll(data); err != nil {
				return x, err
			}
			x = imported{memory: x.memory}
			if tries > 50 {
				return x, fmt.Errorf("it was never killed in the middle")
			}
			continue
		}
		if ctx.Err() != nil || len(x.killed) >= kills {
			return x, fmt.Errorf("the import failed: %w: %s", err, trouble.String())
		}
		if rows := committed(ctx, r, data); rows > 0 {
			x.killed = append(x.killed, rows)
		}
	}
	return x, readBack(ctx, r, data, &x)
}

// committed is how many rows a killed import had committed.
func committed(ctx context.Context, r *pack.Register, data string) (rows int) {
	st, err := store.Open(ctx, store.Config{Path: filepath.Join(data, "atonce.db")})
	if err != nil {
		return 0
	}
	defer st.Close()
	_ = st.Read(ctx, func(tx *store.Tx) error {
		imports, err := register.Imports(tx, r, 1)
		if err == nil && len(imports) == 1 && imports[0].State == register.Running {
			rows = imports[0].Rows
		}
		return err
	})
	return rows
}

// readBack reads the whole register and sums it up.
func readBack(ctx context.Context, r *pack.Register, data string, x *imported) error {
	st, err := store.Open(ctx, store.Config{Path: filepath.Join(data, "atonce.db")})
	if err != nil {
		return err
	}
	defer st.Close()
	var fields []string
	for _, f := range r.Fields() {
		fields = append(fields, f.ID)
	}
	h := sha256.New()
	w := bufio.NewWriter(h)
	began := time.Now()
	defer func() { x.read = time.Since(began) }()
	err = register.Scan(ctx, st, r, register.Span{}, register.At{}, fields, func(l register.Line) error {
		x.rows++
		w.WriteString(l.Subject)
		for _, v := range l.Values {
			w.WriteByte(0)
			w.WriteString(v.String())
		}
		return w.WriteByte('\n')
	})
	if err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	h.Sum(x.sum[:0])
	return nil
}

// mostBytes is the most memory a process held: getrusage counts kilobytes, on macOS bytes.
func mostBytes(u *syscall.Rusage) int64 {
	if runtime.GOOS == "darwin" {
		return int64(u.Maxrss)
	}
	return int64(u.Maxrss) << 10
}

// peopleFile writes people of nowhere, in the order of their numbers or in none.
func peopleFile(name string, rows int, mixed bool) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintln(w, "identity_number,name,sex,birth_date,area,address,household,relation,marital,died")
	const aDay = 500
	step := 1
	if mixed {
		// Prime and larger than any number of rows: every row once, far from the one before.
		step = 1_000_000_007
	}
	for i := range rows {
		n := int(int64(i) * int64(step) % int64(rows))
		day := time.Date(1940, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n/aDay)
		sex := "female"
		if n%2 == 1 {
			sex = "male"
		}
		fmt.Fprintf(w, "%s,样例%07d,%s,%s,330199101000,晓溪县样例路 %d 号,H%08d,head,single,\n", code.SampleIdentity(day.Year(), day.Month(), day.Day(), n%aDay),
			n, sex, day.Format(time.DateOnly), n%900, n/3)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}
