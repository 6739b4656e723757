// Package prefs keeps what a user has set on the screen, per cluster, from one session to the next. Its types are plain:
// it knows neither what a value means nor what a screen is.
package prefs

import (
	"strings"
	"unicode"
)

// Prefs are what a user has set on the screen for one cluster. The zero value is a fresh start.
type Prefs struct {
	Sort     string `json:"sort,omitempty"` // column of the list of nodes; "" is configured order
	Reverse  bool   `json:"reverse,omitempty"`
	Filter   string `json:"filter,omitempty"`
	Zoom     string `json:"zoom,omitempty"` // the pane that has the whole screen; "" none
	Focus    string `json:"focus,omitempty"`
	Theme    string `json:"theme,omitempty"`  // "" is auto
	Graphs   string `json:"graphs,omitempty"` // what they are drawn of; "" is as the terminal can
	LogLevel string `json:"log_level,omitempty"`
	Mode     string `json:"mode,omitempty"` // forced; "" none
	Policy   string `json:"policy,omitempty"`
	Mouse    bool   `json:"mouse,omitempty"`
	Starts   int    `json:"starts,omitempty"` // of the dashboard on this cluster

	// FileMode and FilePolicy are what the settings said when Mode and Policy were kept: who changes a setting since
	// wins. "" where Mode or Policy was never kept.
	FileMode   string `json:"file_mode,omitempty"`
	FilePolicy string `json:"file_policy,omitempty"`
}

// longest is how many characters a text of Prefs has at most.
const longest = 200

// clean leaves out what no screen can have written: texts that are too long, or that a terminal cannot show.
func (p Prefs) clean() Prefs {
	for _, s := range []*string{
		&p.Sort, &p.Filter, &p.Zoom, &p.Focus, &p.Theme, &p.Graphs, &p.LogLevel, &p.Mode, &p.Policy, &p.FileMode, &p.FilePolicy,
	} {
		text := strings.ToValidUTF8(*s, "")
		if text != *s || len([]rune(text)) > longest || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			*s = ""
		}
	}
	p.Starts = max(0, p.Starts)
	return p
}
