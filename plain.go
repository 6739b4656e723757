package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"syscall"

	"github.com/charmbracelet/x/term"

	"flocktop/internal/cli"
	"flocktop/internal/job"
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
func speak(ctx context.Context, e engine, why string, s *signals) error {
	interrupts, release := s.attend()
	defer release()
	interrupted, err := plain.Run(ctx, listener{e}, plain.Options{Why: why, Interrupts: interrupts})
	if interrupted || errors.Is(err, syscall.EIO) { // the latter: the terminal was closed, and its signal is on the way
		s.end() // the exit code says so
		return nil
	}
	return err //nolint:wrapcheck // says what could not be read or written
}

// listener is the program as the one who listens knows it.
type listener struct{ engine }

// Settings are those that are spoken of.
func (l listener) Settings() plain.Settings {
	s := l.engine.Settings()
	return plain.Settings{
		Model: s.Model, Forced: s.Forced, Policy: s.Policy, Paused: s.Paused, Simulated: s.Simulated, Version: s.Version,
	}
}

// Past are batches that have ended, the last first.
func (l listener) Past(ctx context.Context, limit int) ([]plain.Past, error) {
	jobs, err := l.Store().Jobs(ctx, limit)
	if err != nil {
		return nil, err //nolint:wrapcheck // a sentence already
	}
	var out []plain.Past
	for _, j := range jobs {
		if !j.State.Finished() {
			continue
		}
		p := plain.Past{
			ID: job.ID(j.ID), Title: j.Title, State: string(j.State), Ended: j.Ended, Embedded: j.Counts.Embedded,
			Predicted: j.Predicted, Actual: j.Actual, Bound: j.Bound,
		}
		if j.Decision != nil {
			_ = json.Unmarshal(j.Decision, &p.Decision) // one that cannot be read is none: history is no place to fail
		}
		out = append(out, p)
	}
	return out, nil
}

var errNotYet = errors.New("this build cannot do that yet")

// Move moves a queued job by so many places.
func (l listener) Move(ctx context.Context, id job.ID, by int) error {
	if m, ok := any(l.App).(interface {
		Move(ctx context.Context, id job.ID, by int) error
	}); ok {
		return m.Move(ctx, id, by) //nolint:wrapcheck // a sentence already
	}
	return errNotYet
}

// RetryFailures queues what failed in a job as a job of its own.
func (l listener) RetryFailures(ctx context.Context, id job.ID) (job.ID, error) {
	if r, ok := any(l.App).(interface {
		RetryFailures(ctx context.Context, id job.ID) (job.ID, error)
	}); ok {
		return r.RetryFailures(ctx, id) //nolint:wrapcheck // a sentence already
	}
	return 0, errNotYet
}
