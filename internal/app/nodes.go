package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"flocktop/cluster"
	"flocktop/internal/config"
)

// maxRemoved is how many removed nodes can be put back, the latest ones.
const maxRemoved = 32

// removals are the nodes that were removed in this run.
type removals struct {
	editing sync.Mutex // held while nodes and the configuration file change together
	kept    []removal

	mu     sync.Mutex
	inFile map[string]bool // by address: what became of nodes in the file since it was read
}

// wrote notes that the file has a node now, or has it no more.
func (r *removals) wrote(id string, there bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.inFile == nil {
		r.inFile = map[string]bool{}
	}
	r.inFile[id] = there
}

// Kept says whether the configuration has the node of that address, so that it is
// there the next time. A demo keeps none.
func (a *App) Kept(id string) bool {
	if a.demo != nil {
		return false
	}
	a.removals.mu.Lock()
	defer a.removals.mu.Unlock()
	if there, changed := a.removals.inFile[id]; changed {
		return there
	}
	_, there := a.cfg.Configured(id)
	return there
}

// NodesFrom is the flag or the variable that names this run's nodes in the place of
// those that the configuration has; "" where nothing does.
func (a *App) NodesFrom() string { return a.cfg.NodesFrom() }

// removal is a removed node with all that is needed to put it back.
type removal struct {
	node cluster.Departed
	text config.Removed // empty where the file did not have it
}

// find is the latest removal of a node; -1 where there is none.
func (r *removals) find(id string) int {
	return slices.IndexFunc(r.kept, func(k removal) bool { return k.node.Config.URL == id })
}

// keep remembers a removal, in the place of an earlier one of the same node.
func (r *removals) keep(k removal) {
	r.drop(k.node.Config.URL)
	r.kept = append(r.kept, k)
	r.kept = slices.Delete(r.kept, 0, max(0, len(r.kept)-maxRemoved))
}

func (r *removals) drop(id string) {
	if i := r.find(id); i >= 0 {
		r.kept = slices.Delete(r.kept, i, i+1)
	}
}

// AddNode watches one more node and keeps it in the configuration file. It says what
// the node is called, for which "" leaves the choice to it.
func (a *App) AddNode(_ context.Context, name, address string) (called string, err error) {
	if err := a.refuse(); err != nil {
		return name, err
	}
	a.removals.editing.Lock()
	defer a.removals.editing.Unlock()
	url, err := config.NormalizeURL(address)
	if err != nil {
		return name, err //nolint:wrapcheck // a sentence with advice
	}
	if name == "" {
		name = a.nameFor(url)
	}
	node := config.Node{Name: name, URL: url}
	if err := config.CheckNode(a.cfg.File, node); errors.Is(err, config.ErrNameTaken) { // it could not be kept by that
		return name, err //nolint:wrapcheck // a sentence with advice
	}
	if known, ok := a.cfg.Configured(url); ok { // one that --node left out; it keeps what the file says, credentials too
		if err := known.Usable(); err != nil {
			return name, err //nolint:wrapcheck // names the setting, and what is missing
		}
		node = known
		node.Name = name
	}
	if err := a.flock.Add(nodeOf(node)); err != nil {
		return name, err //nolint:wrapcheck // a sentence already
	}
	a.log.Info("is watched from now on: "+url, "node", name)
	a.warn(node)
	for _, n := range append(a.unwritten(), config.Node{Name: name, URL: url}) {
		err := config.AddNode(a.cfg.File, n)
		if err != nil && !errors.Is(err, config.ErrNodeExists) {
			return name, fmt.Errorf("the node is watched, but will be forgotten at the end: %w", err)
		}
		if err == nil {
			a.removals.wrote(n.URL, true)
		}
	}
	return name, nil
}

// nameFor is what a node is called that was given no name: as the file calls it, unless another one is called so by now.
// It gets no name of those that the file has for nodes which this run does without: by that it could not be kept.
func (a *App) nameFor(url string) string {
	others := a.watched()
	known, ok := a.cfg.Configured(url)
	if ok && !slices.ContainsFunc(others, func(n config.Node) bool { return n.Name == known.Name }) {
		return known.Name
	}
	for _, n := range a.cfg.ConfiguredNodes() {
		if n.URL != url && a.Kept(n.URL) {
			others = append(others, n)
		}
	}
	return config.NameFor(url, others)
}

// watched are the nodes that are there, by name and address.
func (a *App) watched() []config.Node {
	var out []config.Node
	for _, n := range a.flock.Refresh().Nodes { // also one that joined a moment ago
		out = append(out, config.Node{Name: n.Name, URL: n.ID})
	}
	return out
}

// unwritten are the nodes that are here by default or by OLLAMA_HOST and
// answer. A file with nodes ends the use of both, so they are kept beside the
// first one that is added.
func (a *App) unwritten() []config.Node {
	if a.NodesFrom() != "" {
		return nil
	}
	var out []config.Node
	for _, n := range a.cfg.Nodes {
		if n.Origin.Layer == config.FromFile {
			return nil
		}
		if shown, ok := a.flock.Snapshot().Find(n.URL); ok && shown.State != cluster.Offline && shown.State != cluster.Probing {
			out = append(out, config.Node{Name: n.Name, URL: n.URL})
		}
	}
	return out
}

// RemoveNode forgets a node, in the configuration file too if it stands there.
// [App.RestoreNode] puts it back.
func (a *App) RemoveNode(_ context.Context, id string) error {
	if err := a.refuse(); err != nil {
		return err
	}
	a.removals.editing.Lock()
	defer a.removals.editing.Unlock()
	node, err := a.flock.TakeOut(id)
	if err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	a.log.Info("is removed", "node", node.Config.Name)
	text, err := config.CutNode(a.cfg.File, id)
	a.removals.keep(removal{node, text})
	if err == nil {
		a.removals.wrote(id, false)
	}
	if err != nil && !errors.Is(err, config.ErrNoNode) {
		return fmt.Errorf("the node is gone from the screen, but stays in the configuration: %w", err)
	}
	return nil
}

// RestoreNode puts back what [App.RemoveNode] took out in this run: the node at
// its place, with credentials, prices and learned speeds, and its text in the
// configuration file, comments and all.
func (a *App) RestoreNode(_ context.Context, id string) error {
	if err := a.refuse(); err != nil {
		return err
	}
	a.removals.editing.Lock()
	defer a.removals.editing.Unlock()
	i := a.removals.find(id)
	if i < 0 {
		return fmt.Errorf("no node of the address %s was removed in this run, or too many were since", id)
	}
	old := a.removals.kept[i]
	if err := a.flock.PutBack(old.node); err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	a.log.Info("is watched again", "node", old.node.Config.Name)
	a.removals.drop(id)
	if err := config.RestoreNode(a.cfg.File, old.text); err != nil && !errors.Is(err, config.ErrNodeExists) {
		return fmt.Errorf("the node is watched again, but will be forgotten at the end: %w", err)
	}
	if !old.text.Empty() {
		a.removals.wrote(id, true)
	}
	return nil
}
