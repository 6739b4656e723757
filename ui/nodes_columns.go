package ui

import (
	"strings"

	"flocktop/cluster"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/graph"
	"flocktop/ui/internal/theme"
)

// column is one column of the list of nodes.
type column struct {
	head string
	// key is its word in the palette and in what is kept of a sort.
	key   string
	width int
	// rank says which columns go first where there is no room: the highest.
	rank int
	left bool // text on the left; numbers stand on the right
	// live columns mean nothing for a node that does not work: its note takes
	// their place, and that of all that follows where it is longer.
	live bool
	cell func(sc *scene, n *cluster.Node) figure
	sorting
}

// figure is what stands in a cell, and how that stands to its limits.
type figure struct {
	text  string
	st    theme.Style
	grade grade
}

// Widths of what stands before the columns, and of the two that stretch.
const (
	cursorWidth  = 2
	minName      = 10
	maxName      = 28
	minSpark     = 5
	sparkRank    = 6
	maxSpark     = 60 // two values a cell: two minutes
	wideGap      = 117
	roomForNotes = 30
)

// nodeColumns are all columns from left to right, after the name.
func nodeColumns() []column {
	return []column{
		{head: "state", key: "state", width: 10, left: true, cell: stateCell, sorting: byState},
		{head: "health", key: "health", width: 6, rank: 1, cell: healthCell, sorting: byHealth},
		{head: "gpu", key: "gpu", width: 5, rank: 2, live: true, cell: gpuCell, sorting: byGPU},
		{head: "vram GiB", key: "vram", width: 9, rank: 8, live: true, cell: vramCell, sorting: byVRAM},
		{head: "avg ms", key: "avg", width: 6, rank: 3, live: true, cell: averageCell, sorting: byAverage},
		{head: "ping", key: "ping", width: 5, rank: 10, live: true, cell: pingCell, sorting: byPing},
		{head: "fly", key: "fly", width: 3, rank: 4, live: true, cell: flyCell, sorting: byFlight},
		{head: "reqs", key: "reqs", width: 6, rank: 7, cell: requestsCell, sorting: byRequests},
		{head: "errors", key: "errors", width: 7, rank: 5, cell: errorsCell, sorting: byErrors},
		{head: "texts/s", key: "texts/s", width: 7, rank: 9, cell: rateCell, sorting: byRate},
	}
}

// table is a choice of columns for a width.
type table struct {
	columns []column
	gap     int
	name    int // width of the name
	spark   int // width of the sparkline; 0 where there is none
	note    int // width of the notes; 0 where they stand in the row instead
}

// chooseColumns takes as many columns as there is room for beside the name,
// and shares out the rest: to names as long as that, the sparkline and the
// notes.
func chooseColumns(w, longest int) table {
	t := table{columns: nodeColumns(), gap: 1, spark: minSpark}
	if w >= wideGap {
		t.gap = 2
	}
	for t.room(w) < minName {
		if !t.drop() {
			break
		}
	}
	t.name = max(minName, min(t.room(w), maxName, longest+len(" !")))
	left := t.room(w) - t.name
	if t.spark == 0 {
		t.name += left
		return t
	}
	more := min(left, maxSpark-t.spark)
	if left-more/2-t.gap >= roomForNotes {
		more /= 2
		t.note = left - more - t.gap
	}
	t.spark += more
	if t.note == 0 {
		t.name += left - more
	}
	return t
}

// longestName is how many cells the names want.
func longestName(nodes []cluster.Node) int {
	longest := 0
	for i := range nodes {
		longest = max(longest, cells.Width(nodes[i].Name))
	}
	return longest
}

// room is what the columns leave for the name.
func (t *table) room(w int) int {
	r := w - cursorWidth
	for i := range t.columns {
		r -= t.gap + t.columns[i].width
	}
	if t.spark > 0 {
		r -= t.gap + t.spark
	}
	return r
}

// drop takes out the column with the highest rank, the sparkline being one of
// them, and says whether there was one.
func (t *table) drop() bool {
	at, rank := -1, 0
	if t.spark > 0 {
		rank = sparkRank
	}
	for i := range t.columns {
		if t.columns[i].rank > rank {
			at, rank = i, t.columns[i].rank
		}
	}
	switch {
	case at >= 0:
		t.columns = append(t.columns[:at:at], t.columns[at+1:]...)
	case t.spark > 0:
		t.spark = 0
	default:
		return false
	}
	return true
}

// head writes the names of the columns; that of the column by which the list
// is sorted stands out and has an arrow beside it.
func (t *table) head(sc *scene, by order, w int) string {
	l := newLine(w).gap(cursorWidth)
	if by.key == nameKey {
		l.pad(sc.theme.Key, by.mark(sc, "node", true), t.name)
	} else {
		l.pad(sc.theme.Muted, "node", t.name)
	}
	for i := range t.columns {
		c := &t.columns[i]
		switch {
		case by.key != c.key && c.left:
			l.gap(t.gap).pad(sc.theme.Muted, c.head, c.width)
		case by.key != c.key:
			l.gap(t.gap).right(sc.theme.Muted, c.head, c.width)
		case c.left:
			l.gap(t.gap).pad(sc.theme.Key, by.mark(sc, c.head, true), c.width)
		default: // the arrow may take the gap's last cell
			l.gap(t.gap-1).right(sc.theme.Key, by.mark(sc, c.head, false), c.width+1)
		}
	}
	if t.spark > 0 {
		l.gap(t.gap).pad(sc.theme.Muted, "trend", t.spark)
	}
	if t.note > 0 {
		l.gap(t.gap).pad(sc.theme.Muted, "note", t.note)
	}
	return l.end()
}

