package ui

import (
	"slices"
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/adaptive"
	"flocktop/cluster"
)

// reportOverlay says for batches of several sizes what would be decided, what
// each way would cost and what the decision saves, for the flock as it is and
// for one that the user imagines. Sizes that the user types stay for the
// session.
type reportOverlay struct {
	dialogue
	tasks   *tasks
	sizes   []int
	answer  reported // what is shown
	cursor  cursor   // among the sizes
	columns bool     // sizes stand side by side
	typed   string   // digits of a size that is being typed
	wanted  int      // the size whose row is to be selected when the answer comes

	change  change // as the user wants it; the answer may be of an earlier one
	inFlock bool   // keys go to the list of nodes
	flock   cursor // among the nodes
	made    int    // imagined nodes so far, for their names

	spots []reportSpot // where what can be clicked was last drawn
}

func newReportOverlay(t *tasks) *reportOverlay {
	return &reportOverlay{tasks: t, sizes: adaptive.DefaultSizes()}
}

func (o *reportOverlay) reopen() { o.closed, o.typed, o.inFlock = false, "", false }

func (o *reportOverlay) ask() tea.Cmd { return o.tasks.report(o.sizes, o.change) }

// maxTyped is how many digits a size has at most: a hundred million texts.
const maxTyped = 9

var (
	turnKey    = bind("c", "rows or columns", "c")
	whatIfKey  = bind("w", "what if", "w")
	realityKey = bind("esc", "reality", "esc", "q")
	sizesKey   = bind("w", "sizes", "w", "tab")
	toggleKey  = bind("space", "in or out", " ", "enter")
	imagineKey = bind("a", "imagine a node", "a")
	forgetKey  = bind("backspace", "forget it", "backspace", "d")
)

func (o *reportOverlay) hints() []key.Binding {
	back := closeKey
	if !o.change.empty() {
		back = realityKey
	}
	if o.inFlock {
		return []key.Binding{moveHint, toggleKey, imagineKey, forgetKey, sizesKey}
	}
	return []key.Binding{
		moveHint, whatIfKey, turnKey, back, bind("0-9", "type a size", "0"), bind("enter", "add it", "enter"),
		bind("backspace", "remove the size", "backspace"),
	}
}

func (o *reportOverlay) heading(sc *scene) heading {
	head := heading{title: "Adaptive parallelism report", note: cluster.ShortModel(sc.data.settings.Model)}
	if !o.answer.change.none() {
		head.title = "What if: " + o.answer.change.words(sc.data)
	}
	return head
}

// reportWidth is the widest that the report gets.
const reportWidth = 118

// size does not depend on what is shown: nothing jumps when the user imagines.
func (o *reportOverlay) size(_ *scene, w, h int) (cols, rows int) {
	return min(w, reportWidth), min(h, 1+reportNodes+len(o.sizes)+reportDetail+8)
}

func (o *reportOverlay) draw(sc *scene, w, h int) []string {
	t := sc.theme
	entries := o.entries()
	o.spots = o.spots[:0]
	var out []string
	if !o.answer.change.none() {
		l := newLine(w).gap(1).put(t.Simulated, " IMAGINED ").gap(2).put(t.Warn, o.answer.change.words(sc.data))
		if against := "; against the real flock"; len(against) < l.left {
			l.put(t.Muted, against)
		}
		out = append(out, l.end())
	}
	err := o.answer.realErr
	if !o.answer.change.none() && o.answer.err != nil {
		err = o.answer.err
	}
	if err != nil {
		out = append(out, notice(sc, w, 2, t.Warn, "There is nothing to report", err.Error())...)
	}
	if len(entries) > 0 {
		out = append(out, o.head(sc, w, h-len(out))...)
		above := len(out)
		out = append(out, o.table(sc, entries, w, h-above)...)
		o.shift(0, 0, above)
		out = append(out, o.typing(sc, w))
	}
	above, spots := len(out), len(o.spots)
	out = append(out, o.lower(sc, entries, w, h-above)...)
	o.shift(spots, 0, above)
	return fill(out, w, h)
}

