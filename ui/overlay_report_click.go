package ui

import "flocktop/ui/internal/layout"

// reportSpot is where a size, or a node of the list, was drawn.
type reportSpot struct {
	at    layout.Rect
	index int
	node  bool
}

func (o *reportOverlay) spot(at layout.Rect, index int, node bool) {
	o.spots = append(o.spots, reportSpot{at, index, node})
}

// shift moves spots, from one of them on, to where their part stands as a whole.
func (o *reportOverlay) shift(from, dx, dy int) {
	for i := range o.spots[from:] {
		at := &o.spots[from+i].at
		at.X, at.Y = at.X+dx, at.Y+dy
	}
}

// spotAt is what is drawn at a cell; nil where nothing is that can be clicked.
func (o *reportOverlay) spotAt(x, y int) *reportSpot {
	for i := range o.spots {
		s := &o.spots[i]
		if x >= s.at.X && x < s.at.X+s.at.W && y >= s.at.Y && y < s.at.Y+s.at.H {
			return s
		}
	}
	return nil
}

// pressed takes a node in or leaves it out by its checkbox.
func (o *reportOverlay) pressed(x, y int) string {
	if s := o.spotAt(x, y); s != nil && s.node && onCheckbox(x-s.at.X) {
		return " "
	}
	return ""
}

// click selects the size or the node that is drawn there; the keys go to its
// list then.
func (o *reportOverlay) click(_ *data, x, y int) bool {
	s := o.spotAt(x, y)
	if s == nil {
		return false
	}
	o.inFlock = s.node
	if s.node {
		o.flock.at = s.index
	} else {
		o.cursor.at = s.index
	}
	return true
}
