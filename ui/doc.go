// Package ui is the dashboard: a Bubble Tea program that shows a flock of
// nodes and the jobs that run on it, and turns keys into what the engine can
// do.
//
// It sees immutable values (snapshots, job statuses, log entries) through the
// interface [Engine], which it defines because it is the one that needs it. It
// knows nothing of how nodes are probed, documents read or vectors stored, and
// it opens no file but the folders that its picker lists and the report of a
// crash.
//
// How it is built: [Run] starts one root model. Panes (pane_*.go) draw what was
// pulled last; overlays (overlay_*.go) are dialogues above them; actions.go
// lists everything that a key can do, with the reason when it cannot be done
// now. Update never blocks: all that can is a command (tasks.go, listen.go).
package ui
