//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// A table is whole in a file, and fits the terminal that it goes to.
func TestResultsGoToATerminal(t *testing.T) {
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	defer slave.Close()
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if !isTerminal(slave) || isTerminal(file) || isTerminal(&strings.Builder{}) {
		t.Errorf("a terminal is one: %t, a file: %t", isTerminal(slave), isTerminal(file))
	}
}
