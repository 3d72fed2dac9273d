package tiles

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"atonce/internal/fail"
	"atonce/internal/merkle"

	"golang.org/x/mod/sumdb/note"
)

// Export writes a log into a folder that any web server can publish as it is. What
// is there already is not written again: only what grew. The checkpoint comes last,
// so that the folder is a whole log at every moment. It answers how many files it
// wrote. A folder of another log, or of a longer one, is refused.
func Export(ctx context.Context, src Source, keys []note.Verifier, dir string) (files int, head merkle.Head, err error) {
	checkpoint, err := src.Checkpoint(ctx)
	if err != nil {
		return 0, head, err
	}
	now, err := open(checkpoint, keys)
	if err != nil {
		return 0, head, err
	}
	head = now.Head
	was, err := Open(ctx, Dir(dir), keys)
	switch {
	case fail.KindOf(err) == fail.NotFound:
		was.Head = merkle.Head{Origin: head.Origin}
	case err != nil:
		return 0, head, err
	case was.Head.Size > head.Size || was.Head.Origin != head.Origin || was.Head.Size == head.Size && was.Head.Root != head.Root:
		return 0, head, fail.New(fail.Conflict, "tiles.other-log", "folder", dir)
	}
	for _, r := range merkle.Resources(was.Head.Size, head.Size) {
		if err := ctx.Err(); err != nil {
			return files, head, err
		}
		b, err := src.Resource(ctx, r)
		if err != nil {
			return files, head, err
		}
		if err := put(dir, r.Path(), b); err != nil {
			return files, head, err
		}
		files++
	}
	return files, head, put(dir, "checkpoint", checkpoint)
}

// put writes a file as a whole: who reads meanwhile sees the old one or the new.
func put(dir, name string, b []byte) (err error) {
	defer func() { err = fail.Wrap(err, "write "+name) }()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err = f.Write(b); err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
