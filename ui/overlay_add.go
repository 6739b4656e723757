package ui

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/cluster"
	"flocktop/ui/internal/cells"
)

// addOverlay asks for the name and address of a node. It stays until the node
// is taken, and says why it was not.
type addOverlay struct {
	dialogue
	tasks   *tasks
	fields  [2]field // name, address
	focused int
	busy    bool // the engine was asked
	problem string
}

// Places in addOverlay.fields.
const (
	nameField = iota
	urlField
)

func newAddOverlay(t *tasks) *addOverlay {
	return &addOverlay{
		tasks:   t,
		fields:  [2]field{nameField: newField("gpu-box (may be left out)"), urlField: newField("http://192.168.1.20:11434")},
		focused: urlField,
	}
}

var nextFieldKey = bind("tab", "other field", "tab", "shift+tab", "up", "down")

func (o *addOverlay) hints() []key.Binding {
	return []key.Binding{nextFieldKey, bind("enter", "add", "enter"), escapeKey}
}

func (o *addOverlay) heading(*scene) heading { return heading{title: "Add a node"} }

func (o *addOverlay) size(_ *scene, w, _ int) (cols, rows int) { return min(w, 70), 9 }

func (o *addOverlay) draw(sc *scene, w, h int) []string {
	t := sc.theme
	out := []string{blank(w)}
	for _, i := range []int{urlField, nameField} {
		label := "address"
		if i == nameField {
			label = "name"
		}
		l := newLine(w)
		cursorCell(sc, l, i == o.focused)
		l.pad(t.Muted, label, 9)
		o.fields[i].draw(sc, l, l.left-1, i == o.focused)
		out = append(out, l.end())
	}
	out = append(out, blank(w))
	st, text := t.Muted, "A host alone is enough: port 11434 is added."
	if sc.data.settings.Simulated == "" { // a demo has no configuration to keep it in
		text += " The node is kept in the configuration" + choice(sc.data.settings.NodesFrom != "", ", which "+sc.data.settings.NodesFrom+" sets aside now.", ".")
	}
	switch {
	case o.busy:
		text = "asking " + o.fields[urlField].text()
	case o.problem != "":
		st, text = t.Bad, o.problem
	}
	for _, s := range cells.Wrap(text, w-4, max(1, h-len(out))) {
		out = append(out, newLine(w).gap(2).put(st, s).end())
	}
	return fill(out, w, h)
}

func (o *addOverlay) update(msg tea.Msg, sc *scene) tea.Cmd {
	switch msg := msg.(type) {
	case nodeAdded:
		o.busy = false
		if msg.err != nil {
			o.problem = msg.err.Error()
			return nil
		}
		return o.finish(nil)
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, escapeKey):
			return o.finish(nil)
		case o.busy:
			return nil
		case key.Matches(msg, nextFieldKey):
			o.focused = 1 - o.focused
		case key.Matches(msg, acceptKey):
			return o.submit(sc.data)
		default:
			o.problem = ""
			o.fields[o.focused].press(msg)
		}
	}
	return nil
}

// submit asks the engine once the address can be one.
func (o *addOverlay) submit(d *data) tea.Cmd {
	address, err := parseAddress(o.fields[urlField].text())
	if err != nil {
		o.problem = err.Error()
		o.focused = urlField
		return nil
	}
	if n := nodeWith(d, func(n *cluster.Node) bool { return n.ID == address }); n != nil {
		o.problem = fmt.Sprintf("node %s is there already, as %s", address, n.Name)
		o.focused = urlField
		return nil
	}
	name := strings.TrimSpace(o.fields[nameField].text()) // where there is none, the engine finds one
	if n := nodeWith(d, func(n *cluster.Node) bool { return n.Name == name }); n != nil {
		o.problem = fmt.Sprintf("there is a node by the name %s already (%s): give this one another name", name, n.ID)
		o.focused = nameField
		return nil
	}
	o.busy = true
	return o.act(o.tasks.addNode(name, address))
}

func nodeWith(d *data, is func(*cluster.Node) bool) *cluster.Node {
	for i := range d.flock.Nodes {
		if n := &d.flock.Nodes[i]; is(n) {
			return n
		}
	}
	return nil
}

// parseAddress completes and checks what a person typed: a host alone is
// enough.
func parseAddress(text string) (address string, err error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", errors.New("type the node's address, such as http://192.168.1.20:11434")
	}
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if strings.Contains(text, "@") && (err != nil || u.User != nil) {
		return "", errors.New("an address has no user and password, since it is shown and logged: " +
			"write the node into the configuration file, with bearer or headers")
	}
	if err != nil || u.Hostname() == "" || strings.HasSuffix(u.Host, ":") || (u.Scheme != "http" && u.Scheme != "https") {
		return "", fmt.Errorf("%q is no address of a server: it looks like http://192.168.1.20:11434", text)
	}
	const longestHost, lastPort = 253, 65535
	if len(u.Hostname()) > longestHost {
		return "", fmt.Errorf("no server has a name of %s letters: an address looks like http://192.168.1.20:11434", count(len(u.Hostname())))
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > lastPort {
			return "", fmt.Errorf("%s is no port: ports go from 1 to %d", port, lastPort)
		}
	}
	if at := strings.Index(u.Path+"/", "/api/"); at >= 0 { // copied from where a server is asked
		u.Path, u.RawPath, u.RawQuery = u.Path[:at], "", ""
	}
	if rest, other := strings.CutSuffix(strings.TrimRight(u.Path, "/"), "/v1"); other { // what it gives to clients of another API
		u.Path, u.RawPath = rest, ""
	}
	if u.Port() == "" && u.Scheme == "http" {
		host := u.Hostname()
		if strings.Contains(host, ":") { // IPv6
			host = "[" + host + "]"
		}
		u.Host = host + ":11434"
	}
	return strings.TrimRight(u.String(), "/"), nil
}
