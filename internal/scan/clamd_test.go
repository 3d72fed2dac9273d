package scan

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// clamd answers as the real one does: it reads a command and pieces, and finds what holds
// the word. The real scanner is outside of this program.
func clamd(t *testing.T, network, address, answer string) net.Addr {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				command := make([]byte, len("zINSTREAM\x00"))
				if _, err := io.ReadFull(c, command); err != nil || string(command) != "zINSTREAM\x00" {
					return
				}
				var all []byte
				for {
					var n uint32
					if err := binary.Read(c, binary.BigEndian, &n); err != nil {
						return
					}
					if n == 0 {
						break
					}
					b := make([]byte, n)
					if _, err := io.ReadFull(c, b); err != nil {
						return
					}
					all = append(all, b...)
				}
				said := answer
				if said == "" {
					said = "stream: OK\x00"
					if bytes.Contains(all, []byte("bad word")) {
						said = "stream: Test.Word FOUND\x00"
					}
				}
				_, _ = io.WriteString(c, said)
			}()
		}
	}()
	return l.Addr()
}

func TestScan(t *testing.T) {
	ctx := context.Background()
	socket := filepath.Join(t.TempDir(), "clamd.ctl")
	clamd(t, "unix", socket, "")
	tcp := clamd(t, "tcp", "127.0.0.1:0", "")
	for _, at := range []string{"unix://" + socket, "tcp://" + tcp.String()} {
		c, err := Parse(at)
		if err != nil {
			t.Fatal(err)
		}
		long := bytes.Repeat([]byte("x"), 3*piece+7)
		if found, err := c.Scan(ctx, long); err != nil || found != "" {
			t.Errorf("%s: clean is %q, %v", at, found, err)
		}
		if found, err := c.Scan(ctx, append(long, "bad word"...)); err != nil || found != "Test.Word" {
			t.Errorf("%s: bad is %q, %v", at, found, err)
		}
		if found, err := c.Scan(ctx, nil); err != nil || found != "" {
			t.Errorf("%s: empty is %q, %v", at, found, err)
		}
	}
}

// No verdict is never taken for clean.
func TestScannerWithoutVerdict(t *testing.T) {
	for _, answer := range []string{"INSTREAM size limit exceeded. ERROR\x00", "stream: ERROR\x00", "OK", "stream:  FOUND"} {
		at := clamd(t, "tcp", "127.0.0.1:0", answer)
		if found, err := (Clamd{Network: "tcp", Address: at.String()}).Scan(context.Background(), []byte("x")); err == nil {
			t.Errorf("%q is taken for a verdict: %q", answer, found)
		}
	}
	if _, err := (Clamd{Network: "tcp", Address: "127.0.0.1:1", Wait: time.Second}).Scan(context.Background(), []byte("x")); err == nil {
		t.Error("nobody answers, and that is a verdict")
	}
	for _, bad := range []string{"", "127.0.0.1:3310", "http://x", "tcp://", "unix://host/path", "tcp://h:1/path"} {
		if _, err := Parse(bad); err == nil || !strings.Contains(err.Error(), "no address") {
			t.Errorf("%q is taken for an address", bad)
		}
	}
}

func FuzzVerdict(f *testing.F) {
	f.Add([]byte("stream: OK\x00"))
	f.Add([]byte("stream: A FOUND"))
	f.Fuzz(func(t *testing.T, answer []byte) {
		found, err := verdict(answer)
		if err == nil && found == "" && !bytes.HasPrefix(bytes.TrimSpace(answer), []byte("stream: OK")) {
			t.Errorf("%q is clean", answer)
		}
	})
}
