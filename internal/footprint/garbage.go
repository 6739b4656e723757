package footprint

import (
	"os"
	"runtime/debug"
)

// Garbage has garbage collected when there is four times as much of it as of what
// lives, which are some megabytes however much is embedded: snapshots, frames and
// answers live for a moment, and to look through what lives after each few of them was
// a seventh of what a busy dashboard costs. A user who has set GOGC knows better.
// Documents that take much memory are read by a process of their own, which does not
// call this.
func Garbage() {
	const percent = 400
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}
