package ui

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/ui/internal/cells"
)

// imagined brings a node that the user has imagined to the report.
type imagined imaginedNode

// imagineOverlay asks for a node that does not exist: its name, its speed or a
// node that it is as fast as, and whether it has a GPU.
type imagineOverlay struct {
	dialogue
	known   []knownNode
	number  int
	fields  [2]field // speed, name
	focused int
	gpu     bool
	problem string
}

// knownNode is a real node that an imagined one can be like.
type knownNode struct {
	name string
	node adaptive.Node
}

// Rows of the form.
const (
	speedRow = iota
	imaginedNameRow
	gpuRow
	imagineRows
)

func newImagineOverlay(flock *cluster.Snapshot, number int) *imagineOverlay {
	o := &imagineOverlay{
		number: number, gpu: true,
		fields: [2]field{newField("80 texts/s, or the name of a node"), newField(imaginedName(number) + " (may be left out)")},
	}
	speeds := adaptive.Estimate(flock.All())
	for i := range flock.Nodes {
		if n := &flock.Nodes[i]; n.State.Works() || n.Learned.PerText > 0 {
			o.known = append(o.known, knownNode{n.Name, speeds[i]})
		}
	}
	return o
}

func imaginedName(number int) string { return "imagined-" + strconv.Itoa(number) }

func (o *imagineOverlay) hints() []key.Binding {
	return []key.Binding{nextFieldKey, bind("enter", "imagine it", "enter"), escapeKey}
}

func (o *imagineOverlay) heading(*scene) heading { return heading{title: "Imagine a node"} }

func (o *imagineOverlay) size(_ *scene, w, _ int) (cols, rows int) { return min(w, 70), 9 }

func (o *imagineOverlay) draw(sc *scene, w, h int) []string {
	t := sc.theme
	out := []string{blank(w)}
	for i, label := range []string{"as fast as", "name"} {
		l := newLine(w)
		cursorCell(sc, l, i == o.focused)
		l.pad(t.Muted, label, 12)
		o.fields[i].draw(sc, l, l.left-1, i == o.focused)
		out = append(out, l.end())
	}
	l := newLine(w)
	cursorCell(sc, l, o.focused == gpuRow)
	l.pad(t.Muted, "gpu", 12)
	checkbox(l, t.Text, o.gpu)
	if o.focused == gpuRow {
		l.put(t.Key, named(toggleKey)).put(t.Muted, " changes it")
	}
	out = append(out, l.end(), blank(w))
	st, text := t.Muted, "Its requests cost what they cost in the middle of the flock. As fast as a node of the flock, it is like that one in all."
	if o.problem != "" {
		st, text = t.Bad, o.problem
	}
	for _, s := range cells.Wrap(text, w-4, max(1, h-len(out))) {
		out = append(out, newLine(w).gap(2).put(st, s).end())
	}
	return fill(out, w, h)
}

func (o *imagineOverlay) update(msg tea.Msg, _ *scene) tea.Cmd {
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	switch name := press.String(); {
	case key.Matches(press, escapeKey):
		return o.finish(nil)
	case name == "shift+tab" || name == "up":
		o.focused = (o.focused + imagineRows - 1) % imagineRows
	case key.Matches(press, nextFieldKey):
		o.focused = (o.focused + 1) % imagineRows
	case key.Matches(press, acceptKey):
		return o.submit()
	case o.focused == gpuRow:
		if name == " " {
			o.gpu = !o.gpu
		}
	default:
		o.problem = ""
		o.fields[o.focused].press(press)
	}
	return nil
}

func (o *imagineOverlay) submit() tea.Cmd {
	n, like, err := speedOf(o.fields[speedRow].text(), o.known)
	if err != nil {
		o.problem, o.focused = err.Error(), speedRow
		return nil
	}
	out := imagined{name: strings.TrimSpace(o.fields[imaginedNameRow].text()), like: like, node: n}
	if out.name == "" {
		out.name = imaginedName(o.number)
	}
	if like == "" {
		out.node.GPU = o.gpu
	}
	out.node.ID = imaginedName(o.number) // no address, so no real node's
	return o.finish(send(out))
}

// The speeds that can be imagined, in texts a second.
const (
	slowestImagined = 0.001
	fastestImagined = 1e6
)

// speedOf reads a speed in texts a second, or the name of a node, which is taken
// as it is.
func speedOf(text string, known []knownNode) (n adaptive.Node, like string, err error) {
	text = strings.TrimSpace(text)
	for _, prefix := range []string{"as fast as ", "like "} {
		text = strings.TrimSpace(strings.TrimPrefix(text, prefix))
	}
	if text == "" {
		return n, "", errors.New("type texts a second, such as 80, or the name of a node that it is as fast as")
	}
	number := strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(text, "/s"), "texts"))
	if v, err := strconv.ParseFloat(number, 64); err == nil && !slices.ContainsFunc(known, func(k knownNode) bool { return k.name == text }) {
		if !(v >= slowestImagined && v <= fastestImagined) || math.IsInf(v, 0) {
			return n, "", fmt.Errorf("%s texts a second is no speed: it lies between %g and a million", number, slowestImagined)
		}
		n.PerText = max(1, time.Duration(float64(time.Second)/v))
		n.PerRequest = middle(known, func(k *adaptive.Node) time.Duration { return k.PerRequest })
		n.RoundTrip = middle(known, func(k *adaptive.Node) time.Duration { return k.RoundTrip })
		return n, "", nil
	}
	var names []string
	found := -1
	for i := range known {
		switch {
		case known[i].name == text:
			return known[i].node, known[i].name, nil
		case strings.HasPrefix(strings.ToLower(known[i].name), strings.ToLower(text)):
			if found >= 0 {
				return n, "", fmt.Errorf("%q begins more than one name: type more of it", text)
			}
			found = i
		}
		if len(names) < 6 {
			names = append(names, known[i].name)
		}
	}
	if found >= 0 {
		return known[found].node, known[found].name, nil
	}
	return n, "", fmt.Errorf("%q is neither texts a second nor a node: %s", text, strings.Join(names, ", "))
}

// middle is the median of a figure of the nodes; 0 without nodes.
func middle(known []knownNode, of func(*adaptive.Node) time.Duration) time.Duration {
	if len(known) == 0 {
		return 0
	}
	all := make([]time.Duration, len(known))
	for i := range known {
		all[i] = of(&known[i].node)
	}
	slices.Sort(all)
	return all[len(all)/2]
}
