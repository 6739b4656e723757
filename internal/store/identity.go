package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// identity tells whether the files that are open still are those at the store's path. SQLite does not ask: on Unix it
// goes on writing into files that nobody can find any more, and reports success.
type identity struct {
	path  string
	files []openFile
}

type openFile struct {
	path string
	info fs.FileInfo
}

// identify looks at a store's files, which are open now: the store itself, and those beside it that the suffixes name.
func identify(path string, suffixes ...string) (*identity, error) {
	id := &identity{path: path}
	for _, suffix := range append([]string{""}, suffixes...) {
		info, err := os.Stat(path + suffix)
		if errors.Is(err, fs.ErrNotExist) && suffix != "" {
			continue // a file system on which SQLite does without
		}
		if err != nil {
			return nil, err
		}
		id.files = append(id.files, openFile{path + suffix, info})
	}
	return id, nil
}

// check fails with ErrGone where one of them was removed, moved or replaced. It takes a few microseconds, little beside
// a commit.
func (id *identity) check() error {
	if id == nil {
		return nil // not open yet
	}
	for _, file := range id.files {
		now, err := os.Stat(file.path)
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
			return id.gone(file, "was removed")
		case err != nil:
			return err
		case !os.SameFile(file.info, now):
			return id.gone(file, "was replaced")
		}
	}
	return nil
}

func (id *identity) gone(file openFile, what string) error {
	if file.path == id.path {
		return fmt.Errorf("%w: it %s", ErrGone, what)
	}
	return fmt.Errorf("%w: %s %s", ErrGone, file.path, what)
}
