package config

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"
)

// program is the name of its folder in each of the user's base folders.
const program = "flocktop"

// DefaultConfigPath is the configuration file, in the XDG configuration folder (on other systems: its like).
func DefaultConfigPath() string { return filepath.Join(xdg.ConfigHome, program, "config.toml") }

// DefaultStorePath is the store's file, in the XDG data folder.
func DefaultStorePath() string { return filepath.Join(xdg.DataHome, program, "store.db") }

// StateDir is the folder for logs and traces.
func StateDir() string { return filepath.Join(xdg.StateHome, program) }

// CacheDir is the folder for what can be made again at any time.
func CacheDir() string { return filepath.Join(xdg.CacheHome, program) }

// expandPath makes a path absolute. A leading "~" is the user's home folder, as in a shell; a relative path begins at
// base, or at the working folder where base is empty.
func expandPath(path, base string) (string, error) {
	if path == "~" || strings.HasPrefix(path, "~/") {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		return filepath.Join(home, path[1:]), nil
	}
	if base != "" && !filepath.IsAbs(path) {
		path = filepath.Join(base, path)
	}
	return filepath.Abs(path)
}
