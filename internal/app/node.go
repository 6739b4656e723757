package app

import (
	"context"

	"flocktop/cluster"
)

// NodeHistory is the past of the node with this ID, as a copy; false where there
// is none.
func (a *App) NodeHistory(id string) (cluster.History, bool) { return a.flock.History(id) }

// WarmUp has a node load a model; it returns when the model is in memory.
func (a *App) WarmUp(ctx context.Context, id, model string) error {
	if err := a.refuse(); err != nil {
		return err
	}
	return a.chore(id, cluster.ShortModel(model)+" is loaded by hand", a.flock.WarmUp(ctx, id, model))
}

// Unload has a node drop a model from its memory; it returns when it is gone.
func (a *App) Unload(ctx context.Context, id, model string) error {
	if err := a.refuse(); err != nil {
		return err
	}
	return a.chore(id, cluster.ShortModel(model)+" is out of its memory, by hand", a.flock.Unload(ctx, id, model))
}

// chore logs what a node was asked to do, once it is done.
func (a *App) chore(id, text string, err error) error {
	if err == nil {
		if n, ok := a.flock.Snapshot().Find(id); ok {
			a.log.Info(text, "node", n.Name)
		}
	}
	return err
}
