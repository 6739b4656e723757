package cluster

import "slices"

// revise gives the node of a new snapshot its revision: that of the snapshot
// before where nothing of it differs, else a higher one. The lock is held.
func (m *member) revise(n *Node) {
	n.Revision = m.shown.Revision
	if !n.same(&m.shown) {
		n.Revision++
		m.shown = *n
	}
}

// same says that two states of a node show the same. Lists are never changed
// once they are in a snapshot: those that are not the same in memory count as
// different.
func (n *Node) same(o *Node) bool {
	return n.ID == o.ID && n.Name == o.Name &&
		n.State == o.State && n.Since.Equal(o.Since) && n.Note == o.Note && n.Version == o.Version &&
		n.Health == o.Health && n.Ping == o.Ping &&
		equalValues(n.GPUShare, o.GPUShare) && n.GPUSource == o.GPUSource &&
		equalValues(n.VRAMUsed, o.VRAMUsed) && equalValues(n.VRAMTotal, o.VRAMTotal) &&
		sameList(n.Models, o.Models) &&
		n.InFlight == o.InFlight && n.Queued == o.Queued && n.Average == o.Average && n.Learned == o.Learned &&
		n.Requests == o.Requests && n.Errors == o.Errors && n.ErrorRate == o.ErrorRate &&
		n.PerTextCost == o.PerTextCost && n.Texts == o.Texts && sameList(n.Rates, o.Rates) &&
		n.LastError == o.LastError && n.LastErrAt.Equal(o.LastErrAt) && sameList(n.Faults, o.Faults) &&
		n.Check == o.Check && n.CheckedAt.Equal(o.CheckedAt)
}

// equalValues compares what two pointers point to.
func equalValues[T comparable](a, b *T) bool {
	return a == b || (a != nil && b != nil && *a == *b)
}

// sameList says that two lists lie at the same place.
func sameList[T any](a, b []T) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// keepModels is the old list where the fresh one says the same, so that it can
// be seen that nothing has changed.
func keepModels(old, fresh []Model) []Model {
	equal := slices.EqualFunc(old, fresh, func(a, b Model) bool {
		if !a.Expires.Equal(b.Expires) {
			return false
		}
		a.Expires = b.Expires
		return a == b
	})
	if equal && old != nil {
		return old
	}
	return fresh
}
