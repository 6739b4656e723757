package ui

import "flocktop/ui/internal/layout"

// pane is one part of the dashboard. It keeps no more than where the user is
// in it; what it shows is in the scene.
type pane interface {
	// title stands in the upper edge of the frame, note at its right end.
	title(sc *scene) (title, note string)
	// draw returns at most h lines of exactly w cells. Its result is kept until
	// data, size or focus change.
	draw(sc *scene, w, h int) []string
	// move goes through the pane's list, if it has one.
	move(d *data, m motion)
}

// kept is a pane as it was last drawn, frame included.
type kept struct {
	key   keptKey
	lines []string
}

// keptKey is all that a pane's looks depend on. The version grows with every
// change of data and with every key.
type keptKey struct {
	version uint64
	w, h    int
	focused bool
}

// drawPane draws a pane in its frame, or returns it as it was.
func (m *model) drawPane(sc *scene, id layout.Pane) []string {
	at := m.screen.Panes[id]
	key := keptKey{m.data.version, at.W, at.H, m.focus == id}
	if k := &m.kept[id]; k.key != key || k.lines == nil {
		inner := at.Inner()
		p := m.panes[id]
		lines := p.draw(sc, inner.W, inner.H) // before the title, which may tell what is seen
		title, note := p.title(sc)
		*k = kept{key, frame(sc.theme, at.W, at.H, title, note, key.focused, lines)}
	}
	return m.kept[id].lines
}
