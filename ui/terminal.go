package ui

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/atotto/clipboard"
	"github.com/aymanbagabas/go-osc52/v2"
	"github.com/charmbracelet/x/ansi"

	"flocktop/internal/tty"
	"flocktop/ui/internal/cells"
)

// terminal is where the program writes: frames, its title and progress, and what is
// copied. Each write is whole, and never in the middle of another one. Bubble Tea
// takes the screen and gives it back through it; frames are written by [painter].
type terminal struct {
	env    func(string) string
	system func(text string) error                      // copies in the way of the system
	tmux   func(ctx context.Context, text string) error // gives a text to the tmux around it

	mu        sync.Mutex
	to        io.Writer
	announced uint64   // number of the latest announcement
	says      string   // that announcement, as it is written
	ours      bool     // from taking the screen until giving it back; at other times it is the shell's
	shown     []string // the lines on the screen; nil where nothing is known of them
}

func newTerminal(to io.Writer) *terminal {
	return &terminal{to: to, env: os.Getenv, system: clipboard.WriteAll, tmux: toTmux}
}

// Write passes on what Bubble Tea writes, but for its frames, which the painter has
// written before. Where it takes the other screen or gives it back, at the start,
// around ctrl+z and at the end, the title goes with it.
func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if isFrame(p) {
		return len(p), nil
	}
	switch string(p) {
	case ansi.EraseEntireScreen:
		t.shown = nil
	case ansi.SetModeAltScreenSaveCursor:
		t.ours, t.shown = true, nil
		return t.instead(p, pushTitle+string(p)+t.says)
	case ansi.ResetModeAltScreenSaveCursor:
		t.ours = false
		after := popTitle
		if t.progresses() {
			after = ansi.ResetProgressBar + popTitle
		}
		// where the window has grown, tmux leaves behind on the shell's screen what
		// stood on the other one
		return t.instead(p, ansi.EraseEntireScreen+string(p)+after)
	}
	return t.to.Write(p) //nolint:wrapcheck // the terminal's own
}

// isFrame says that Bubble Tea writes a frame: it goes to the upper left corner for
// nothing else, and then without more.
func isFrame(p []byte) bool {
	return len(p) > len(ansi.CursorHomePosition) && strings.HasPrefix(string(p), ansi.CursorHomePosition)
}

// instead writes a text in the place of another, for who has the lock.
func (t *terminal) instead(of []byte, text string) (int, error) {
	if _, err := io.WriteString(t.to, text); err != nil {
		return 0, err //nolint:wrapcheck // the terminal's own
	}
	return len(of), nil
}

// ttyTerminal is a terminal over a real file, which Bubble Tea asks for its
// size.
type ttyTerminal struct {
	*terminal
	file *os.File
}

func (t ttyTerminal) Fd() uintptr                { return t.file.Fd() }
func (t ttyTerminal) Read(p []byte) (int, error) { return t.file.Read(p) } //nolint:wrapcheck // the terminal's own
func (t ttyTerminal) Close() error               { return t.file.Close() } //nolint:wrapcheck // the terminal's own

// output is what Bubble Tea draws on.
func (t *terminal) output() io.Writer {
	if file, ok := t.to.(*os.File); ok {
		return ttyTerminal{t, file}
	}
	return t
}

// send writes, unless the terminal is the shell's: commands may be late.
func (t *terminal) send(sequence string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ours {
		_, _ = io.WriteString(t.to, sequence) // a terminal that takes no more is found out by the next frame
	}
}

// The stack of titles is xterm's: what stood there comes back with the shell.
const (
	pushTitle = "\x1b[22;2t"
	popTitle  = "\x1b[23;2t"
)

// announcement is what the window says without being looked into.
type announcement struct {
	title    string
	progress tty.Progress // of the running batch
}

// announce sets the window's title, and its progress where the terminal knows
// such a thing. Commands overtake each other: one with a lower number than was
// seen already says nothing. While the terminal is the shell's, it waits.
func (t *terminal) announce(number uint64, a announcement) {
	sequence := ansi.SetWindowTitle(cells.Clean(a.title))
	if t.progresses() {
		sequence += a.progress.Sequence()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if number <= t.announced {
		return
	}
	t.announced, t.says = number, sequence
	if t.ours {
		_, _ = io.WriteString(t.to, sequence) // a terminal that takes no more is found out by the next frame
	}
}

func (t *terminal) progresses() bool { return tty.ShowsProgress(t.env) }

// longestCopy is how much text terminals take by OSC 52, in bytes, before it is
// coded.
const longestCopy = 74_000

// copied puts text on the clipboard, by the terminal, which works over SSH too,
// and in the way of the system or of tmux where there is one: then it is sure to
// be there. Whether the terminal has obeyed cannot be known.
func (t *terminal) copied(ctx context.Context, text string) (sure bool, err error) {
	text = pasteable(text)
	sure = t.system(text) == nil
	inTmux := t.env("TMUX") != ""
	if inTmux && t.tmux != nil && t.tmux(ctx, text) == nil {
		return true, nil // it has passed it on, as it is allowed to
	}
	if len(text) > longestCopy {
		if sure {
			return true, nil
		}
		return false, fmt.Errorf("copy %s: a terminal takes at most %s; narrow it with /", size(int64(len(text))), size(longestCopy))
	}
	sequence := osc52.New(text)
	switch {
	case inTmux: // an old one, or not to be found
		// tmux keeps what is addressed to itself, as it is set up to, and passes the
		// other on where it is allowed to: either may be switched off.
		t.send(sequence.String())
		sequence = sequence.Tmux()
	case strings.HasPrefix(t.env("TERM"), "screen"):
		sequence = sequence.Screen()
	}
	t.send(sequence.String())
	return sure, nil
}
