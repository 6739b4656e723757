// Package footprint is what the program takes of the machine that it runs on, which
// is somebody's own: how many processors, and how much memory for how much of their
// time.
package footprint
