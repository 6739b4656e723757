package cli

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/journal"
	"flocktop/internal/numbers"
	"flocktop/internal/tty"
)

// live shows a job on a terminal: how far it is in one line that is drawn anew,
// and above it, in lines that last, what happens: the decision, a node that is
// lost, a failure.
type live struct {
	line     *tty.StatusLine
	look     barLook
	narrator narrator
	to       io.Writer // lines that last
	restore  func()

	logged   uint64               // entries of the log that were looked at
	troubled map[string]bool      // nodes of which something was wrong the last time
	told     map[string]bool      // failures, by their places
	worked   map[string]time.Time // when a node was last seen at work, by ID
}

func newLive(screen *Console, look barLook) *live {
	line := tty.NewStatusLine(screen.To, screen.Width, screen.Progress)
	to := &printer{to: line}
	return &live{
		line: line, look: look, narrator: narrator{to: to}, to: to, restore: screen.Restore,
		troubled: map[string]bool{}, told: map[string]bool{}, worked: map[string]time.Time{},
	}
}

// wait says what is waited for before there is a job.
func (l *live) wait(what string) {
	l.line.Show(func(width int) string { return cells.Truncate(oneLine(what), barRoom(width), "") }, tty.NoProgress())
}

func (l *live) tell(s job.Status, flock cluster.Snapshot, log []journal.Entry) {
	l.narrator.tellStop(s)
	l.narrator.tellStall(s)
	l.narrator.tellDecision(s)
	l.narrator.tellForesight(s)
	l.tellLog(log, s.Title)
	for _, f := range s.Failures {
		l.tellFailure(f)
	}
	if s.State.Ended() {
		return
	}
	nodes := l.atWork(flock, time.Now())
	l.line.Show(func(width int) string { return barLine(&s, nodes, l.look, width) }, tty.Progress{
		Percent: numbers.Percent(s.Progress()), Halted: s.Halted, Paused: s.State != job.Running,
	})
}

// tellLog passes on what went wrong, and what was wrong and is right again. What
// the log says of the job itself is told in other lines.
func (l *live) tellLog(entries []journal.Entry, title string) {
	for _, e := range entries {
		l.logged = e.Seq + 1
		bad := e.Level >= slog.LevelWarn
		if !bad && !l.troubled[e.Node] {
			continue
		}
		if e.Node == "" {
			if strings.HasPrefix(e.Text, title+":") || strings.HasPrefix(e.Text, title+" ") {
				continue
			}
			fmt.Fprintf(l.to, "   %s\n", oneLine(e.Text))
			continue
		}
		l.troubled[e.Node] = bad || e.Text == cluster.OnTrial // whether it is right again is still to come
		fmt.Fprintf(l.to, "   %s: %s\n", oneLine(e.Node), oneLine(e.Text))
	}
}

func (l *live) tellFailure(failed job.Failure) {
	f := failureOf(failed)
	if !l.said(f) {
		l.told[f.place()] = true
		fmt.Fprintf(l.to, "Failed: %s\n", f.sentence())
	}
}

// nodesAtWork is the flock as the line shows it.
type nodesAtWork struct {
	working, all int
	loading      []string // names of those that load the model
}

// seenFor is how long a node counts as working after it was last seen so: between
// two requests it is idle for a moment.
const seenFor = 2 * time.Second

func (l *live) atWork(flock cluster.Snapshot, now time.Time) nodesAtWork {
	out := nodesAtWork{all: len(flock.Nodes)}
	for i := range flock.Nodes {
		n := &flock.Nodes[i]
		if n.InFlight > 0 {
			l.worked[n.ID] = now
		}
		switch seen, ok := l.worked[n.ID]; {
		case n.State == cluster.Loading:
			out.loading = append(out.loading, n.Name)
		case ok && n.State.Works() && now.Sub(seen) < seenFor:
			out.working++
		}
	}
	return out
}

// said says whether a failure was shown when it happened.
func (l *live) said(f embedFailure) bool { return l != nil && l.told[f.place()] }

// clear takes the line away; what is written afterwards lasts.
func (l *live) clear() {
	if l != nil {
		l.line.Clear()
	}
}

// end gives the terminal back.
func (l *live) end() {
	l.clear()
	l.restore()
}
