// Package tiles is the published log as others meet it, C2SP tlog-tiles: files in
// a folder or behind an address. It writes the folder, reads both, and checks a
// log from its files alone, as a stranger would.
package tiles

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/merkle"
)

// Source is a published log. What it has not is an error that is fs.ErrNotExist or
// of kind fail.NotFound.
type Source interface {
	Checkpoint(ctx context.Context) ([]byte, error)
	Resource(ctx context.Context, r merkle.Resource) ([]byte, error)
}

// missing says whether a source answered that it has no such file.
func missing(err error) bool {
	return err != nil && (errors.Is(err, fs.ErrNotExist) || fail.KindOf(err) == fail.NotFound)
}

// The largest a file of a log can be: a tile is 8 KiB, a bundle has 256 entries of
// at most 64 KiB.
const most = merkle.TileWidth * (2 + 1<<16)

// Dir is a log in a folder.
type Dir string

// Checkpoint reads the signed head.
func (d Dir) Checkpoint(context.Context) ([]byte, error) { return d.read("checkpoint") }

// Resource reads a tile or a bundle.
func (d Dir) Resource(_ context.Context, r merkle.Resource) ([]byte, error) { return d.read(r.Path()) }

func (d Dir) read(name string) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(string(d), filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return b, fail.Wrap(err, "read the log's folder")
}

// Site is a log behind an address, to which the paths of the standard are joined.
type Site struct {
	URL    string
	Client *http.Client
}

// Checkpoint fetches the signed head.
func (s Site) Checkpoint(ctx context.Context) ([]byte, error) { return s.Get(ctx, "checkpoint") }

// Resource fetches a tile or a bundle.
func (s Site) Resource(ctx context.Context, r merkle.Resource) ([]byte, error) {
	return s.Get(ctx, r.Path())
}

// Get fetches one file of the log, such as its key.
func (s Site) Get(ctx context.Context, name string) ([]byte, error) {
	address := strings.TrimSuffix(s.URL, "/") + "/" + name
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fail.New(fail.Invalid, "tiles.address", "address", s.URL).Because(err)
	}
	resp, err := s.Client.Do(req)
	if err != nil {
		return nil, fail.New(fail.Unavailable, "tiles.silent", "address", address).Because(err)
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound:
		return nil, fmt.Errorf("%s: %w", address, fs.ErrNotExist)
	default:
		return nil, fail.New(fail.Unavailable, "tiles.silent", "address", address).Because(errors.New(resp.Status))
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	if err == nil && len(b) > most {
		err = errors.New("more bytes than any file of a log has")
	}
	if err != nil {
		return nil, fail.New(fail.Unavailable, "tiles.silent", "address", address).Because(err)
	}
	return b, nil
}
