// Package wholefile writes files that are never seen half written.
package wholefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// folderMode is that of folders that have to be made.
const folderMode = 0o700

// Replace puts text in the place of the file, with that mode, all at once: whoever reads meanwhile, and a crash, sees
// the old text or the new. Folders that are missing are made. Until then the text stands beside it in a file whose name
// is made as by [os.CreateTemp]; it is gone after an error. Errors are those of package os.
func Replace(path, temporaryName string, mode fs.FileMode, text []byte) (err error) {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, folderMode); err != nil {
		return err //nolint:wrapcheck // names the path
	}
	temporary, err := os.CreateTemp(folder, temporaryName)
	if err != nil {
		return err //nolint:wrapcheck // names the path
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temporary.Name()))
		}
	}()
	_, err = temporary.Write(text)
	if err == nil {
		err = temporary.Chmod(mode)
	}
	if err == nil {
		err = temporary.Sync() // the name must not be on the disk before the text is
	}
	if err = errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path) //nolint:wrapcheck // names both
}
