// Package scan asks a virus scanner of the house about files that people send. It speaks
// the INSTREAM command of clamd (ClamAV), which needs nothing but a connection.
package scan

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"
)

// Clamd is where a clamd listens.
type Clamd struct {
	Network string // tcp or unix
	Address string
	Wait    time.Duration // for one file; 0 means 30 seconds
}

// Parse reads an address such as tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl.
func Parse(s string) (Clamd, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return Clamd{}, fmt.Errorf("%q is no address of a clamd: %w", s, err)
	case u.Scheme == "tcp" && u.Host != "" && u.Path == "":
		return Clamd{Network: "tcp", Address: u.Host}, nil
	case u.Scheme == "unix" && u.Host == "" && u.Path != "":
		return Clamd{Network: "unix", Address: u.Path}, nil
	}
	return Clamd{}, fmt.Errorf("%q is no address of a clamd: write tcp://HOST:PORT or unix:///PATH", s)
}

// piece is how much is sent at a time. clamd's StreamMaxLength bounds all pieces of one file together (clamd(8),
// INSTREAM): beyond it clamd answers "size limit exceeded" and ends, which is no verdict.
const piece = 64 << 10

// mostAnswer bounds what a scanner may answer, in bytes.
const mostAnswer = 4 << 10

// Scan answers the name of what was found in body; empty if it is clean. An error says
// that the scanner gave no verdict.
func (c Clamd) Scan(ctx context.Context, body []byte) (found string, err error) {
	wait := c.Wait
	if wait == 0 {
		wait = 30 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, c.Network, c.Address)
	if err != nil {
		return "", fmt.Errorf("scan: %w", err)
	}
	defer conn.Close()
	if at, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(at); err != nil {
			return "", fmt.Errorf("scan: %w", err)
		}
	}
	if err := stream(conn, body); err != nil {
		return "", fmt.Errorf("scan: %w", err)
	}
	answer, err := io.ReadAll(io.LimitReader(conn, mostAnswer))
	if err != nil {
		return "", fmt.Errorf("scan: %w", err)
	}
	return verdict(answer)
}

// stream sends the command, then pieces each with its length before it, then an empty one.
func stream(w io.Writer, body []byte) error {
	if _, err := io.WriteString(w, "zINSTREAM\x00"); err != nil {
		return err
	}
	for {
		n := min(len(body), piece)
		if err := binary.Write(w, binary.BigEndian, uint32(n)); err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
		if _, err := w.Write(body[:n]); err != nil {
			return err
		}
		body = body[n:]
	}
}

// verdict reads "stream: OK" or "stream: NAME FOUND". Anything else is no verdict.
func verdict(answer []byte) (found string, err error) {
	s := strings.TrimSpace(strings.TrimRight(string(answer), "\x00\n"))
	s, ours := strings.CutPrefix(s, "stream: ")
	name, bad := strings.CutSuffix(s, " FOUND")
	switch {
	case ours && s == "OK":
		return "", nil
	case ours && bad && name != "":
		return name, nil
	}
	return "", errors.New("scan: no verdict: " + s)
}
