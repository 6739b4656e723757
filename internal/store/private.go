package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// The modes of what is made. They are set, not only asked for: a umask takes away from what is asked. The files that
// SQLite makes beside the store take over the store's mode.
const (
	folderMode = 0o700
	fileMode   = 0o600
)

// makeFolder makes the store's folder where there is none. One that is there is the user's, and stays as it is.
func makeFolder(path string) error {
	if err := makePrivate(filepath.Dir(path)); err != nil {
		return fileError(doingCreate, path, err)
	}
	return nil
}

func makePrivate(folder string) error {
	switch info, err := os.Stat(folder); {
	case err == nil && info.IsDir():
		return nil
	case err == nil:
		return &fs.PathError{Op: "make a folder", Path: folder, Err: syscall.ENOTDIR}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if parent := filepath.Dir(folder); parent != folder {
		if err := makePrivate(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(folder, folderMode); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return nil // somebody else has just made it
		}
		return err
	}
	return os.Chmod(folder, folderMode)
}

// openPrivate opens a file that is this program's own, and makes it where there is none.
func openPrivate(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, fileMode)
	if errors.Is(err, fs.ErrExist) {
		return os.OpenFile(path, os.O_RDWR, fileMode)
	}
	if err != nil {
		return nil, err
	}
	if err := file.Chmod(fileMode); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// canBeWritten asks the system, because SQLite does not fail: it opens for reading what it may not write.
func canBeWritten(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fileError(doingOpen, path, err)
	}
	info, err := file.Stat()
	if err := errors.Join(err, file.Close()); err != nil {
		return fileError(doingOpen, path, err)
	}
	// A log that a reader left has the mode that the store had then. If that has changed, the log is to follow it.
	for _, suffix := range []string{logSuffix, indexSuffix} {
		left, err := os.Stat(path + suffix)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil && left.Mode().Perm() != info.Mode().Perm() {
			err = os.Chmod(path+suffix, info.Mode().Perm())
		}
		if err != nil {
			return fileError(doingOpen, path, err)
		}
	}
	return nil
}
