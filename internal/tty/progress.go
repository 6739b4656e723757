// Package tty is what the dashboard and the commands share about terminals: the
// progress that some of them show by themselves, and a line that is drawn anew
// in its place. It knows nothing of nodes and jobs.
package tty

import (
	"fmt"
	"strconv"
	"strings"
)

// Progress is what a terminal shows in its tab or in the bar of the system.
type Progress struct {
	Percent int // below 0 there is none
	Halted  bool
	Paused  bool
}

// NoProgress takes away what was shown.
func NoProgress() Progress { return Progress{Percent: -1} }

// Sequence tells a terminal that knows OSC 9;4.
func (p Progress) Sequence() string {
	const none, usual, bad, still = 0, 1, 2, 4
	state := usual
	switch {
	case p.Percent < 0:
		return fmt.Sprintf("\x1b]9;4;%d\x07", none)
	case p.Halted:
		state = bad
	case p.Paused:
		state = still
	}
	return fmt.Sprintf("\x1b]9;4;%d;%d\x07", state, min(p.Percent, 100))
}

// vteProgress is the first release of VTE that shows progress.
const vteProgress = 7900

// ShowsProgress says whether the terminal of this environment shows the progress
// of OSC 9;4. Others take OSC 9 for a message and would show one with every per
// cent.
func ShowsProgress(env func(string) string) bool {
	if env("TMUX") != "" || strings.HasPrefix(env("TERM"), "screen") {
		return false
	}
	if vte, err := strconv.Atoi(env("VTE_VERSION")); err == nil && vte >= vteProgress {
		return true
	}
	switch env("TERM_PROGRAM") {
	case "ghostty", "WezTerm":
		return true
	}
	return env("WT_SESSION") != "" || env("ConEmuANSI") == "ON"
}
