package ui

import (
	"strings"

	"flocktop/cluster"
	"flocktop/ui/internal/theme"
)

// nodeSheet lays out what is known of a node.
type nodeSheet struct {
	sc   *scene
	n    *cluster.Node
	past *pastOf // nil until the answer has come
}

// Widths from which facts stand in two and in three columns.
const (
	twoColumns   = 90
	threeColumns = 150
)

// section is a block of lines below a head.
type section []string

// draw returns the lines of the sheet, and where its sections begin. Facts come
// first, and the graphs take what is left of h lines, or what they need.
func (s nodeSheet) draw(w, h int) (lines []string, starts []int) {
	for _, part := range s.facts(w) {
		if len(part) == 0 {
			continue
		}
		if len(lines) > 0 {
			lines = append(lines, blank(w))
		}
		starts = append(starts, len(lines))
		lines = append(lines, part...)
	}
	lines = append(lines, blank(w))
	starts = append(starts, len(lines))
	return append(lines, s.graphs(w, h-len(lines))...), starts
}

// facts are the sections above the graphs, beside each other where there is
// room.
func (s nodeSheet) facts(w int) []section {
	switch {
	case w >= threeColumns:
		left := min(56, w*3/10) // the sentences of the facts need no more
		last := w - 2*left
		return []section{
			columns(
				stack(left, s.state(left), s.work(left)),
				stack(left, s.health(left), s.speed(left)),
				stack(last, s.models(last), s.faults(last, 2)),
			),
		}
	case w >= twoColumns:
		half := w / 2
		return []section{
			columns(
				stack(half, s.state(half), s.work(half)),
				stack(w-half, s.health(w-half), s.speed(w-half)),
			),
			s.models(w), s.faults(w, 1),
		}
	}
	return []section{s.state(w), s.work(w), s.faults(w, 2), s.models(w), s.health(w), s.speed(w)}
}

// sections stand below each other, w cells wide.
type sections struct {
	w     int
	lines []string
}

// stack puts sections below each other, a blank line between them.
func stack(w int, parts ...section) sections {
	var out []string
	for _, part := range parts {
		if len(part) == 0 {
			continue
		}
		if len(out) > 0 {
			out = append(out, blank(w))
		}
		out = append(out, part...)
	}
	return sections{w, out}
}

// columns puts them beside each other.
func columns(parts ...sections) section {
	rows := 0
	for _, part := range parts {
		rows = max(rows, len(part.lines))
	}
	out := make(section, rows)
	for _, part := range parts {
		out = beside(out, fill(part.lines, part.w, rows))
	}
	return out
}

// nodeAsText is the sheet without graphs, as plain text.
func nodeAsText(sc *scene, n *cluster.Node) string {
	const width = 100
	plain := theme.Plain(false)
	own := *sc
	own.theme = &plain
	s := nodeSheet{sc: &own, n: n}
	lines := []string{nodeInALine(sc.data, n)}
	for _, part := range []section{s.state(width), s.work(width), s.faults(width, 2), s.models(width), s.health(width), s.speed(width)} {
		if len(part) > 0 {
			lines = append(append(lines, ""), part...)
		}
	}
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}