// lower is what stands below the sizes: the selected one in full, the list of
// nodes, or both where there is room.
func (o *reportOverlay) lower(sc *scene, entries []reportEntry, w, h int) []string {
	const list, both = 40, 108
	h = max(0, h)
	if len(entries) == 0 {
		if !o.inFlock {
			return []string{blank(w), newLine(w).gap(1).put(sc.theme.Key, named(whatIfKey)).put(sc.theme.Muted, " imagines nodes").end()}
		}
		return o.nodeList(sc, w, h)
	}
	e := &entries[min(o.cursor.at, len(entries)-1)]
	switch {
	case w >= both:
		detail := o.detail(sc, e, w-list, h)
		spots := len(o.spots)
		nodes := o.nodeList(sc, list, h)
		o.shift(spots, w-list, 0)
		return beside(fill(detail, w-list, h), fill(nodes, list, h))
	case o.inFlock:
		return o.nodeList(sc, w, h)
	}
	return o.detail(sc, e, w, h)
}

// typing is where a size of the user's own is typed.
func (o *reportOverlay) typing(sc *scene, w int) string {
	t := sc.theme
	l := newLine(w).gap(cursorWidth)
	if o.typed == "" {
		return l.right(t.Faint, "your own", batchWidth).put(t.Faint, "  type a number of texts").end()
	}
	return l.right(t.Strong, o.typed, batchWidth).put(t.Caret, " ").put(t.Muted, "enter adds this size").end()
}

func (o *reportOverlay) update(msg tea.Msg, sc *scene) tea.Cmd {
	switch msg := msg.(type) {
	case reported:
		o.answer = msg
		entries := o.entries()
		for i := range entries {
			if entries[i].batch == o.wanted {
				o.cursor.at = i
				o.wanted = 0
			}
		}
		o.cursor.move(stay, len(entries))
	case imagined:
		o.made++
		o.change.imagined = append(o.change.imagined, imaginedNode(msg))
		o.flock.at = len(sc.data.flock.Nodes) + len(o.change.imagined) - 1
		return o.ask()
	case second:
		return o.ask()
	case tea.KeyMsg:
		if o.inFlock {
			return o.pressInFlock(msg, sc)
		}
		return o.press(msg)
	}
	return nil
}

func (o *reportOverlay) press(msg tea.KeyMsg) tea.Cmd {
	name := msg.String()
	switch {
	case key.Matches(msg, closeKey):
		return o.stepBack()
	case len(name) == 1 && name[0] >= '0' && name[0] <= '9':
		if len(o.typed) < maxTyped && (o.typed != "" || name != "0") {
			o.typed += name
		}
	case name == "backspace" && o.typed != "":
		o.typed = o.typed[:len(o.typed)-1]
	case name == "backspace":
		return o.removeSelected()
	case key.Matches(msg, acceptKey) && o.typed != "":
		return o.addTyped()
	case key.Matches(msg, turnKey):
		o.columns = !o.columns
	case key.Matches(msg, whatIfKey):
		o.inFlock = true
	case name == "left":
		o.cursor.move(up, len(o.entries()))
	case name == "right":
		o.cursor.move(down, len(o.entries()))
	default:
		o.cursor.move(motionOf(msg), len(o.entries()))
	}
	return nil
}

// stepBack undoes the last thing: what is typed, what is imagined, the report.
func (o *reportOverlay) stepBack() tea.Cmd {
	switch {
	case o.typed != "":
		o.typed = ""
	case !o.change.empty():
		o.change = change{}
		return o.ask()
	default:
		return o.finish(nil)
	}
	return nil
}

func (o *reportOverlay) addTyped() tea.Cmd {
	n, err := strconv.Atoi(o.typed)
	o.typed = ""
	if err != nil || n < 1 {
		return nil // cannot be: only digits get in, and no leading zero
	}
	return o.add(n)
}

// add takes in a size, which is selected when its answer comes.
func (o *reportOverlay) add(n int) tea.Cmd {
	if at, found := slices.BinarySearch(o.sizes, n); !found {
		o.sizes = slices.Insert(o.sizes, at, n)
	}
	o.wanted = n
	return o.ask()
}

// removeSelected takes out a size that the user added; the others stay.
func (o *reportOverlay) removeSelected() tea.Cmd {
	entries := o.entries()
	if o.cursor.at >= len(entries) {
		return nil
	}
	n := entries[o.cursor.at].batch
	at, found := slices.BinarySearch(o.sizes, n)
	if !found || slices.Contains(adaptive.DefaultSizes(), n) {
		return nil
	}
	o.sizes = slices.Delete(o.sizes, at, at+1)
	return o.ask()
}
