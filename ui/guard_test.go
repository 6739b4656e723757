package ui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/ui/internal/theme"
)

// faulty panics in one of the places where foreign or own code could.
type faulty struct {
	*fakeEngine
	flock, queue func()
}

func (f *faulty) Flock() cluster.Snapshot {
	if f.flock != nil {
		f.flock()
	}
	return f.fakeEngine.Flock()
}

func (f *faulty) SetPolicy(_ adaptive.Policy) {
	if f.queue != nil {
		f.queue()
	}
}

// runWith runs the whole program on a pipe instead of a terminal. Keys are
// pressed in their order.
func runWith(t *testing.T, e Engine, opt Options, keys string) (Exit, string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	in, typist := io.Pipe()
	defer in.Close()
	go func() {
		for _, k := range keys { // written together they would be one pasted text
			_, _ = io.WriteString(typist, string(k))
		}
	}()
	var out bytes.Buffer
	opt.Input, opt.Output = in, &out
	exit, err := Run(ctx, e, opt)
	if ctx.Err() != nil {
		t.Fatal("the program did not end by itself")
	}
	return exit, out.String(), err
}

func TestRunEndsByKeyAndRestoresTheTerminal(t *testing.T) {
	_, out, err := runWith(t, idleFlock(), Options{Theme: "dark"}, "q")
	if err != nil {
		t.Fatal(err)
	}
	const enter, leave, showCursor = "\x1b[?1049h", "\x1b[?1049l", "\x1b[?25h"
	if !strings.Contains(out, enter) || !strings.Contains(out, leave) || !strings.Contains(out, showCursor) {
		t.Errorf("the terminal is not restored: %q", out)
	}
}

func TestRunSaysThatTheDemoIsWanted(t *testing.T) {
	exit, _, err := runWith(t, silentFlock(), Options{}, "Dy")
	if err != nil || !exit.Demo {
		t.Errorf("exit %+v, %v", exit, err)
	}
}

func TestAFaultEndsTheScreenAndIsTold(t *testing.T) {
	boom := func() { panic("boom") }
	for name, c := range map[string]struct {
		engine Engine
		clock  func() time.Time
		keys   string
	}{
		"in the command that pulls": {engine: &faulty{fakeEngine: idleFlock(), flock: boom}},
		"in a command of a key":     {engine: &faulty{fakeEngine: idleFlock(), queue: boom}, keys: "P"},
		"in Update":                 {engine: idleFlock(), clock: func() time.Time { boom(); return frozen }, keys: "?j"},
	} {
		t.Run(name, func(t *testing.T) {
			var told any
			var stack string
			fault := func(value any, trace []byte) { told, stack = value, string(trace) }
			_, out, err := runWith(t, c.engine, Options{Fault: fault, Clock: c.clock}, c.keys)
			if err != nil || told != "boom" {
				t.Fatalf("told %v, error %v", told, err)
			}
			if !strings.Contains(stack, "goroutine") || !strings.Contains(stack, "guard_test.go") {
				t.Errorf("no trace in %q", stack)
			}
			if !strings.Contains(out, "\x1b[?1049l") || strings.Contains(out, "goroutine") {
				t.Error("the alternate screen is not left")
			}
		})
	}
}

func TestAFaultWhileDrawingEndsWithTheNextMessage(t *testing.T) {
	m := at(t, idleFlock(), theme.Plain(false), 80, 24)
	m.clock = func() time.Time { panic("boom") }
	g := &guard{model: m, painter: newPainter(newTerminal(io.Discard))}
	if view := g.View(); view != "" || g.crash == nil {
		t.Fatalf("drew %q, caught %v", view, g.crash)
	}
	_, cmd := g.Update(second{})
	if _, quits := cmd().(tea.QuitMsg); !quits {
		t.Error("the next message does not end the program")
	}
}

func TestAFaultThatNobodyIsToldOfIsInTheError(t *testing.T) {
	c := &crash{"boom", []byte("goroutine 1")}
	if err := c.report(nil); err == nil || !strings.Contains(err.Error(), "boom") || !strings.Contains(err.Error(), "goroutine 1") {
		t.Errorf("error %v", err)
	}
}

func TestProtectCatchesWhatABatchBrings(t *testing.T) {
	batch := protect(func() tea.Msg { return tea.BatchMsg{func() tea.Msg { panic(errors.New("deep")) }} })
	msgs, ok := batch().(tea.BatchMsg)
	if !ok {
		t.Fatal("no batch")
	}
	if _, ok := msgs[0]().(crash); !ok {
		t.Error("a panic of a command in a batch is not caught")
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	in, typist := io.Pipe()
	defer in.Close()
	defer typist.Close()
	e := idleFlock()
	go func() {
		<-time.After(50 * time.Millisecond)
		cancel()
	}()
	if _, err := Run(ctx, e, Options{Input: in, Output: io.Discard}); err != nil {
		t.Errorf("error %v", err)
	}
}

func TestAnUnknownThemeIsAnError(t *testing.T) {
	_, err := Run(t.Context(), idleFlock(), Options{Theme: "neon", Output: io.Discard})
	if err == nil || !strings.Contains(err.Error(), "neon") {
		t.Errorf("error %v", err)
	}
}
