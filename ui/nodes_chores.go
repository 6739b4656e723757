package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/cluster"
)

// chore is what a node was asked to do by hand and has not done yet: to load a
// model into its memory, or to drop one. Loading may take minutes.
type chore struct {
	node, name string // its ID, and what people call it
	model      string
	unload     bool
	began      time.Time
}

// doing says what goes on.
func (c *chore) doing() string {
	return c.name + ": " + c.verb() + " " + cluster.ShortModel(c.model)
}

func (c *chore) verb() string {
	if c.unload {
		return "unloading"
	}
	return "loading"
}

// choreAsked asks the root to have a node do something, from inside a dialogue.
type choreAsked struct{ chore chore }

// choreEnded says how that went.
type choreEnded struct {
	chore chore
	outcome
}

// choreOf is what the node with this ID is asked to do; nil if nothing.
func (d *data) choreOf(id string) *chore {
	for i := range d.chores {
		if d.chores[i].node == id {
			return &d.chores[i]
		}
	}
	return nil
}

// begin notes what a node is asked to do, and has it done.
func (m *model) begin(c chore) tea.Cmd {
	if m.data.choreOf(c.node) != nil {
		return nil // two keys in the same frame
	}
	c.began = m.clock()
	m.data.chores = append(m.data.chores, c)
	m.data.version++
	return m.tasks.do(c)
}

// ended forgets what a node was asked to do.
func (m *model) ended(msg choreEnded) tea.Cmd {
	kept := make([]chore, 0, len(m.data.chores))
	for _, c := range m.data.chores {
		if c.node != msg.chore.node {
			kept = append(kept, c)
		}
	}
	m.data.chores = kept
	m.data.version++
	return m.route(msg.outcome)
}

// whyNotLoad says why a node cannot load a model now; "" when it can.
func whyNotLoad(d *data, n *cluster.Node, name string) string {
	if why := whyNoChore(d, n, name); why != "" {
		return why
	}
	switch m := modelOn(n, name); {
	case m == nil:
		return n.Name + " does not have it (on it: ollama pull " + cluster.ShortModel(name) + ")"
	case m.Loaded:
		return "it is in memory already"
	case n.InFlight > 0: // whose model might have to go for it
		return n.Name + " is busy with our batch"
	}
	return ""
}

// whyNotUnload says why a node cannot drop a model now; "" when it can.
func whyNotUnload(d *data, n *cluster.Node, name string) string {
	if why := whyNoChore(d, n, name); why != "" {
		return why
	}
	switch m := modelOn(n, name); {
	case m == nil || !m.Loaded:
		return "it is not in memory"
	case n.InFlight > 0 && sameModel(name, d.flock.Model):
		return n.Name + " is busy with our batch"
	}
	return ""
}

func whyNoChore(d *data, n *cluster.Node, name string) string {
	if not := d.settings.Watching.whyNot(); not != "" {
		return not
	}
	if c := d.choreOf(n.ID); c != nil {
		return c.doing() + " is under way"
	}
	switch n.State {
	case cluster.Offline:
		return n.Name + " does not answer"
	case cluster.Ejected, cluster.Probing:
		return n.Name + " is " + n.State.String()
	case cluster.Ready, cluster.Busy, cluster.Loading, cluster.Slow, cluster.NoModel, cluster.OtherDigest, cluster.Drifting:
	}
	if name == "" {
		return "no model is chosen (" + named(modelKey) + ")"
	}
	return ""
}

// modelOn is the model of that name on the node; nil where it is not installed.
func modelOn(n *cluster.Node, name string) *cluster.Model {
	for i := range n.Models {
		if sameModel(n.Models[i].Name, name) {
			return &n.Models[i]
		}
	}
	return nil
}

func sameModel(a, b string) bool { return cluster.ShortModel(a) == cluster.ShortModel(b) }
