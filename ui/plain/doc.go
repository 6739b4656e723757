// Package plain is the dashboard for people who listen to it, and for terminals
// that only append: it reads commands as lines and writes sentences as lines.
// No cursor moves, nothing is coloured, no sign stands for a word.
//
// It sees snapshots and drives the engine through an interface of its own. It
// knows nothing of Bubble Tea, nor of the panes of the full screen.
package plain
