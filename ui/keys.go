package ui

import "github.com/charmbracelet/bubbles/key"

// Keys that texts or several pages speak of: they name them by these bindings, as the
// actions do.
var (
	batchKey    = bind("b", "batch", "b")
	modelKey    = bind("m", "model", "m")
	forceKey    = bind("f", "force", "f")
	pauseKey    = bind("p", "pause", "p")
	undoKey     = bind("u", "undo", "u")
	nodeKey     = bind("n", "node", "n")
	addKey      = bind("a", "add", "a")
	tryKey      = bind("t", "try", "t")
	sortLeftKey = bind("<", "sort left", "<")
	sortKey     = bind(">", "sort", ">")
	reportKey   = bind("r", "report", "r")
	historyKey  = bind("h", "history", "h")
	failuresKey = bind("F", "failures", "F")
	againKey    = bind("R", "retry", "R")
	cancelKey   = bind("x", "cancel", "x")
	detailKey   = bind("enter", "details", "enter")
	filterKey   = bind("/", "filter", "/")
	nextPaneKey = bind("tab", "pane", "tab")
	commandKey  = bind(":", "command", ":")
	mouseKey    = bind("M", "mouse", "M")
	demoKey     = bind("D", "demo", "D")
	helpKey     = bind("?", "help", "?")
	meaningsKey = bind("i", "numbers", "i")
	themeKey    = bind("T", "theme", "T")
	quitKey     = bind("q", "quit", "q")
	backKey     = bind("esc", "back", "esc")
)

// named is a key as it is written in a text.
func named(k key.Binding) string { return k.Help().Key }
