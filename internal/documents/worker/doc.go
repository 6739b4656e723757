// Package worker runs dangerous work in a second process of the same program, so that it can be killed.
//
// Readers of foreign formats may hang, crash or eat memory on a damaged or hostile file, and a goroutine
// cannot be stopped from outside. The program therefore starts itself once more as a worker, which gets
// requests on its standard input and gives replies on its standard output. One worker serves many
// requests; it is killed when one takes too long, and the next request gets a new one.
//
// The package knows processes, time limits and frames of bytes. It does not know what is in them.
package worker
