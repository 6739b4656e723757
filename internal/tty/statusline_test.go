package tty

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// paper is a terminal so far as the line needs one: lines, a cursor, and erasing
// from it on.
type paper struct {
	t    *rapid.T
	rows []string
	row  int
	col  int
	// broken: it has become narrower since the line was drawn
	broken bool
}

// narrow breaks the row of the cursor into such as are so wide, as terminals do.
func (p *paper) narrow(width int) {
	p.broken = true
	p.grow()
	for p.row == len(p.rows)-1 && len(p.rows[p.row]) > width {
		rest := p.rows[p.row][width:]
		p.rows[p.row] = p.rows[p.row][:width]
		for rest != "" {
			n := min(width, len(rest))
			p.rows, rest = append(p.rows, rest[:n]), rest[n:]
		}
	}
}

func (p *paper) Write(b []byte) (int, error) {
	text := string(b)
	for text != "" {
		switch {
		case strings.HasPrefix(text, "\r"):
			p.col, text = 0, text[1:]
		case strings.HasPrefix(text, "\n"):
			p.row, p.col, text = p.row+1, 0, text[1:]
			p.grow()
		case strings.HasPrefix(text, "\x1b[K"):
			p.grow()
			p.rows[p.row], text = p.rows[p.row][:min(p.col, len(p.rows[p.row]))], text[3:]
		case strings.HasPrefix(text, "\x1b[J"):
			if !p.broken {
				p.t.Fatal("the screen is erased for one line: tmux may keep what stood there")
			}
			p.grow()
			p.rows, text = append(p.rows[:p.row], p.rows[p.row][:min(p.col, len(p.rows[p.row]))]), text[3:]
		case text[0] >= ' ' && text[0] <= '~':
			p.grow()
			line := []byte(p.rows[p.row])
			for len(line) <= p.col {
				line = append(line, ' ')
			}
			line[p.col] = text[0]
			p.rows[p.row], p.col, text = string(line), p.col+1, text[1:]
		default:
			p.t.Fatalf("no sequence that the line needs: %q", text)
		}
	}
	return len(b), nil
}

func (p *paper) grow() {
	for len(p.rows) <= p.row {
		p.rows = append(p.rows, "")
	}
}

// Whatever order things come in, what lasts stands there once and in order, the
// line below it as it was shown last and never as wide as the terminal, and
// nothing of it when it is cleared.
func TestWhatLastsStandsAboveTheLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terminal := &paper{t: t}
		width := rapid.IntRange(2, 40).Draw(t, "width")
		s := NewStatusLine(terminal, func() int { return width }, false)
		var lasting []string
		line := func(int) string { return "" } // that was shown last
		show := func(t *rapid.T) {
			text := rapid.StringMatching(`[a-z]{0,60}`).Draw(t, "text")
			line = func(width int) string { return text[:min(len(text), width-1)] }
			s.Show(line, Progress{})
			terminal.broken = false
		}
		say := func(t *rapid.T) {
			text := fmt.Sprintf("%d %s", len(lasting), rapid.StringMatching(`[A-Z]{0,60}`).Draw(t, "line"))
			lasting = append(lasting, text)
			if _, err := s.Write([]byte(text + "\n")); err != nil {
				t.Fatal(err)
			}
			terminal.broken = false
		}
		clearAll := func(*rapid.T) {
			line = func(int) string { return "" }
			s.Clear()
			terminal.broken = false
		}
		t.Repeat(map[string]func(*rapid.T){
			"show":  show,
			"say":   say,
			"clear": clearAll,
			"resize": func(t *rapid.T) {
				before := width
				width = rapid.IntRange(2, 40).Draw(t, "width")
				if width < before {
					terminal.narrow(width)
				}
				rapid.SampledFrom([]func(*rapid.T){show, say, clearAll}).Draw(t, "then")(t)
			},
			"": func(t *rapid.T) {
				want := append(slices.Clone(lasting), line(width))
				got := slices.Clone(terminal.rows)
				for len(got) < len(want) {
					got = append(got, "")
				}
				if !slices.Equal(got, want) || terminal.col != 0 || terminal.row != len(lasting) {
					t.Fatalf("the terminal shows %q with the cursor in %d:%d, want %q", got, terminal.row, terminal.col, want)
				}
			},
		})
	})
}

func TestProgressIsToldWhenItChanges(t *testing.T) {
	var out strings.Builder
	s := NewStatusLine(&out, func() int { return 0 }, true)
	line := func(int) string { return "a" }
	s.Show(line, Progress{Percent: 1})
	s.Show(line, Progress{Percent: 1})
	s.Show(line, Progress{Percent: 2, Paused: true})
	s.Clear()
	s.Clear()
	for sequence, want := range map[string]int{"\x1b]9;4;1;1\x07": 1, "\x1b]9;4;4;2\x07": 1, "\x1b]9;4;0\x07": 1} {
		if got := strings.Count(out.String(), sequence); got != want {
			t.Errorf("%q is there %d times, want %d: %q", sequence, got, want, out.String())
		}
	}
}
