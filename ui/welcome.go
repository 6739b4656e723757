package ui

import (
	"slices"
	"strings"

	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/layout"
	"flocktop/ui/internal/theme"
)

// installHint is the way to an Ollama server; the address says the rest.
const installHint = "https://ollama.com/download"

// welcome takes the place of the panes when no node answers: it says so, and
// what can be done.
func welcome(sc *scene, w, h int) []string {
	const width = 74
	cw := min(width, w)
	card := welcomeCard(sc, cw-layout.Border-2)
	for at := 0; at < len(card) && len(card)+layout.Border > h; {
		if strings.TrimSpace(card[at]) != "" { // blank lines go where there is little room
			at++
			continue
		}
		card = slices.Delete(card, at, at+1)
	}
	ch := min(h, len(card)+layout.Border)
	inner := make([]string, 0, len(card))
	for _, s := range card {
		inner = append(inner, " "+s+" ")
	}
	box := frame(sc.theme, cw, ch, heading{title: "No node answers"}, true, inner)
	left, right := (w-cw)/2, w-cw-(w-cw)/2
	out := fill(nil, w, (h-ch)/2)
	for _, s := range box {
		out = append(out, cells.Spaces(left)+s+cells.Spaces(right))
	}
	return fill(out, w, h)
}

func welcomeCard(sc *scene, w int) []string {
	t := sc.theme
	text := func(st theme.Style, s string) string { return newLine(w).put(st, s).end() }
	nodes := sc.data.flock.Nodes
	out := []string{blank(w)}
	if len(nodes) == 0 {
		out = append(out, text(t.Text, "No Ollama server is configured yet."))
	}
	const most = 4
	for i := range nodes[:min(most, len(nodes))] {
		n := &nodes[i]
		note := n.Note
		if note == "" {
			note = n.State.String()
		}
		out = append(out,
			newLine(w).sign(sc.stateStyle(n.State), t.Glyphs.State(n.State.Glyph()), 1).gap(1).put(t.Strong, n.Name).
				gap(2).put(t.Muted, n.ID).end())
		for _, s := range cells.Wrap(note, w-2, 2) {
			out = append(out, newLine(w).gap(2).put(t.Text, s).end())
		}
	}
	if more := len(nodes) - most; more > 0 {
		out = append(out, text(t.Muted, "and "+plural(more, "more node")))
	}
	out = append(out, blank(w))
	for _, h := range []hint{
		{key: named(addKey), text: "add a node by its address"},
		{key: named(tryKey), text: "try again now"},
		{key: named(demoKey), text: "demo: simulated servers, nothing to install"},
	} {
		out = append(out, newLine(w).pad(t.Key, h.key, 3).put(t.Text, h.text).end())
	}
	out = append(out, blank(w))
	const label = 16
	for _, h := range []hint{
		{key: "Install Ollama:", text: installHint},
		{key: "Get a model:", text: "ollama pull " + exampleModel},
		{key: "From elsewhere:", text: "set OLLAMA_HOST=0.0.0.0 where the server runs"},
	} {
		l := newLine(w).pad(t.Muted, h.key, label)
		for _, s := range cells.Wrap(h.text, w-label, 2) {
			out = append(out, l.put(t.Text, s).end())
			l = newLine(w).gap(label)
		}
	}
	return out
}

// tooSmall is all that fits into a terminal that holds no dashboard.
func tooSmall(sc *scene, w, h int) []string {
	out := []string{newLine(w).gap(1).put(sc.theme.Brand, brand).end()}
	for _, s := range cells.Wrap(sizeWanted(w, h), max(0, w-1), max(0, h-1)) {
		out = append(out, newLine(w).gap(1).put(sc.theme.Text, s).end())
	}
	return fill(out, w, h)
}

func sizeWanted(w, h int) string {
	return "needs " + count(layout.MinWidth) + " x " + count(layout.MinHeight) +
		" cells; this terminal has " + count(w) + " x " + count(h)
}
