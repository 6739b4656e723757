package ui

import (
	"log/slog"
	"strconv"
	"strings"
	"time"

	"flocktop/internal/journal"
	"flocktop/internal/prefs"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// logPane shows the newest entries of at least a level that the filter lets
// through. Scrolled back it stays where it is while new ones come.
type logPane struct{ logList }

func (p *logPane) filter() string { return p.words }

func (p *logPane) setFilter(words string) {
	if words != p.words {
		p.words = words
		p.toEnd()
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
func (p *logPane) setLevel(l slog.Level) {
	p.level = l
	p.toEnd()
}

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
	if p.passed < len(sc.data.log) {
		head.note = count(p.passed) + " of " + count(len(sc.data.log))
	}
	if p.back > 0 {
		head.foot = count(p.back) + " newer"
		if sc.focused {
			head.foot += ", G goes there"
		}
	}
	return head
}

func (p *logPane) draw(sc *scene, w, h int) []string {
	p.height = h
	p.sync(sc.data)
	p.tall = p.linesOfNewest(sc, w, h)
	p.keepInside()
	if len(p.rows) == 0 && len(sc.data.log) > 0 {
		return p.nothing(sc, w, h)
	}
	newest := len(p.rows) - 1
	var out []string
	for i := newest - p.back; i >= 0 && len(out) < h; i-- {
		most := 1
		if i == newest {
			most = p.tall
		}
		out = append(p.lines(sc, i, sc.focused && i == newest-p.at, w, most), out...)
	}
	return fill(out[max(0, len(out)-h):], w, h)
}

// linesOfNewest is how many lines the newest entry has where it is seen.
func (p *logPane) linesOfNewest(sc *scene, w, h int) int {
	newest := len(p.rows) - 1
	if newest < 0 || sc.data.log[p.rows[newest].entry].Level < slog.LevelWarn {
		return 1
	}
	return len(p.lines(sc, newest, false, w, min(mostOfNewest, max(1, h-1))))
}

// lines is a row on so many lines at most.
func (p *logPane) lines(sc *scene, row int, selected bool, w, most int) []string {
	return logLines(sc, &sc.data.log[p.rows[row].entry], p.rows[row].times, selected, w, most)
}

// mostOfNewest is how many lines the newest entry may have where it is a warning or
// an error: what to do often stands at its end.
const mostOfNewest = 3

// click selects a row.
func (p *logPane) click(d *data, _, y int) bool {
	p.sync(d)
	below := 0 // lines of the newest entry beyond its first
	if p.back == 0 {
		below = max(0, p.tall-1)
	}
	shown := min(p.height-below, len(p.rows)-p.back)
	if y < 0 || y >= shown+below {
		return false
	}
	p.at = p.back + max(0, shown-1-y)
	return true
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
	p.sync(sc.data)
	var b strings.Builder
	for i := range p.rows {
		b.WriteString(entryAsText(&sc.data.log[p.rows[i].entry], p.rows[i].times))
	}
	return b.String()
}

// entryAsText is an entry as a line of a file.
func entryAsText(e *journal.Entry, times int) string {
	text := e.At.Format(time.DateTime) + " " + e.Level.String() + " "
	if e.Node != "" {
		text += cells.Clean(e.Node) + " "
	}
	text += cells.Clean(e.Text)
	if times > 1 {
		text += " (x" + strconv.Itoa(times) + ")"
	}
	return text + "\n"
}

// logLines is an entry on so many lines at most.
func logLines(sc *scene, e *journal.Entry, times int, selected bool, w, most int) []string {
	t := sc.theme
	l := newLine(w - 1) // what is cut does not touch the frame
	if selected {
		l.sign(t.Accent, t.Glyphs.Cursor, 1)
	} else {
		l.gap(1)
	}
	l.put(t.Muted, clock(e.At)).gap(1)
	sign, st, text := entrySign(sc, e.Level)
	l.sign(st, sign, 1).gap(1)
	if times > 1 { // before the text, which may be cut
		l.put(t.Accent, "x"+count(times)).gap(1)
	}
	if e.Node != "" {
		l.put(levelNode(t, e.Level), e.Node).gap(1)
	}
	room := l.left
	if most < 2 || room < leastWrapped || cells.Width(e.Text) <= room {
		return []string{l.put(text, e.Text).end() + blank(min(1, w))}
	}
	parts := cells.Wrap(e.Text, room, most)
	out := []string{l.put(text, parts[0]).end() + blank(1)}
	for _, part := range parts[1:] {
		out = append(out, newLine(w-1).gap(w-1-room).put(text, part).end()+blank(1))
	}
	return out
}

// leastWrapped is the least room in which an entry is wrapped.
const leastWrapped = 20

// entrySign is a level as sign and colours.
func entrySign(sc *scene, l slog.Level) (sign string, st, text theme.Style) {
	t := sc.theme
	switch {
	case l >= slog.LevelError:
		return t.Glyphs.Failed, t.Bad, t.Strong
	case l >= slog.LevelWarn:
		return t.Glyphs.Alert, t.Warn, t.Text
	case l < slog.LevelInfo:
		return " ", t.Info, t.Muted
	}
	return " ", t.Info, t.Text
}

func levelNode(t *theme.Theme, level slog.Level) theme.Style {
	if level >= slog.LevelWarn {
		return t.Warn
	}
	return t.Accent
}
