package footprint

import (
	"os"
	"runtime/debug"
)

// Garbage has garbage collected when there is four times as much of it as of what
// lives, which as a rule are some megabytes however much is embedded: snapshots, frames
// and answers live for a moment, and to look through what lives after each few of them
// was a seventh of what a busy dashboard costs. Where a large text is read, much lives
// for a while: from half a gigabyte on garbage is collected sooner. A user who has set
// GOGC or GOMEMLIMIT knows better.
func Garbage() {
	const percent, roomy = 400, 512 << 20
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(percent)
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(roomy)
	}
}
