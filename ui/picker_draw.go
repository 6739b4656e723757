package ui

import (
	"path/filepath"
	"slices"
	"strings"

	"flocktop/ui/internal/cells"
)

func (p *picker) heading(*scene) heading { return heading{title: "Queue a batch"} }

// pickerHead are the lines around the list: the folder, a blank one, what is
// marked or wrong. pickerTop are those above it.
const (
	pickerHead = 4
	pickerTop  = 2
)

// click selects what is drawn there.
func (p *picker) click(_ *data, _, y int) bool {
	at, ok := p.cursor.row(y, pickerTop, len(p.rows()))
	if ok {
		p.cursor.at = at
	}
	return ok
}

// pressed marks an entry, or takes the mark away, by its checkbox.
func (p *picker) pressed(x, _ int) string {
	if !p.typing && onCheckbox(x) {
		return " "
	}
	return ""
}

// doubled opens a folder and marks a file: what is queued is not a matter of
// clicking fast.
func (p *picker) doubled() string {
	switch e, ok := p.at(); {
	case p.typing:
		return "enter"
	case ok && e.folder && e.name != ".":
		return "right"
	default:
		return " "
	}
}

func (p *picker) size(_ *scene, w, h int) (cols, rows int) {
	const width, height = 96, 32
	return min(w, width), min(h, height)
}

func (p *picker) draw(sc *scene, w, h int) []string {
	t := sc.theme
	l := newLine(w).gap(1).pad(t.Muted, "folder", 8)
	if p.typing {
		p.field.draw(sc, l, l.left-1, true)
	} else {
		text, _ := cells.CutLeft(short(p.dir), l.left-1)
		l.put(t.Strong, text)
	}
	out := []string{l.end(), blank(w)}
	rows := p.rows()
	from, to := p.cursor.window(len(rows), h-pickerHead)
	for i := from; i < to; i++ {
		out = append(out, p.row(sc, &rows[i], i == p.cursor.at, w))
	}
	if len(rows) == 0 && p.problem == "" && !p.opening() {
		out = append(out, newLine(w).gap(4).put(t.Muted, "nothing here").end())
	}
	out = append(fill(out, w, max(0, h-pickerHead+2)), blank(w), p.summary(sc, w))
	return fill(out, w, h)
}

func (p *picker) row(sc *scene, e *entry, selected bool, w int) string {
	const sizeWidth = 12
	t := sc.theme
	l := newLine(w)
	cursorCell(sc, l, selected)
	if slices.Contains(p.marked, e.path) {
		l.put(t.Accent, "["+t.Glyphs.Mark+"] ")
	} else {
		l.put(t.Faint, "[ ] ")
	}
	name, st := e.name, t.Text
	if e.folder {
		name += string(filepath.Separator)
		st = t.Accent
	}
	if selected {
		st = t.Strong
	}
	text, _ := cells.Cut(name, l.left-sizeWidth-1)
	if e.suggested { // the end of a whole path tells most
		text, _ = cells.CutLeft(name, l.left-sizeWidth-1)
	}
	l.put(st, text)
	if e.name == "." {
		what := "  this folder, with all in it"
		if len(p.entries) == 0 {
			what = "  this folder: it is empty"
		}
		l.put(t.Muted, what)
	}
	l.to(sizeWidth + 1)
	switch {
	case e.used:
		l.right(t.Muted, "used already", sizeWidth)
	case e.suggested:
		l.right(t.Good, "suggested", sizeWidth)
	case !e.folder:
		l.right(t.Muted, size(e.size), sizeWidth)
	}
	return l.end()
}

// summary says what enter would queue, or what is wrong.
func (p *picker) summary(sc *scene, w int) string {
	t := sc.theme
	l := newLine(w).gap(1)
	if p.problem != "" {
		return l.put(t.Bad, p.problem).end()
	}
	if p.typing {
		return l.put(t.Muted, "type a path; tab completes").end()
	}
	paths := p.chosen()
	if len(paths) == 0 {
		return l.end()
	}
	names := make([]string, len(paths))
	for i, path := range paths {
		names[i] = filepath.Base(path)
	}
	if len(p.marked) > 0 {
		l.put(t.Accent, count(len(p.marked))+" marked ").put(t.Muted, "in one batch: ")
	} else {
		l.put(t.Muted, "enter queues ")
	}
	return l.put(t.Text, strings.Join(names, ", ")).end()
}
