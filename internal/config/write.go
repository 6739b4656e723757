package config

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"flocktop/internal/wholefile"
)

const fileMode = 0o600

// writeFile puts text in the place of the file, all at once: whoever reads meanwhile, and a crash, sees the old text or
// the new. A link is followed, so that a file kept elsewhere stays there; an existing file keeps its permissions.
func writeFile(path, text string) error {
	if err := replaceFile(path, text); err != nil {
		return fmt.Errorf("write the configuration file %s: %w", path, err)
	}
	return nil
}

func replaceFile(path, text string) error {
	mode := fs.FileMode(fileMode)
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	return wholefile.Replace(path, ".config-*.toml", mode, []byte(text))
}
