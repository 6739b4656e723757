package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/cluster"
)

// nodeOverlay is all that is known of one node. It goes through the nodes in
// the order of their list, which selects along with it.
type nodeOverlay struct {
	dialogue
	tasks  *tasks
	list   *nodesPane
	id     string
	cursor cursor
	length int   // lines when it was last drawn
	starts []int // of them, those that begin a section
	past   pastOf

	whyWarm, whyUnload string // why that cannot be asked of the node
}

func newNodeOverlay(t *tasks, list *nodesPane, id string) *nodeOverlay {
	return &nodeOverlay{tasks: t, list: list, id: id}
}

// ask is the command that it begins with.
func (o *nodeOverlay) ask() tea.Cmd { return o.tasks.history(o.id) }

var (
	scrollHint  = bind("j/k", "scroll", "j", "k")
	sectionKey  = bind("tab", "section", "tab")
	besideHint  = bind("[ ]", "other node", "[", "]")
	previousKey = bind("[", "previous node", "[", "left")
	nextKey     = bind("]", "next node", "]", "right")
	warmKey     = bind("w", "warm up", "w")
	unloadKey   = bind("U", "unload", "U")
	sameKey     = bind("n", "close", "n", "enter")
)

func (o *nodeOverlay) hints() []key.Binding {
	warm, unload := warmKey, unloadKey
	warm.SetEnabled(o.whyWarm == "")
	unload.SetEnabled(o.whyUnload == "")
	if o.length > o.cursor.page {
		return []key.Binding{closeKey, besideHint, warm, unload, scrollHint, sectionKey}
	}
	return []key.Binding{closeKey, besideHint, warm, unload}
}

func (o *nodeOverlay) heading(sc *scene) heading {
	head := heading{title: nodeName(sc.data, o.id), note: o.id, foot: below(&o.cursor, o.length)}
	if at, of := o.list.place(sc.data, o.id); at > 0 && of > 1 {
		head.note = count(at) + " of " + count(of) + ", " + o.id
	}
	return head
}

func (o *nodeOverlay) size(_ *scene, w, h int) (cols, rows int) { return min(w, 200), min(h, 64) }

func (o *nodeOverlay) draw(sc *scene, w, h int) []string {
	n, ok := sc.data.flock.Find(o.id)
	if !ok {
		o.whyWarm, o.whyUnload = "it is gone", "it is gone"
		return notice(sc, w, h, sc.theme.Warn, "This node is gone", "It was removed from the flock.")
	}
	o.whyWarm, o.whyUnload = whyNoneOf(sc.data, &n, false), whyNoneOf(sc.data, &n, true)
	sheet := nodeSheet{sc: sc, n: &n}
	if o.past.node == o.id {
		sheet.past = &o.past
	}
	lines, starts := sheet.draw(w, h)
	o.length, o.starts = len(lines), starts
	from, to := scroll(&o.cursor, len(lines), h)
	return fill(lines[from:to], w, h)
}

func (o *nodeOverlay) update(msg tea.Msg, sc *scene) tea.Cmd {
	switch msg := msg.(type) {
	case pastOf:
		if msg.node == o.id { // the user may have gone on
			o.past = msg
		}
	case second:
		return o.ask()
	case tea.KeyMsg:
		return o.press(msg, sc)
	}
	return nil
}

func (o *nodeOverlay) press(msg tea.KeyMsg, sc *scene) tea.Cmd {
	switch {
	case key.Matches(msg, closeKey), key.Matches(msg, sameKey):
		return o.finish(nil)
	case key.Matches(msg, previousKey):
		return o.turn(sc, up)
	case key.Matches(msg, nextKey):
		return o.turn(sc, down)
	case key.Matches(msg, sectionKey):
		o.nextSection()
		return nil
	case key.Matches(msg, warmKey):
		return o.choose(sc, false, o.whyWarm)
	case key.Matches(msg, unloadKey):
		return o.choose(sc, true, o.whyUnload)
	}
	o.cursor.move(motionOf(msg), o.length)
	return nil
}

// turn shows the node above or below in the list.
func (o *nodeOverlay) turn(sc *scene, m motion) tea.Cmd {
	id := o.list.step(sc.data, o.id, m)
	if id == o.id {
		return nil
	}
	o.id = id
	return o.ask()
}

// nextSection scrolls to the next section, and from the last to the first.
func (o *nodeOverlay) nextSection() {
	end := max(0, o.length-o.cursor.page)
	next := 0
	for _, at := range o.starts {
		if at > o.cursor.at && o.cursor.at < end {
			next = at
			break
		}
	}
	o.cursor.at = next
}

// choose asks which model the node is to load or to drop.
func (o *nodeOverlay) choose(sc *scene, unload bool, why string) tea.Cmd {
	if why != "" {
		what := warmKey
		if unload {
			what = unloadKey
		}
		return send(outcome{text: what.Help().Desc + " is not possible now: " + why, level: warned})
	}
	n, _ := sc.data.flock.Find(o.id)
	return send(openOverlay{newNodeModels(&n, unload, sc.data.flock.Model), nil})
}

// whyNoneOf says why a node can load, or drop, none of its models.
func whyNoneOf(d *data, n *cluster.Node, unload bool) string {
	first := ""
	for i := range n.Models {
		why := whyNotLoad(d, n, n.Models[i].Name)
		if unload {
			why = whyNotUnload(d, n, n.Models[i].Name)
		}
		if why == "" {
			return ""
		}
		if first == "" {
			first = why
		}
	}
	switch {
	case len(n.Models) == 1:
		return first
	case whyNoChore(d, n, d.flock.Model) != "":
		return whyNoChore(d, n, d.flock.Model)
	case len(n.Models) == 0:
		return "no model is known on " + n.Name
	case n.InFlight > 0:
		return n.Name + " is busy with our batch"
	case unload:
		return n.Name + " has no model in its memory"
	}
	return n.Name + " has all its models in its memory"
}

// copied is all that the dialogue tells, as text.
func (o *nodeOverlay) copied(sc *scene) string {
	n, ok := sc.data.flock.Find(o.id)
	if !ok {
		return ""
	}
	return nodeAsText(sc, &n)
}
