package ui

import (
	"math"
	"strings"
	"time"

	"flocktop/cluster"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/graph"
	"flocktop/ui/internal/theme"
)

// column is one column of the list of nodes.
type column struct {
	head  string
	width int
	// rank says which columns go first where there is no room: the highest.
	rank int
	left bool // text on the left; numbers stand on the right
	// live columns mean nothing for a node that does not work: its note takes
	// their place.
	live bool
	cell func(sc *scene, n *cluster.Node) (string, theme.Style)
}

// Widths of what stands before the columns, and of the two that stretch.
const (
	cursorWidth  = 2
	minName      = 10
	maxName      = 28
	minSpark     = 6
	sparkRank    = 6
	maxSpark     = 60 // two values a cell: two minutes
	wideGap      = 118
	roomForNotes = 30
)

// nodeColumns are all columns from left to right, after the name.
func nodeColumns() []column {
	return []column{
		{head: "state", width: 10, left: true, cell: stateCell},
		{head: "health", width: 6, rank: 1, cell: healthCell},
		{head: "gpu", width: 5, rank: 2, live: true, cell: gpuCell},
		{head: "vram GiB", width: 9, rank: 8, live: true, cell: vramCell},
		{head: "avg ms", width: 6, rank: 3, live: true, cell: averageCell},
		{head: "ping", width: 5, rank: 10, live: true, cell: pingCell},
		{head: "fly", width: 3, rank: 4, live: true, cell: flyCell},
		{head: "reqs", width: 6, rank: 7, cell: requestsCell},
		{head: "errors", width: 6, rank: 5, cell: errorsCell},
		{head: "texts/s", width: 7, rank: 9, cell: rateCell},
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
	for _, c := range t.columns {
		r -= t.gap + c.width
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
	for i, c := range t.columns {
		if c.rank > rank {
			at, rank = i, c.rank
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

func (t *table) head(sc *scene, w int) string {
	l := newLine(w).gap(cursorWidth).pad(sc.theme.Muted, "node", t.name)
	for _, c := range t.columns {
		l.gap(t.gap)
		if c.left {
			l.pad(sc.theme.Muted, c.head, c.width)
		} else {
			l.right(sc.theme.Muted, c.head, c.width)
		}
	}
	if t.spark > 0 {
		l.gap(t.gap).pad(sc.theme.Muted, "lately", t.spark)
	}
	if t.note > 0 {
		l.gap(t.gap).pad(sc.theme.Muted, "note", t.note)
	}
	return l.end()
}

func (t *table) row(sc *scene, n *cluster.Node, selected bool, w int) string {
	l := newLine(w)
	cursorCell(sc, l, selected)
	t.nameCell(sc, l, n, selected)
	noted := false
	for i, c := range t.columns {
		if c.live && t.note == 0 && n.Note != "" && !n.State.Works() {
			if !noted {
				noted = true
				l.gap(t.gap).pad(sc.theme.Muted, n.Note, t.liveWidth(i))
			}
			continue
		}
		text, st := c.cell(sc, n)
		l.gap(t.gap)
		if c.left {
			l.pad(st, text, c.width)
		} else {
			l.right(st, text, c.width)
		}
	}
	if t.spark > 0 {
		l.gap(t.gap).sign(sc.theme.Graph[1], sparkline(sc, n.Rates, t.spark), t.spark)
	}
	if t.note > 0 {
		l.gap(t.gap).pad(sc.theme.Muted, n.Note, t.note)
	}
	return l.end()
}

// sparkline draws the last seconds of a history in one line, on a scale of its
// own: the figure beside it tells the height, this tells the shape.
func sparkline(sc *scene, rates []float64, w int) string {
	if !sc.theme.Glyphs.Braille {
		tail := graph.Tail(rates, w)
		return graph.Sparkline(tail, w, highest(tail), sc.theme.Glyphs.Spark)
	}
	tail := graph.Tail(rates, graph.Columns(w))
	return graph.Line(tail, w, highest(tail))
}

// nameCell marks a working node that has something to say.
func (t *table) nameCell(sc *scene, l *line, n *cluster.Node, selected bool) {
	st := rowStyle(sc, n, selected)
	if n.Note == "" || !n.State.Works() || t.note > 0 {
		l.pad(st, n.Name, t.name)
		return
	}
	name, used := cells.Cut(n.Name, t.name-2)
	l.put(st, name).gap(1).sign(sc.theme.Warn, sc.theme.Glyphs.Alert, 1).gap(t.name - used - 2)
}

// liveWidth is the room of the live columns from the i-th on, gaps between
// them included.
func (t *table) liveWidth(i int) int {
	w := -t.gap
	for _, c := range t.columns[i:] {
		if !c.live {
			break
		}
		w += t.gap + c.width
	}
	return w
}

func highest(values []float64) float64 {
	var out float64
	for _, v := range values {
		out = math.Max(out, v)
	}
	return out
}

func stateCell(sc *scene, n *cluster.Node) (string, theme.Style) {
	word := n.State.String()
	switch n.State {
	case cluster.OtherDigest:
		word = "digest" // ten cells; the glyph and the note say the rest
	case cluster.Probing, cluster.Ready, cluster.Busy, cluster.Loading, cluster.Slow,
		cluster.Ejected, cluster.Offline, cluster.NoModel, cluster.Drifting:
	}
	return sc.theme.Glyphs.State(n.State.Glyph()) + " " + word, sc.stateStyle(n.State)
}

func healthCell(sc *scene, n *cluster.Node) (string, theme.Style) {
	return count(n.Health.Score), sc.healthStyle(n.Health)
}

// gpuCell shows the share of the model on the GPU; what the server did not say
// itself is marked as a guess.
func gpuCell(sc *scene, n *cluster.Node) (string, theme.Style) {
	text := gpuText(n)
	if n.GPUShare == nil || n.GPUSource != "server" {
		return text, sc.theme.Muted
	}
	return text, sc.theme.Text
}

func gpuText(n *cluster.Node) string {
	if n.GPUShare == nil {
		return "n/a"
	}
	text := "CPU"
	if *n.GPUShare > 0 {
		text = strings.ReplaceAll(wholePercent(*n.GPUShare), " ", "") // a column of its own
	}
	if n.GPUSource != "server" {
		text = "~" + text
	}
	return text
}

// vramFull is the share of its memory from which a GPU is coloured.
const vramFull = 0.9

func vramCell(sc *scene, n *cluster.Node) (string, theme.Style) {
	switch {
	case n.VRAMUsed == nil && n.VRAMTotal == nil:
		return unknown, sc.theme.Muted
	case n.VRAMUsed == nil:
		return unknown + "/" + gib(*n.VRAMTotal), sc.theme.Muted
	case n.VRAMTotal == nil:
		return gib(*n.VRAMUsed), sc.theme.Text
	case float64(*n.VRAMUsed) > vramFull*float64(*n.VRAMTotal):
		return gib(*n.VRAMUsed) + "/" + gib(*n.VRAMTotal), sc.theme.Warn
	default:
		return gib(*n.VRAMUsed) + "/" + gib(*n.VRAMTotal), sc.theme.Text
	}
}

func averageCell(sc *scene, n *cluster.Node) (string, theme.Style) {
	return latencyNumber(n.Average), sc.theme.Text
}

func pingCell(sc *scene, n *cluster.Node) (string, theme.Style) {
	if n.Ping <= 0 {
		return unknown, sc.theme.Muted
	}
	return count(max(1, n.Ping.Round(time.Millisecond).Milliseconds())), sc.theme.Muted
}

func flyCell(sc *scene, n *cluster.Node) (string, theme.Style) {
	if n.InFlight == 0 {
		return "0", sc.theme.Muted
	}
	return count(n.InFlight), sc.theme.Text
}

func requestsCell(sc *scene, n *cluster.Node) (string, theme.Style) {
	return count(n.Requests), sc.theme.Muted
}

func errorsCell(sc *scene, n *cluster.Node) (string, theme.Style) {
	if n.Requests == 0 && n.Errors == 0 {
		return unknown, sc.theme.Muted
	}
	return percent(n.ErrorRate), sc.errorStyle(n.ErrorRate)
}

func rateCell(sc *scene, n *cluster.Node) (string, theme.Style) {
	r := lately(n.Rates)
	if r <= 0 {
		return unknown, sc.theme.Muted
	}
	return rate(r), sc.theme.Strong
}
