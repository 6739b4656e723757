package tty

import (
	"bytes"
	"io"
	"sync"
)

// StatusLine is the last line of a terminal that is drawn anew in its place,
// below lines that last. It switches nothing of the terminal on or off, so that
// whatever ends the program leaves it in order: the cursor rests at the
// beginning of the line, where the next output, a shell's too, writes over it.
// After a resize a terminal may have broken the line; where it begins is where
// the cursor is still.
//
// It is safe for concurrent use. Its texts are for a terminal already: what comes
// from outside has been made harmless, and the line is no wider than it may be.
type StatusLine struct {
	to       io.Writer
	width    func() int // of the terminal, now; 0 while unknown
	progress bool       // the terminal shows progress by itself

	mu    sync.Mutex
	draw  Line     // what stands there; nil where nothing does
	drawn int      // the width for which it was drawn
	shown Progress // by the terminal itself
	open  bool     // what lasts ends in the middle of a line
}

// NewStatusLine makes one for a terminal that is so many columns wide; progress
// says whether it is told the progress too.
func NewStatusLine(to io.Writer, width func() int, progress bool) *StatusLine {
	return &StatusLine{to: to, width: width, progress: progress, shown: NoProgress()}
}

// Line writes one line for a terminal that is so many columns wide, 0 where that
// is unknown. It leaves the last column free: some terminals break a line that
// fills it.
type Line func(width int) string

const (
	startOfLine = "\r"
	eraseLine   = "\x1b[K"
	eraseBelow  = "\x1b[J"
)

// erase is the sequence that takes away, from the cursor on, what is left of the line.
// It is the whole rest of the screen only where the terminal may have broken the line:
// with the cursor in the first row, tmux takes that for a new screen, and keeps the old
// one, the line in it, among what was scrolled away.
func (s *StatusLine) erase(width int) string {
	if s.draw != nil && (width <= 0 || width < s.drawn) {
		return eraseBelow
	}
	return eraseLine
}

// Show draws the line.
func (s *StatusLine) Show(line Line, p Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open {
		return
	}
	width := s.width()
	erase := s.erase(width)
	s.draw, s.drawn = line, width
	// over the old one and not after erasing it, which would flicker
	_, _ = io.WriteString(s.to, s.tell(p)+startOfLine+line(width)+erase+startOfLine) // a terminal that is gone is noticed elsewhere
}

// tell is the sequence for progress that is another than before.
func (s *StatusLine) tell(p Progress) string {
	if !s.progress || p == s.shown {
		return ""
	}
	s.shown = p
	return p.Sequence()
}

// Write adds lines that last, above the line.
func (s *StatusLine) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var out bytes.Buffer
	width := s.width()
	if s.draw != nil {
		out.WriteString(startOfLine + s.erase(width))
	}
	out.Write(p)
	if s.open = p[len(p)-1] != '\n'; s.open {
		s.draw = nil
	}
	if s.draw != nil {
		out.WriteString(s.draw(width) + startOfLine)
		s.drawn = width
	}
	if _, err := s.to.Write(out.Bytes()); err != nil {
		return 0, err //nolint:wrapcheck // the terminal's own
	}
	return len(p), nil
}

// Clear takes the line away, and the progress with it.
func (s *StatusLine) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	sequence := s.tell(NoProgress())
	if s.draw != nil {
		sequence += startOfLine + s.erase(s.width())
		s.draw = nil
	}
	if sequence != "" {
		_, _ = io.WriteString(s.to, sequence) // as above
	}
}
