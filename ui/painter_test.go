package ui

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"
)

// rows is a terminal of a few rows that understands what the painter writes.
type rows struct {
	shown  map[int]string
	writes int
}

var goesTo = regexp.MustCompile(`\x1b\[(\d*)(;1)?H(\x1b\[K)?`)

func (r *rows) Write(p []byte) (int, error) {
	r.writes++
	at := goesTo.FindAllSubmatchIndex(p, -1)
	for i, m := range at {
		end := len(p)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		row, _ := strconv.Atoi(string(p[m[2]:m[3]])) // none is the first
		if r.shown == nil {
			r.shown = map[int]string{}
		}
		r.shown[max(1, row)] = string(p[m[1]:end])
	}
	return len(p), nil
}

func (r *rows) frame() string {
	var out []string
	for i := range len(r.shown) {
		out = append(out, r.shown[i+1])
	}
	return strings.Join(out, "\n")
}

// onPaper is a terminal whose screen is taken, and what is written to it.
func onPaper() (*terminal, *rows) {
	paper := &rows{}
	term := newTerminal(paper)
	_, _ = term.Write(takes)
	*paper = rows{}
	return term, paper
}

func TestTheScreenShowsTheFrameThatWasPaintedLast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		term, paper := onPaper()
		line := rapid.SampledFrom([]string{"aaa", "bbb", "ccc"})
		var frame string
		for _, lines := range rapid.SliceOfN(rapid.SliceOfN(line, 4, 4), 1, 9).Draw(t, "frames") {
			frame = strings.Join(lines, "\n")
			anew := rapid.Bool().Draw(t, "anew")
			if anew { // a terminal that has another size may show anything
				for i := range paper.shown {
					paper.shown[i] = "???"
				}
			}
			term.paint(frame, anew)
		}
		if got := paper.frame(); got != frame {
			t.Fatalf("the screen shows %q, want %q", got, frame)
		}
	})
}

func TestOnlyLinesThatHaveChangedAreWritten(t *testing.T) {
	term, out := testTerminal(nil, nil)
	term.paint("one\ntwo\nthree", false)
	out.Reset()
	term.paint("one\n2\nthree", false)
	if got := out.String(); got != "\x1b[2;1H2" {
		t.Errorf("wrote %q for one line", got)
	}
	out.Reset()
	term.paint("one\n2\nthree", false)
	if got := out.String(); got != "" {
		t.Errorf("wrote %q for nothing", got)
	}
}

func TestWhatIsTheShellsIsNotPaintedOn(t *testing.T) {
	term, out := testTerminal(nil, nil)
	term.paint("one\ntwo", false)
	_, _ = term.Write(gives)
	out.Reset()
	term.paint("1\n2", false)
	if got := out.String(); got != "" {
		t.Errorf("wrote %q to the shell's screen", got)
	}
	_, _ = term.Write(takes)
	out.Reset()
	term.paint("1\ntwo", false)
	if got := out.String(); !strings.Contains(got, "two") {
		t.Errorf("back again, the screen was empty and got %q", got)
	}
	_, _ = term.Write([]byte("\x1b[2J"))
	out.Reset()
	term.paint("1\ntwo", false)
	if got := out.String(); !strings.Contains(got, "two") {
		t.Errorf("the screen was cleared and got %q", got)
	}
}

// However fast frames come, as many are written as can be seen, and the last one is
// among them.
func TestFramesAreWrittenNoFasterThanTheyCanBeSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term, paper := onPaper()
		p := newPainter(term)
		ctx, cancel := context.WithCancel(t.Context())
		var painting sync.WaitGroup
		painting.Go(func() { p.run(ctx, func(c crash) { t.Error(c.value) }) })
		const frames = 5000
		var last string
		for i := range frames {
			last = fmt.Sprint("frame ", i)
			p.show(last, false)
			time.Sleep(time.Second / frames) // virtual time
		}
		time.Sleep(paintTime)
		synctest.Wait()
		if n := paper.writes; n < 100 || n > 122 {
			t.Errorf("%d frames were written in a second", n)
		}
		if got := paper.frame(); got != last {
			t.Errorf("the screen shows %q, want %q", got, last)
		}
		cancel()
		painting.Wait()
	})
}

// breaking is a terminal whose driver has a fault.
type breaking struct{}

func (breaking) Write([]byte) (int, error) { panic("boom") }

func TestAFaultWhilePaintingEndsTheProgram(t *testing.T) {
	term, _ := testTerminal(nil, nil)
	term.to = breaking{}
	p := newPainter(term)
	p.show("a frame", false)
	var failed crash
	p.run(t.Context(), func(c crash) { failed = c })
	if failed.value != "boom" || len(failed.trace) == 0 {
		t.Errorf("told of %v", failed.value)
	}
}

// Bubble Tea's frames are left out: what is drawn is written once. Should it write
// them in another way one day, this fails.
func TestAFrameIsWrittenOnce(t *testing.T) {
	var out bytes.Buffer
	term := newTerminal(&out)
	program := tea.NewProgram(once{}, tea.WithInput(nil), tea.WithOutput(term), tea.WithAltScreen(), tea.WithContext(t.Context()), tea.WithoutSignalHandler())
	if _, err := program.Run(); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); strings.Contains(got, "a frame") || !strings.Contains(got, string(takes)) || !strings.Contains(got, string(gives)) {
		t.Errorf("Bubble Tea wrote %q", got)
	}
}

// once draws a frame of two lines and quits.
type once struct{}

func (once) Init() tea.Cmd                         { return tea.Quit }
func (o once) Update(tea.Msg) (tea.Model, tea.Cmd) { return o, nil }
func (once) View() string                          { return "a frame\nof two lines" }
