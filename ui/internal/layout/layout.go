// Package layout divides a terminal among the panes of the dashboard. It is
// pure: a size goes in, rectangles come out. It knows the panes by name alone
// and nothing of what they show.
package layout

// The smallest terminal that holds a readable dashboard.
const (
	MinWidth  = 60
	MinHeight = 15
)

// Border is what a frame takes from a pane, in each direction.
const Border = 2

// Class is one of four widths, each with a layout of its own.
type Class uint8

// The widths: a terminal beside an editor, the classic 80 columns, half a wide
// screen, a whole one.
const (
	Narrow  Class = iota // under 80
	Compact              // under 120
	Wide                 // under 160
	Full
)

// ClassOf is the class of a width in cells.
func ClassOf(w int) Class {
	switch {
	case w < 80:
		return Narrow
	case w < 120:
		return Compact
	case w < 160:
		return Wide
	default:
		return Full
	}
}

// Pane names a pane of the dashboard, in the order of tab.
type Pane uint8

// The panes. None is the answer where no pane is meant.
const (
	Nodes Pane = iota
	Decision
	Jobs
	Throughput
	Log
	PaneCount
	None = PaneCount
)

// Rect is a place on the screen in cells; an empty one is not shown.
type Rect struct{ X, Y, W, H int }

// Empty says whether nothing can be drawn there.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// Inner is the place inside the frame.
func (r Rect) Inner() Rect {
	return Rect{r.X + 1, r.Y + 1, max(0, r.W-Border), max(0, r.H-Border)}
}

// Wish is what the content asks for. It holds nothing that changes from second
// to second, so that nothing jumps.
type Wish struct {
	Nodes  int  // how many nodes there are
	Banner bool // a line below the header is needed
	Tip    bool // a line above the footer is wanted
	Zoom   Pane // the pane that takes all room; None for all of them
	Focus  Pane // the pane that gets what the others can spare where room is scarce
	Jobs   int  // how many lines the jobs can fill
}

// Screen is a divided terminal.
type Screen struct {
	W, H     int
	Class    Class
	TooSmall bool // only a card fits: none of the rectangles is set
	Header   Rect
	Banner   Rect
	Tip      Rect
	Footer   Rect
	Body     Rect
	Panes    [PaneCount]Rect
}

// Fit divides a terminal of w × h cells.
func Fit(w, h int, wish Wish) Screen {
	s := Screen{W: w, H: h, Class: ClassOf(w)}
	if w < MinWidth || h < MinHeight {
		s.TooSmall = true
		return s
	}
	s.Header = Rect{0, 0, w, 1}
	top := 1
	if wish.Banner {
		s.Banner = Rect{0, 1, w, 1}
		top = 2
	}
	s.Footer = Rect{0, h - 1, w, 1}
	bottom := h - 1
	if wish.Tip {
		bottom--
		s.Tip = Rect{0, bottom, w, 1}
	}
	s.Body = Rect{0, top, w, bottom - top}
	switch {
	case wish.Zoom < PaneCount:
		s.Panes[wish.Zoom] = s.Body
	case s.Class <= Compact:
		s.stacked(wish)
	default:
		s.paired(wish)
	}
	return s
}

// At is the pane that holds a cell; None where there is none.
func (s *Screen) At(x, y int) Pane {
	for id, r := range s.Panes {
		if x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H {
			return Pane(id)
		}
	}
	return None
}

// nodesHead is what the list of nodes needs beside its rows: the frame and the
// column heads.
const nodesHead = Border + 1

// nodesPart gives the list of nodes a row for each, but no more than a share of
// the body: with a thousand of them the rest must be seen too.
func nodesPart(nodes, body int) Part {
	limit := body * 2 / 5
	return Part{Min: min(5, limit), Want: min(nodes+nodesHead, limit)}
}

// graphHeight is the least height at which a graph says something.
const graphHeight = 7

// stacked puts the panes below each other; the graph shares the last row when
// there is height for it.
func (s *Screen) stacked(wish Wish) {
	parts := stackedParts(wish.Nodes, s.Body.H)
	sizes := Share(s.Body.H, parts)
	all := s.Body.H + s.Banner.H + s.Tip.H
	graph := Share(all, stackedParts(wish.Nodes, all))[3] >= graphHeight
	if graph { // it does not come and go with the focus, nor with a line above or below
		sizes = favour(sizes, parts, 3, graphHeight)
		parts[3].Min = graphHeight
	}
	switch wish.Focus {
	case Decision:
		sizes = favour(sizes, parts, 1, 9)
	case Jobs:
		sizes = favour(sizes, parts, 2, min(9, wish.Jobs+Border))
	case Log:
		sizes = favour(sizes, parts, 3, graphHeight-1)
	case Nodes, Throughput, None:
	}
	rows := s.rows(sizes)
	s.Panes[Nodes], s.Panes[Decision], s.Panes[Jobs], s.Panes[Log] = rows[0], rows[1], rows[2], rows[3]
	if last := rows[3]; graph && last.H >= graphHeight {
		s.Panes[Throughput], s.Panes[Log] = last.split(s.W * 2 / 5)
	}
}

// stackedParts are what panes below each other ask for of a body of h lines.
func stackedParts(nodes, h int) []Part {
	return []Part{
		nodesPart(nodes, h),
		{Min: 4, Want: 6, Weight: 1}, // decision
		{Min: 4, Want: 6, Weight: 2}, // jobs
		{Min: 3, Want: 4, Weight: 2}, // log, graph
	}
}

// paired puts decision beside jobs and graph beside log, both pairs divided at
// the same column.
func (s *Screen) paired(wish Wish) {
	parts := []Part{
		nodesPart(wish.Nodes, s.Body.H),
		{Min: 5, Want: 14, Weight: 2},
		{Min: 4, Want: 8, Weight: 3},
	}
	sizes := Share(s.Body.H, parts)
	switch wish.Focus {
	case Decision:
		sizes = favour(sizes, parts, 1, 11)
	case Jobs:
		sizes = favour(sizes, parts, 1, min(11, wish.Jobs+Border))
	case Throughput, Log:
		sizes = favour(sizes, parts, 2, 8)
	case Nodes, None:
	}
	rows := s.rows(sizes)
	at := s.W * 45 / 100
	s.Panes[Nodes] = rows[0]
	s.Panes[Decision], s.Panes[Jobs] = rows[1].split(at)
	s.Panes[Throughput], s.Panes[Log] = rows[2].split(at)
}

// rows are rectangles of these heights below each other in the body.
func (s *Screen) rows(sizes []int) []Rect {
	out := make([]Rect, len(sizes))
	y := s.Body.Y
	for i, h := range sizes {
		if h > 0 {
			out[i] = Rect{0, y, s.W, h}
			y += h
		}
	}
	return out
}

func (r Rect) split(at int) (left, right Rect) {
	if r.Empty() {
		return Rect{}, Rect{}
	}
	return Rect{r.X, r.Y, at, r.H}, Rect{r.X + at, r.Y, r.W - at, r.H}
}

// Centre is the place of a dialogue of at most w × h cells in the middle of r.
func (r Rect) Centre(w, h int) Rect {
	w, h = min(w, r.W), min(h, r.H)
	return Rect{r.X + (r.W-w)/2, r.Y + (r.H-h)/2, w, h}
}
