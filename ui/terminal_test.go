package ui

import (
	"context"
	"errors"
	"strings"
	"testing"

	"flocktop/internal/tty"
)

// What Bubble Tea writes to take the other screen, and to give it back.
var takes, gives = []byte("\x1b[?1049h"), []byte("\x1b[?1049l")

// testTerminal is a terminal in memory, with that environment, whose screen is
// taken.
func testTerminal(env map[string]string, system error) (*terminal, *strings.Builder) {
	out := &strings.Builder{}
	t := newTerminal(out)
	t.env = func(name string) string { return env[name] }
	t.system = func(string) error { return system }
	_, _ = t.Write(takes)
	out.Reset()
	return t, out
}

func TestProgressIsShownWhereTheTerminalKnowsIt(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		want bool
	}{
		"xterm":            {map[string]string{"TERM": "xterm-256color"}, false},
		"kitty":            {map[string]string{"TERM": "xterm-kitty"}, false},
		"ghostty":          {map[string]string{"TERM_PROGRAM": "ghostty"}, true},
		"Windows Terminal": {map[string]string{"WT_SESSION": "1"}, true},
		"old VTE":          {map[string]string{"VTE_VERSION": "7800"}, false},
		"new VTE":          {map[string]string{"VTE_VERSION": "8000"}, true},
		"tmux in ghostty":  {map[string]string{"TERM_PROGRAM": "ghostty", "TMUX": "/tmp/x"}, false},
	} {
		term, out := testTerminal(c.env, nil)
		term.announce(1, announcement{title: "42 % a", progress: tty.Progress{Percent: 42}})
		if got := strings.Contains(out.String(), "\x1b]9;4;1;42"); got != c.want {
			t.Errorf("%s: progress shown: %v, want %v: %q", name, got, c.want, out)
		}
		if !strings.Contains(out.String(), "\x1b]2;42 % a\x07") {
			t.Errorf("%s: no title in %q", name, out)
		}
	}
}

func TestTheTitleHoldsNoSequences(t *testing.T) {
	term, out := testTerminal(nil, nil)
	term.announce(1, announcement{title: "\x1b]0;owned\x07 x\x1b[2J\n", progress: tty.NoProgress()})
	if got := out.String(); strings.Count(got, "\x1b") != 1 || strings.Contains(got, "owned") {
		t.Errorf("the title is %q", got)
	}
}

func TestAnOvertakenAnnouncementSaysNothing(t *testing.T) {
	term, out := testTerminal(nil, nil)
	term.announce(2, announcement{title: "new", progress: tty.NoProgress()})
	term.announce(1, announcement{title: "old", progress: tty.NoProgress()})
	if strings.Contains(out.String(), "old") {
		t.Errorf("an older title came last: %q", out)
	}
}

func TestCopyGoesByTheTerminalAndByTheSystem(t *testing.T) {
	term, out := testTerminal(map[string]string{}, errors.New("no clipboard here"))
	if _, err := term.copied(t.Context(), "a text"); err != nil || out.String() != "\x1b]52;c;YSB0ZXh0\x07" {
		t.Errorf("copied %q, %v", out, err)
	}
	long := strings.Repeat("x", longestCopy+1)
	if _, err := term.copied(t.Context(), long); err == nil || !strings.Contains(err.Error(), "at most") {
		t.Errorf("a text that no terminal takes: %v", err)
	}
	term, _ = testTerminal(nil, nil)
	if _, err := term.copied(t.Context(), long); err != nil {
		t.Errorf("the system takes long texts: %v", err)
	}
	term, out = testTerminal(map[string]string{"TMUX": "/tmp/x"}, nil)
	if _, err := term.copied(t.Context(), "a"); err != nil || out.String() != "\x1b]52;c;YQ==\x07\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\" {
		t.Errorf("in tmux: %q, %v", out, err)
	}
}

func TestWhatIsCopiedIsTextAndNothingElse(t *testing.T) {
	var got string
	term, _ := testTerminal(nil, nil)
	term.system = func(text string) error {
		got = text
		return nil
	}
	for in, want := range map[string]string{
		"a\tb\nc\n":                    "a\tb\nc",
		"rm -rf /tmp/x\n\n":            "rm -rf /tmp/x",
		"\x1b[201~evil\r\x1b]0;x\x07y": "[201~evil]0;xy", // the end of a bracketed paste
		"a\u202egpj.exe\u009bm":        "agpj.exem",
		"漢字 e\u0301 🚀":                 "漢字 e\u0301 🚀",
		"a\xffb":                       "a\uFFFDb",
	} {
		if _, err := term.copied(t.Context(), in); err != nil || got != want {
			t.Errorf("%q is copied as %q, want %q (%v)", in, got, want, err)
		}
	}
}

func TestNothingIsWrittenToATerminalThatWasGivenBack(t *testing.T) {
	term, out := testTerminal(map[string]string{"TERM_PROGRAM": "ghostty"}, nil)
	if n, err := term.Write(gives); n != len(gives) || err != nil {
		t.Errorf("%d bytes of %d are written, %v", n, len(gives), err)
	}
	term.announce(1, announcement{title: "late", progress: tty.Progress{Percent: 5}})
	if _, err := term.copied(t.Context(), "late"); err != nil {
		t.Error(err)
	}
	if got := out.String(); !strings.HasSuffix(got, popTitle) {
		t.Errorf("after the end came %q", got)
	}
}

// As ctrl+z and fg do it: the shell's title and progress are its own meanwhile,
// and what was announced comes back with the screen.
func TestTheTitleComesAndGoesWithTheScreen(t *testing.T) {
	term, out := testTerminal(map[string]string{"TERM_PROGRAM": "ghostty"}, nil)
	term.announce(1, announcement{title: "42 % a", progress: tty.Progress{Percent: 42}})
	out.Reset()
	_, _ = term.Write(gives)
	if got, want := out.String(), "\x1b[2J\x1b[?1049l\x1b]9;4;0\x07"+popTitle; got != want {
		t.Errorf("given back with %q, want %q", got, want)
	}
	out.Reset()
	term.announce(2, announcement{title: "43 % a", progress: tty.Progress{Percent: 43}})
	if n, err := term.Write(takes); n != len(takes) || err != nil {
		t.Errorf("%d bytes of %d are written, %v", n, len(takes), err)
	}
	if got, want := out.String(), pushTitle+"\x1b[?1049h\x1b]2;43 % a\x07\x1b]9;4;1;43\x07"; got != want {
		t.Errorf("taken with %q, want %q", got, want)
	}
}

func TestInTmuxATextIsGivenToIt(t *testing.T) {
	var got string
	term, out := testTerminal(map[string]string{"TMUX": "/tmp/x"}, errors.New("no clipboard here"))
	term.tmux = func(_ context.Context, text string) error {
		got = text
		return nil
	}
	if sure, err := term.copied(t.Context(), "a\x1bb"); !sure || err != nil || got != "ab" || out.Len() != 0 {
		t.Errorf("tmux has %q, the terminal %q, sure %v, %v", got, out, sure, err)
	}
	term.tmux = func(context.Context, string) error { return errors.New("too old for -w") }
	if sure, err := term.copied(t.Context(), "a"); sure || err != nil || out.Len() == 0 {
		t.Errorf("the terminal is sent %q, sure %v, %v", out, sure, err)
	}
}
