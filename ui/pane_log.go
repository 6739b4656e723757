package ui

import (
	"log/slog"
	"strings"
	"time"

	"flocktop/internal/journal"
	"flocktop/internal/prefs"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// logPane shows the newest entries of at least a level that the filter lets
// through. Scrolled back it stays where it is while new ones come.
type logPane struct {
	level  slog.Level
	words  string // the filter
	shown  []journal.Entry
	from   shownKey
	back   int    // entries below the last line that is seen
	seen   uint64 // Seq after the newest entry when it was scrolled
	height int
}

// shownKey is what the choice of entries was made from.
type shownKey struct {
	next  uint64
	kept  int
	level slog.Level
	words string
}

func (p *logPane) filter() string { return p.words }

func (p *logPane) setFilter(words string) {
	if words != p.words {
		p.words, p.back = words, 0
	}
}

func (p *logPane) keep(to *prefs.Prefs) {
	if p.level != slog.LevelInfo {
		to.LogLevel = levelWord(p.level)
	}
}

func (p *logPane) recall(from prefs.Prefs) {
	if level, ok := levelOf(from.LogLevel); ok {
		p.level = level
	}
}

// levels are those that can be chosen, from the most talkative.
func levels() []slog.Level { return []slog.Level{slog.LevelInfo, slog.LevelWarn, slog.LevelError} }

func levelWord(l slog.Level) string {
	switch {
	case l >= slog.LevelError:
		return "errors"
	case l >= slog.LevelWarn:
		return "warnings"
	default:
		return "all"
	}
}

func levelOf(word string) (slog.Level, bool) {
	for _, l := range levels() {
		if levelWord(l) == word {
			return l, true
		}
	}
	return 0, false
}

// setLevel shows entries of that level and above.
func (p *logPane) setLevel(l slog.Level) { p.level, p.back = l, 0 }

// nextLevel is the level after the one that is chosen.
func (p *logPane) nextLevel() slog.Level {
	all := levels()
	for i, l := range all {
		if l == p.level {
			return all[(i+1)%len(all)]
		}
	}
	return all[0]
}

// levels are the levels that are shown, for people.
func (p *logPane) levels() string {
	if p.level == slog.LevelWarn {
		return levelWord(p.level) + " and errors"
	}
	return levelWord(p.level)
}

func (p *logPane) heading(sc *scene) heading {
	head := heading{title: "Log"}
	if p.level > slog.LevelInfo {
		head.title += ", " + p.levels()
	}
	if p.words != "" {
		head.title += " /" + p.words
	}
	if n := len(p.shown); n < len(sc.data.log) {
		head.note = count(n) + " of " + count(len(sc.data.log))
	}
	if p.back > 0 {
		head.foot = count(p.back) + " newer"
	}
	return head
}

// choose picks the entries to show, anew where something has changed.
func (p *logPane) choose(d *data) []journal.Entry {
	from := shownKey{d.nextLog, len(d.log), p.level, p.words}
	if from == p.from {
		return p.shown
	}
	p.from = from
	if p.words == "" && p.level <= slog.LevelInfo {
		p.shown = d.log
		return p.shown
	}
	fits := matcher(p.words)
	var out []journal.Entry
	for i := range d.log {
		if e := &d.log[i]; e.Level >= p.level && fits(e.Node+" "+e.Text) {
			out = append(out, *e)
		}
	}
	p.shown = out
	return out
}

// follow keeps the place in the list while entries are added below.
func (p *logPane) follow(d *data) []journal.Entry {
	entries := p.choose(d)
	if p.back > 0 && d.nextLog > p.seen {
		for i := len(entries) - 1; i >= 0 && entries[i].Seq >= p.seen; i-- {
			p.back++
		}
	}
	p.seen = d.nextLog
	p.back = max(0, min(p.back, len(entries)-p.height))
	return entries
}

func (p *logPane) move(d *data, m motion) {
	entries := p.follow(d)
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
		p.back = len(entries)
	case bottom:
		p.back = 0
	case stay:
	}
	p.back = max(0, min(p.back, len(entries)-p.height))
}

func (p *logPane) draw(sc *scene, w, h int) []string {
	p.height = h
	entries := p.follow(sc.data)
	if len(entries) == 0 && len(sc.data.log) > 0 {
		return p.nothing(sc, w, h)
	}
	to := len(entries) - p.back
	var out []string
	for i := max(0, to-h); i < to; i++ {
		out = append(out, logLine(sc, &entries[i], w))
	}
	return fill(out, w, h)
}

// nothing says which entries there are none of, and how to get back to all.
func (p *logPane) nothing(sc *scene, w, h int) []string {
	what := "no entry"
	if p.level > slog.LevelInfo {
		what = "no " + strings.ReplaceAll(p.levels(), " and", ", no")
	}
	if p.words != "" {
		what += " that " + named(filterKey) + p.words + " lets through"
	}
	return notice(sc, w, h, sc.theme.Muted, upper(what), named(backKey)+" shows all "+count(len(sc.data.log))+" entries.")
}

// copied are the entries that the level and the filter let through.
func (p *logPane) copied(sc *scene) string {
	var b strings.Builder
	for _, e := range p.choose(sc.data) {
		b.WriteString(e.At.Format(time.DateTime))
		b.WriteString(" " + e.Level.String() + " ")
		if e.Node != "" {
			b.WriteString(cells.Clean(e.Node) + " ")
		}
		b.WriteString(cells.Clean(e.Text) + "\n")
	}
	return b.String()
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
