// Package job turns paths into stored vectors: it walks and chunks documents,
// keeps every chunk in the store before a request carries it, lets the flock
// embed what is new, and reports progress as immutable [Status] values.
//
// Jobs run one after the other in the order of the [Queue]. The package knows
// nothing of the screen.
package job
