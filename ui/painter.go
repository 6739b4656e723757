package ui

import (
	"context"
	"io"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"
)

const (
	// paintTime is the least time between two frames that are written: 120 a second,
	// however fast keys come.
	paintTime = time.Second / 120
	// looksASecond is how often Bubble Tea looks whether there is a frame to be
	// written, idle or not. At 30 that was two thirds of what an idle dashboard costs,
	// and a key waited for it; the painter writes frames as they come, and leaves it
	// nothing to do.
	looksASecond = 1
)

// painter writes frames to the terminal, each as soon as it is drawn, and of each
// the lines that have changed. Where frames come faster than they can be written
// those between are left out.
type painter struct {
	term  *terminal
	fresh chan struct{} // holds a token when there may be something to be written

	mu    sync.Mutex
	frame string
	anew  bool // it is written as a whole
}

func newPainter(term *terminal) *painter {
	return &painter{term: term, fresh: make(chan struct{}, 1)}
}

// show has a frame written, and as a whole where the terminal's size has changed: what
// it has made of its content is not known.
func (p *painter) show(frame string, resized bool) {
	p.mu.Lock()
	p.frame, p.anew = frame, p.anew || resized
	p.mu.Unlock()
	select {
	case p.fresh <- struct{}{}:
	default:
	}
}

// take is what is to be written now.
func (p *painter) take() (frame string, anew bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	frame, anew = p.frame, p.anew
	p.anew = false
	return frame, anew
}

// run writes frames until the context ends. A panic is told to failed.
func (p *painter) run(ctx context.Context, failed func(crash)) {
	defer func() {
		if r := recover(); r != nil {
			failed(crash{r, debug.Stack()})
		}
	}()
	rest := time.NewTimer(0)
	defer rest.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-rest.C:
		}
		select {
		case <-ctx.Done():
			return
		case <-p.fresh:
		}
		p.term.paint(p.take())
		rest.Reset(paintTime)
	}
}

// paint writes those lines of a frame that the screen does not show, or all of
// them. While the terminal is the shell's it writes nothing.
func (t *terminal) paint(frame string, anew bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.ours || frame == "" {
		return
	}
	if anew {
		t.shown = nil
	}
	lines := strings.Split(frame, "\n")
	var out strings.Builder
	for i, line := range lines {
		if i >= len(t.shown) {
			out.WriteString(ansi.CursorPosition(1, i+1) + ansi.EraseLineRight + line)
		} else if t.shown[i] != line {
			out.WriteString(ansi.CursorPosition(1, i+1) + line)
		}
	}
	t.shown = lines
	if out.Len() > 0 {
		_, _ = io.WriteString(t.to, out.String()) // a terminal that takes no more has hung up, which ends the program
	}
}