// mark is the head of the column that the list is sorted by, with its arrow behind
// or before it. Where that is a letter like those beside it, they become capitals.
func (o order) mark(sc *scene, head string, behind bool) string {
	arrow, blank := o.arrow(sc), ""
	if sc.theme.Glyphs.Lettered {
		head, blank = strings.ToUpper(head), " "
	}
	if behind {
		return head + blank + arrow
	}
	return arrow + head // there may be no cell more
}

// keyAt is the column at a cell of the head; "" where there is none that could
// be sorted by. The gap before a column belongs to it.
func (t *table) keyAt(x int) string {
	x -= cursorWidth + t.name
	if x < 0 {
		return nameKey
	}
	for i := range t.columns {
		x -= t.gap + t.columns[i].width
		if x < 0 {
			return t.columns[i].key
		}
	}
	return ""
}

// tells says whether all that a node has to say stands in the column for it.
func (t *table) tells(n *cluster.Node) bool { return t.note > 0 && cells.Width(n.Note) <= t.note }

func (t *table) row(sc *scene, n *cluster.Node, selected bool, w int) string {
	l := newLine(w)
	cursorCell(sc, l, selected)
	t.nameCell(sc, l, n, selected)
	inRow := n.Note != "" && !n.State.Works() && !t.tells(n)
	noted := false
	for i := range t.columns {
		c := &t.columns[i]
		if c.live && inRow {
			if live := t.liveWidth(i); !noted && cells.Width(n.Note) > live { // what to do about it is worth more than the past
				return l.gap(t.gap).put(sc.theme.Muted, n.Note).gap(1).end()
			} else if !noted {
				noted = true
				l.gap(t.gap).pad(sc.theme.Muted, n.Note, live)
			}
			continue
		}
		f := c.cell(sc, n)
		switch {
		case c.left:
			l.gap(t.gap).pad(f.st, f.text, c.width)
		case f.grade == fine:
			l.gap(t.gap).right(f.st, f.text, c.width)
		default: // the sign may take the gap's last cell
			l.gap(t.gap-1).right(sc.graded(f.grade, f.st), sc.gradeSign(f.grade)+f.text, c.width+1)
		}
	}
	if t.spark > 0 {
		l.gap(t.gap).sign(sc.theme.Graph[1], sparkline(sc, n.Rates, t.spark), t.spark)
	}
	if t.note > 0 && !inRow {
		l.gap(t.gap).pad(sc.theme.Muted, n.Note, t.note)
	}
	return l.end()
}

// sparkline draws the last seconds of a history in one line, on a scale of its
// own: the figure beside it tells the height, this tells the shape. The scale ends
// at a round number: it does not move all of the line with every new height.
func sparkline(sc *scene, rates []float64, w int) string {
	if !sc.theme.Glyphs.Braille {
		tail := graph.Tail(rates, w)
		return graph.Sparkline(tail, w, graph.Scale(highest(tail)), sc.theme.Glyphs.Spark)
	}
	tail := graph.Tail(rates, graph.Columns(w))
	return graph.Line(tail, w, graph.Scale(highest(tail)))
}

// nameCell marks a working node that has something to say.
func (t *table) nameCell(sc *scene, l *line, n *cluster.Node, selected bool) {
	st := rowStyle(sc, n, selected)
	if n.Note == "" || !n.State.Works() || t.note > 0 {
		name, used := cutName(n.Name, t.name)
		l.put(st, name).gap(t.name - used)
		return
	}
	name, used := cutName(n.Name, t.name-2)
	l.put(st, name).gap(1).sign(sc.theme.Warn, sc.theme.Glyphs.Alert, 1).gap(t.name - used - 2)
}

// cutName cuts the name of a node or a model to w cells. An address keeps its end,
// by which those of one network or one host differ, and another name both of its
// ends.
func cutName(name string, w int) (string, int) {
	if isAddress(name) {
		return cells.CutLeft(name, w)
	}
	return cells.CutMiddle(name, w)
}

// isAddress says whether a name is an IP address, or a host with its port.
func isAddress(name string) bool {
	letters := 0
	for _, r := range name {
		switch {
		case r == ':':
			return true
		case r != '.' && (r < '0' || r > '9'):
			letters++
		}
	}
	return letters == 0
}

// liveWidth is the room of the live columns from the i-th on, gaps between
// them included.
func (t *table) liveWidth(i int) int {
	w := -t.gap
	for ; i < len(t.columns) && t.columns[i].live; i++ {
		w += t.gap + t.columns[i].width
	}
	return w
}

func highest(values []float64) float64 {
	var out float64
	for _, v := range values {
		if v > out { // NaN is not
			out = v
		}
	}
	return out
}
