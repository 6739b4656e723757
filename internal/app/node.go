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
	return a.flock.WarmUp(ctx, id, model) //nolint:wrapcheck // a sentence already
}

// Unload has a node drop a model from its memory; it returns when it is gone.
func (a *App) Unload(ctx context.Context, id, model string) error {
	return a.flock.Unload(ctx, id, model) //nolint:wrapcheck // a sentence already
}
