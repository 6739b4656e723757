package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Times between two pulls of data, at least. Keys do not wait for them.
const (
	// frameTime holds while a job runs: the flock makes 20 snapshots a second, and
	// what is drawn more often shows nothing new of it.
	frameTime = time.Second / 20
	// calmTime holds while none does: what changes then are probes, and nobody
	// reads more than a few figures a second.
	calmTime = time.Second / 2
)

// pull brings the engine's state, with log entries from since on.
func (t *tasks) pull(since uint64) tea.Cmd {
	return func() tea.Msg { return t.state(since) }
}

// listen waits until something has changed, lets the rest of the frame pass so
// that a thousand changes cost one frame, and pulls. It is started again with
// each answer: there is never more than one.
func (t *tasks) listen(since uint64, least time.Duration) tea.Cmd {
	frame := time.NewTimer(least)
	return func() tea.Msg {
		defer frame.Stop()
		select {
		case <-t.ctx.Done():
			return nil
		case <-t.engine.Changes():
		}
		select {
		case <-t.ctx.Done():
			return nil
		case <-t.hurried:
		case <-frame.C:
		}
		return t.state(since)
	}
}

// hurry ends the wait for the next frame: the user has done something, and
// wants to see what comes of it.
func (t *tasks) hurry() {
	select {
	case t.hurried <- struct{}{}:
	default:
	}
}

func (t *tasks) state(since uint64) pulled {
	p := pulled{
		flock:    t.engine.Flock(),
		jobs:     t.engine.Jobs(),
		log:      t.engine.Log(since),
		settings: t.engine.Settings(),
	}
	if activeOf(p.jobs) == nil {
		p.idle, p.idleErr = t.engine.Forecast(idleBatch)
	}
	return p
}

// second is the tick of the clock.
type second struct{}

// secondTick comes with the next full second, so that the clock does not
// stumble.
func (t *tasks) secondTick() tea.Cmd {
	now := time.Now()
	return t.after(now.Truncate(time.Second).Add(time.Second).Sub(now), second{})
}

// after brings a message when that time has passed.
func (t *tasks) after(d time.Duration, msg tea.Msg) tea.Cmd {
	timer := time.NewTimer(d)
	return func() tea.Msg {
		defer timer.Stop()
		select {
		case <-t.ctx.Done():
			return nil
		case <-timer.C:
			return msg
		}
	}
}
