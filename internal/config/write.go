package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	folderMode = 0o700
	fileMode   = 0o600
)

// writeFile puts text in the place of the file, all at once: whoever reads meanwhile, and a crash, sees the old text or
// the new. A link is followed, so that a file kept elsewhere stays there; an existing file keeps its permissions.
func writeFile(path, text string) error {
	if err := replaceFile(path, text); err != nil {
		return fmt.Errorf("write the configuration file %s: %w", path, err)
	}
	return nil
}

func replaceFile(path, text string) (err error) {
	mode := fs.FileMode(fileMode)
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, folderMode); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(folder, ".config-*.toml")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temporary.Name()))
		}
	}()
	_, err = temporary.WriteString(text)
	if err == nil {
		err = temporary.Chmod(mode)
	}
	if err == nil {
		err = temporary.Sync() // the name must not be on the disk before the text is
	}
	if err = errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}
