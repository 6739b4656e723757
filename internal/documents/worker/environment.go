package worker

import (
	"os"
	"slices"
	"strings"
)

// passedOn are the variables that a worker gets: enough to run. It reads
// documents that anybody may have written, and needs none of the tokens and
// passwords that stand beside them.
var passedOn = []string{
	"PATH", "HOME", "TMPDIR", "TMP", "TEMP", "LANG", "LC_ALL", "TZ", "XDG_CACHE_HOME",
	"SYSTEMROOT", "LOCALAPPDATA", "USERPROFILE", "GOCOVERDIR", "GOTRACEBACK", "GOMAXPROCS", "GOMEMLIMIT", "GORACE",
}

func harmlessEnvironment() []string {
	return slices.DeleteFunc(os.Environ(), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return !slices.Contains(passedOn, strings.ToUpper(name))
	})
}
