package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// pathsGiven refuses what is no path: an empty one is a shell's variable that is
// not set, and would mean the present folder with all that is in it.
func pathsGiven(paths []string) error {
	if len(paths) == 0 {
		return errors.New("embed needs files or folders to embed")
	}
	for i, path := range paths {
		if strings.TrimSpace(path) == "" {
			return fmt.Errorf("path %d of %d is empty: is a variable of the shell not set?", i+1, len(paths))
		}
	}
	return nil
}

// someThere is an error where none of the paths is there: that is known before any
// node is asked. Of some that are missing the job says so, and does the others.
func someThere(paths []string) error {
	for _, path := range paths {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return nil
		}
	}
	const named = 3
	names := make([]string, 0, named)
	for _, path := range paths[:min(named, len(paths))] {
		name := oneLine(path)
		if strings.ContainsAny(path, "*?[") {
			name += " (the shell has found nothing that is named so)"
		}
		names = append(names, name)
	}
	if more := len(paths) - named; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return fmt.Errorf("no such file or folder: %s", strings.Join(names, ", "))
}
