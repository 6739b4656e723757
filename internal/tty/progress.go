// Package tty is what the dashboard and the commands share about terminals: the
// progress that some of them show by themselves, and a line that is drawn anew
// in its place. It knows nothing of nodes and jobs.
package tty

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Progress is what a terminal shows in its tab or in the bar of the system.
type Progress struct {
	Percent int // below 0 there is none
	Halted  bool
	Paused  bool
}

// Sequence tells a terminal that knows OSC 9;4.
func (p Progress) Sequence() string {
	switch {
	case p.Percent < 0:
		return ansi.ResetProgressBar
	case p.Halted:
		return ansi.SetErrorProgressBar(p.Percent)
	case p.Paused:
		return ansi.SetWarningProgressBar(p.Percent)
	}
	return ansi.SetProgressBar(p.Percent)
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
