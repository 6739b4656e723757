// Package still keeps the program from asking the terminal anything before it
// is known whether a screen is wanted.
//
// Bubble Tea asks for the background's colour as soon as it is linked in, with
// escape sequences that commands without a screen, and people who listen, have
// no use for. It does not where the answer is there already. The screen finds
// out by itself when it opens.
//
// Importing the package is enough: by the order in which Go initialises
// packages, sorted by path as far as their imports allow, its turn comes after
// Lip Gloss and before Bubble Tea.
package still

import "github.com/charmbracelet/lipgloss"

var _ = answered()

func answered() *lipgloss.Renderer {
	r := lipgloss.DefaultRenderer()
	r.SetHasDarkBackground(true)
	return r
}
