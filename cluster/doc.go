// Package cluster watches the nodes of a flock and carries batches out on
// them.
//
// A [Flock] probes every node, each at its own pace, keeps what it learns
// (state, health, memory, learned speeds) and publishes it as immutable
// [Snapshot] values. [Flock.Embed] takes texts as they come and hands every
// accepted vector to a [Ledger]: package dispatch decides who gets what,
// this package sends the requests and judges the answers.
//
// It knows nothing of files, of the store or of the screen.
package cluster
