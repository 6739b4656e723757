package app

import "flocktop/cluster"

// NodeHistory is the past of the node with this ID, as a copy; false where there
// is none.
func (a *App) NodeHistory(id string) (cluster.History, bool) { return a.flock.History(id) }
