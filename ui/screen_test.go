package ui

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"flocktop/ui/internal/theme"
)

// screen drives the model as a terminal would: it presses keys, runs the
// commands that come of them until all of them wait, and looks. It lives in a
// bubble of testing/synctest, so waiting is no guess and time is free.
type screen struct {
	t       *testing.T
	engine  *fakeEngine
	model   *model
	answers chan tea.Msg
	quit    bool
}

// onScreen runs a test on a screen of that size.
func onScreen(t *testing.T, w, h int, engine func() *fakeEngine, test func(*screen)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer func() {
			cancel()
			synctest.Wait() // every command ends with the context, or the bubble complains
		}()
		e := engine()
		s := &screen{
			t: t, engine: e, answers: make(chan tea.Msg, 4096),
			model: newModel(newTasks(ctx, e), theme.Plain(false), Options{Clock: func() time.Time { return frozen }}),
		}
		s.run(s.model.Init())
		s.send(tea.WindowSizeMsg{Width: w, Height: h})
		test(s)
	})
}

// run starts a command as Bubble Tea does.
func (s *screen) run(cmd tea.Cmd) {
	if cmd != nil {
		go func() { s.answers <- cmd() }()
	}
}

// settle passes on what commands bring until all of them wait.
func (s *screen) settle() {
	for {
		synctest.Wait()
		select {
		case msg := <-s.answers:
			s.take(msg)
		default:
			return
		}
	}
}

func (s *screen) take(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.QuitMsg:
		s.quit = true
	case tea.BatchMsg:
		for _, cmd := range msg {
			s.run(cmd)
		}
	case outcome:
		if msg.undo != nil {
			s.t.Errorf("nobody knew that this was under way: %s", msg.text)
		}
		s.update(msg)
	default:
		s.update(msg)
	}
}

func (s *screen) update(msg tea.Msg) {
	_, cmd := s.model.Update(msg)
	s.check()
	s.run(cmd)
}

func (s *screen) send(msg tea.Msg) {
	s.take(msg)
	s.settle()
}

// wait lets time pass.
func (s *screen) wait(d time.Duration) {
	time.Sleep(d) // virtual time
	s.settle()
}

// change changes the engine's state and lets a frame pass.
func (s *screen) change(f func(*fakeEngine)) {
	s.engine.change(f)
	s.wait(2 * calmTime)
}

// press presses keys, named as Bubble Tea names them, at a person's pace: what
// a key changes in the engine is pulled before the next one.
func (s *screen) press(keys ...string) {
	for _, k := range keys {
		s.send(keyMsg(k))
		s.wait(2 * frameTime)
	}
}

// write types text letter by letter.
func (s *screen) write(text string) {
	for _, r := range text {
		s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
}

func keyMsg(name string) tea.KeyMsg { return keyOf(name) }

// check holds what must be true of every single frame.
func (s *screen) check() {
	s.t.Helper()
	checkFrame(s.t, s.model.View(), s.model.width, s.model.height)
}

// failer is a test, or a check of rapid.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func checkFrame(t failer, view string, w, h int) {
	t.Helper()
	if w == 0 || h == 0 {
		return
	}
	lines := strings.Split(view, "\n")
	if len(lines) > h {
		t.Fatalf("%d lines on a screen of %d×%d", len(lines), w, h)
	}
	for i, l := range lines {
		if got := ansi.StringWidth(l); got != w {
			t.Fatalf("line %d takes %d cells on a screen of %d×%d: %q", i, got, w, h, l)
		}
	}
	name := " " + brand
	seen := strings.TrimRight(firstCells(ansi.Strip(lines[0]), min(w, len(name))), "… ") // cut where there is no room
	if !strings.HasPrefix(name, seen) {
		t.Fatalf("the header is gone at %d×%d: %q", w, h, lines[0])
	}
}

func (s *screen) view() string { return ansi.Strip(s.model.View()) }

func (s *screen) lines() []string { return strings.Split(s.view(), "\n") }

// lastLine is where the keys are named.
func (s *screen) lastLine() string { return s.lines()[s.model.height-1] }

// shows fails unless all of these are on the screen.
func (s *screen) shows(texts ...string) {
	s.t.Helper()
	view := s.view()
	for _, text := range texts {
		if !strings.Contains(view, text) {
			s.t.Fatalf("the screen does not show %q:\n%s", text, view)
		}
	}
}

func (s *screen) hides(texts ...string) {
	s.t.Helper()
	view := s.view()
	for _, text := range texts {
		if strings.Contains(view, text) {
			s.t.Fatalf("the screen shows %q:\n%s", text, view)
		}
	}
}

// did fails unless the engine was last asked for this.
func (s *screen) did(call string) {
	s.t.Helper()
	if got := s.engine.LastCall(); got != call {
		s.t.Fatalf("the engine was asked for %q, want %q", got, call)
	}
}
