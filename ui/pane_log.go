package ui

import (
	"log/slog"

	"flocktop/internal/journal"
	"flocktop/ui/internal/theme"
)

// logPane shows the newest entries. Scrolled back it stays where it is while
// new ones come.
type logPane struct {
	back   int    // entries below the last line that is seen
	seen   uint64 // Seq after the newest entry when it was scrolled
	height int
}

func (p *logPane) heading(*scene) heading {
	head := heading{title: "Log"}
	if p.back > 0 {
		head.foot = count(p.back) + " newer"
	}
	return head
}

// follow keeps the place in the list while entries are added below.
func (p *logPane) follow(d *data) {
	if p.back > 0 && d.nextLog > p.seen {
		p.back += int(d.nextLog - p.seen) //nolint:gosec // a difference of entries, far below the limit
	}
	p.seen = d.nextLog
	p.back = max(0, min(p.back, len(d.log)-p.height))
}

func (p *logPane) move(d *data, m motion) {
	p.follow(d)
	switch m {
	case up:
		p.back++
	case down:
		p.back--
	case pageUp:
		p.back += max(1, p.height-1)
	case pageDown:
		p.back -= max(1, p.height-1)
	case top:
		p.back = len(d.log)
	case bottom:
		p.back = 0
	case stay:
	}
	p.back = max(0, min(p.back, len(d.log)-p.height))
}

func (p *logPane) draw(sc *scene, w, h int) []string {
	p.height = h
	p.follow(sc.data)
	entries := sc.data.log
	to := len(entries) - p.back
	var out []string
	for i := max(0, to-h); i < to; i++ {
		out = append(out, logLine(sc, &entries[i], w))
	}
	return fill(out, w, h)
}

func logLine(sc *scene, e *journal.Entry, w int) string {
	t := sc.theme
	l := newLine(w).gap(1).put(t.Faint, clock(e.At)).gap(1)
	sign, st, text := " ", t.Info, t.Text
	switch {
	case e.Level >= slog.LevelError:
		sign, st, text = t.Glyphs.Failed, t.Bad, t.Strong
	case e.Level >= slog.LevelWarn:
		sign, st = t.Glyphs.Alert, t.Warn
	case e.Level < slog.LevelInfo:
		text = t.Muted
	}
	l.sign(st, sign, 1).gap(1)
	if e.Node != "" {
		l.put(levelNode(t, e.Level), e.Node).gap(1)
	}
	return l.put(text, e.Text).end()
}

func levelNode(t *theme.Theme, level slog.Level) theme.Style {
	if level >= slog.LevelWarn {
		return t.Warn
	}
	return t.Accent
}
