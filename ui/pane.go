package ui

import "flocktop/ui/internal/layout"

// pane is one part of the dashboard. It keeps no more than where the user is
// in it; what it shows is in the scene.
type pane interface {
	// heading is what stands in the frame; it is asked after drawing.
	heading(sc *scene) heading
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
		own := *sc
		own.focused = key.focused && m.overlay() == nil
		own.zoomed = m.zoomed
		lines := p.draw(&own, inner.W, inner.H)
		*k = kept{key, frame(sc.theme, at.W, at.H, p.heading(sc), key.focused, lines)}
	}
	return m.kept[id].lines
}
