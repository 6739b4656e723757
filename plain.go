package main

import (
	"context"
	"errors"
	"os"
	"syscall"

	"github.com/charmbracelet/x/term"

	"flocktop/internal/cli"
	"flocktop/ui"
	"flocktop/ui/plain"
	_ "flocktop/ui/still" // nothing is asked of a terminal that is to be listened to
)

// spoken says whether the dashboard is to append lines instead of drawing, and
// why where the user did not ask for it.
func spoken(screen cli.Screen, out *os.File) (yes bool, why string) {
	switch {
	case screen.Plain:
		return true, ""
	case os.Getenv("TERM") == "dumb":
		return true, "The terminal cannot move its cursor (TERM=dumb): what happens is appended as lines"
	case !term.IsTerminal(out.Fd()):
		return true, "Standard output is no terminal: what happens is appended as lines"
	}
	return false, ""
}

// speak shows the program as lines, until the user leaves.
func speak(ctx context.Context, e engine, servers ui.Simulation, why string, s *signals) (exit ui.Exit, err error) {
	interrupts, release := s.attend()
	defer release()
	interrupted, err := plain.Run(ctx, listener{e}, plain.Options{
		Why: why, Width: columns(os.Stdout), Interrupts: interrupts, Fault: e.Fault, Simulation: servers,
		TakeOver: func() { exit.TakeOver = true },
	})
	if interrupted || errors.Is(err, syscall.EIO) { // the latter: the terminal was closed, and its signal is on the way
		s.end() // the exit code says so
		return exit, nil
	}
	return exit, err //nolint:wrapcheck // says what could not be read or written
}

// listener is the program as the one who listens knows it.
type listener struct{ engine }

// Settings are those that are spoken of.
func (l listener) Settings() plain.Settings {
	s := l.engine.Settings()
	return plain.Settings{
		Model: s.Model, Forced: s.Forced, Policy: s.Policy, Paused: s.Paused, Simulated: s.Simulated, Forgets: s.Forgets, NodesFrom: s.NodesFrom, Version: s.Version,
		Thresholds: s.Thresholds, Watching: l.Watching().String(), Free: s.Watching.Free(),
	}
}
