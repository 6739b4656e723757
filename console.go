package main

import (
	"os"
	"slices"

	"github.com/charmbracelet/x/term"
	"github.com/muesli/termenv"

	"flocktop/internal/cli"
	"flocktop/internal/tty"
)

// console is the terminal that errors and progress go to; nil where they go
// elsewhere, where its last line cannot be drawn anew, or where nobody looks.
func console() *cli.Console {
	file := os.Stderr
	if !term.IsTerminal(file.Fd()) || os.Getenv("TERM") == "dumb" || robot(os.Getenv("CI")) {
		return nil
	}
	restore, err := termenv.EnableVirtualTerminalProcessing(termenv.NewOutput(file))
	if err != nil {
		return nil // a console of Windows that prints sequences instead of obeying them
	}
	return &cli.Console{
		To:       file,
		Width:    columns(file),
		Progress: tty.ShowsProgress(os.Getenv),
		Restore:  func() { _ = restore() }, // a console that is gone needs it no more
	}
}

// columns says how wide a terminal is; nil where the file is none, or does not say.
func columns(out *os.File) func() int {
	if !term.IsTerminal(out.Fd()) {
		return nil
	}
	return func() int {
		w, _, err := term.GetSize(out.Fd())
		if err != nil {
			return 0
		}
		return w
	}
}

// robot says, by the variable CI, that a machine runs the command and keeps what
// it prints: the services that build and test programs all set it.
func robot(ci string) bool { return !slices.Contains([]string{"", "0", "false"}, ci) }
