package footprint

import (
	"os"
	"runtime"
)

// Processors has the program use all processors while it works, and one while it only
// watches: whenever an idle program wakes up on several, a second one wakes with it to
// look for work, which is a quarter of what an idle dashboard costs. A user who has set
// GOMAXPROCS knows better.
func Processors(working bool) {
	switch {
	case os.Getenv("GOMAXPROCS") != "":
	case working:
		runtime.SetDefaultGOMAXPROCS()
	default:
		runtime.GOMAXPROCS(1)
	}
}
