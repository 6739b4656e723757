//go:build unix

package proof_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"
)

// inTmux is a job under way in a dashboard that was started by hand, in a shell,
// on a real terminal.
type inTmux struct {
	*working
	*pane
	t       testing.TB
	program family
	before  shellState
}

// shellState is what a shell's user has: how the terminal is set, and the text
// that stands on it.
type shellState struct{ modes, line, text string }

// modesOfPane are those that tmux tells of, with the title that the window has
// and the program that is in the foreground.
const modesOfPane = "other screen #{alternate_on}, cursor #{cursor_flag} in column #{cursor_x}, " +
	"mouse #{mouse_any_flag} #{mouse_standard_flag} #{mouse_button_flag} #{mouse_all_flag} #{mouse_sgr_flag} #{mouse_utf8_flag}, " +
	"keypad #{keypad_flag} #{keypad_cursor_flag}, insert #{insert_flag}, origin #{origin_flag}, wrap #{wrap_flag}, " +
	"scrolling from #{scroll_region_upper} to #{scroll_region_lower}, title #{pane_title}, program #{pane_current_command}"

// newInTmux starts the dashboard in a wide window, and queues a job that stands
// still once it is under way.
func newInTmux(t *testing.T) *inTmux {
	t.Helper()
	w := newWorking(t)
	s := &inTmux{working: w, t: t, pane: w.newTmux().newPane(50, 200)}
	due := w.underWay()
	s.start()
	s.await(fit)
	queue(s, w.docs, "copies")
	w.reaches(due, nil, s.look)
	w.helped(s.program)
	return s
}

// start starts the dashboard from the shell.
func (s *inTmux) start() {
	s.t.Helper()
	s.before = s.shell()
	dir := s.working.dir
	script := "#!/bin/sh\necho $$ >program\nexec"
	for _, arg := range s.command().Args {
		script += " '" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
	}
	if err := os.WriteFile(filepath.Join(dir, "start"), []byte(script+"\n"), 0o700); err != nil {
		s.t.Fatal(err)
	}
	s.press("./start\r")
	s.await("Nodes")
	s.becomes(func() bool { return s.tell("#{pane_current_command}") == "flocktop" }, "the program is in the foreground")
	id, err := os.ReadFile(filepath.Join(dir, "program"))
	if err != nil {
		s.t.Fatal(err)
	}
	leader, err := strconv.Atoi(strings.TrimSpace(string(id)))
	if err != nil {
		s.t.Fatal(err)
	}
	s.program = family(leader)
	s.t.Cleanup(func() {
		if s.program.lives() {
			_ = syscall.Kill(-leader, syscall.SIGKILL)
		}
	})
	if s.tell("#{alternate_on}") != "1" || s.tell("#{cursor_flag}") != "0" {
		s.t.Errorf("the program has not taken the other screen: this shows nothing: %s", s.tell(modesOfPane))
	}
}

// shell is what the shell's user has now.
func (s *inTmux) shell() shellState {
	s.t.Helper()
	line := s.answer("stty -a")
	_, line, _ = strings.Cut(line, "\n") // the first line holds the size
	return shellState{modes: s.tell(modesOfPane), line: line, text: strings.TrimRight(s.look(), "\n ")}
}

// restored checks that the shell's user has the terminal back as it was.
func (s *inTmux) restored() {
	s.t.Helper()
	s.becomes(func() bool { return s.tell("#{pane_current_command}") == "sh" }, "the shell is back")
	if !eventuallyEvery(lookEvery, patience, func() bool { return s.tell(modesOfPane) == s.before.modes }) {
		s.t.Errorf("the terminal had\n%s\nand now it has\n%s", s.before.modes, s.tell(modesOfPane))
	}
	now := s.shell()
	if !strings.HasPrefix(now.text, s.before.text) {
		s.t.Errorf("before the program there stood\n%s\nand now\n%s", s.before.text, now.text)
	}
	if now.line != s.before.line {
		s.t.Errorf("the line was set to\n%s\nand is left at\n%s", s.before.line, now.line)
	}
	if got := s.pasted("counted"); got != "counted" {
		s.t.Errorf("what is pasted comes as %q", got)
	}
}

// ended checks with which exit code the program has ended, and that the terminal
// is back.
func (s *inTmux) ended(code int) {
	s.t.Helper()
	s.becomes(func() bool { return s.tell("#{pane_current_command}") == "sh" }, "the shell is back")
	if got := strings.TrimSpace(s.answer("echo $?")); got != strconv.Itoa(code) {
		s.t.Errorf("exit code %s, want %d", got, code)
	}
	s.restored()
	s.program.isGone(s.t)
}

// complete checks the store of a job that has ended.
func (s *inTmux) complete() {
	s.t.Helper()
	if st := inspect(s.t, s.store); len(st.jobs) != 1 || len(st.undone) != 0 || len(st.rows) != len(st.texts) {
		s.t.Errorf("%d jobs, %d unfinished, %d vectors of %d texts", len(st.jobs), len(st.undone), len(st.rows), len(st.texts))
	}
}

// The least that the dashboard needs; below it a card says so.
const leastRows, leastColumns = 15, 60

// fills says what is wrong with a screen that should be the dashboard's, or its
// card's, from the first cell to the last.
func fills(screen string, rows, columns int) error {
	lines := strings.Split(screen, "\n")
	if len(lines) != rows {
		return fmt.Errorf("%d lines for %d", len(lines), rows)
	}
	if !strings.HasPrefix(lines[0], " flocktop") {
		return fmt.Errorf("the header is not in the first line: %q", lines[0])
	}
	if rows < leastRows || columns < leastColumns {
		if card := fmt.Sprintf("this terminal has %d x %d", columns, rows); !strings.Contains(strings.Join(strings.Fields(screen), " "), card) {
			return fmt.Errorf("no card says that %s", card)
		}
		return nil
	}
	if !strings.Contains(lines[1], "─ Nodes") {
		return fmt.Errorf("below the header there are no nodes: %q", lines[1])
	}
	if last := lines[rows-1]; !strings.HasPrefix(last, " b batch") || !strings.HasSuffix(last, "q quit") {
		return fmt.Errorf("the keys are not in the last line: %q", last)
	}
	for _, l := range lines[1:] {
		if strings.IndexAny(l, "╭│╰") != 0 {
			continue // below the panes
		}
		if end, _ := utf8.DecodeLastRuneInString(l); !strings.ContainsRune("╮│╯", end) || utf8.RuneCountInString(l) != columns {
			return fmt.Errorf("a line of %d cells is cut: %q", columns, l)
		}
	}
	for opens, closes := range map[string]string{"╭": "╮", "╰": "╯", "╮": "╯"} {
		if n, m := strings.Count(screen, opens), strings.Count(screen, closes); n != m {
			return fmt.Errorf("%d corners %s and %d corners %s", n, opens, m, closes)
		}
	}
	return nil
}

// drawn waits until the screen is whole at that size.
func (s *inTmux) drawn(rows, columns int) {
	s.t.Helper()
	var wrong error
	if !eventuallyEvery(lookEvery, patience, func() bool { wrong = fills(s.look(), rows, columns); return wrong == nil }) {
		s.t.Fatalf("%d x %d: %v; tmux shows\n%s", columns, rows, wrong, s.look())
	}
}

func TestTmuxQuitAsksAndStays(t *testing.T) {
	s := newInTmux(t)
	const question, harmless = "y yes", "> Stay"
	s.press("q")
	s.await(question)
	s.await(harmless)
	s.press("\r")
	s.awaitGone(question)
	if st := s.tell("#{alternate_on} #{pane_current_command}"); st != "1 flocktop" || !s.program.lives() {
		t.Errorf("after the harmless answer: %s", st)
	}
	s.drawn(50, 200)
	s.press("q")
	s.await(harmless)
	begun := time.Now()
	s.press("y")
	s.ended(0)
	s.interrupted(s.program, time.Since(begun))
}

// Sizes that follow each other faster than frames, and then one after the other,
// in the middle of a job.
func TestTmuxResizedInMidBatch(t *testing.T) {
	s := newInTmux(t)
	for i := range 40 {
		s.resize(8+(i*7)%53, 30+(i*31)%171)
	}
	for _, size := range [][2]int{{60, 200}, {8, 30}, {15, 60}, {20, 59}, {14, 200}, {15, 200}, {60, 60}, {24, 80}, {36, 120}, {42, 140}} {
		s.resize(size[0], size[1])
		s.drawn(size[0], size[1])
	}
	s.wire.release()
	for _, size := range [][2]int{{24, 79}, {60, 200}, {36, 121}, {8, 30}, {50, 200}} {
		s.resize(size[0], size[1])
		s.drawn(size[0], size[1])
	}
	s.await("docs done: ")
	s.press("q")
	s.ended(0)
	s.complete()
}

// The window may have another size when the dashboard comes back.
func TestTmuxStoppedAndBroughtBack(t *testing.T) {
	for name, mouse := range map[string]string{"with the mouse": "1", "without": "0"} {
		t.Run(name, func(t *testing.T) {
			s := newInTmux(t)
			if mouse == "1" {
				s.press("M")
				s.await("the mouse is on")
			}
			heard := func() bool { return s.tell("#{mouse_any_flag} #{mouse_sgr_flag}") == mouse+" "+mouse }
			s.becomes(heard, "the mouse is heard: %s", mouse)
			s.press("\x1a")
			s.restored()
			if got := s.answer("echo counted by the shell"); got != "counted by the shell\n" {
				t.Errorf("the shell says %q", got)
			}
			s.resize(36, 120)
			s.press("fg\r")
			s.becomes(func() bool { return s.tell("#{alternate_on} #{cursor_flag}") == "1 0" }, "the other screen is back")
			s.drawn(36, 120)
			s.becomes(heard, "the mouse is heard again: %s", mouse)
			s.becomes(func() bool { return strings.Contains(s.tell("#{pane_title}"), "docs - flocktop") }, "the title is the job's")
			s.resize(50, 200)
			s.drawn(50, 200)
			s.wire.release()
			s.await("docs done: ")
			s.press("q")
			s.ended(0)
			s.complete()
		})
	}
}

func TestTmuxTerminatedInMidBatch(t *testing.T) {
	s := newInTmux(t)
	s.resize(60, 220) // what is left on the other screen must not come to the shell's
	s.drawn(60, 220)
	begun := time.Now()
	if err := syscall.Kill(int(s.program), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	s.program.isGone(t)
	took := time.Since(begun)
	s.becomes(func() bool { return s.tell("#{pane_current_command}") == "sh" }, "the shell is back")
	s.resize(50, 200)
	s.ended(130)
	s.interrupted(s.program, took)
}

func TestTmuxPaneClosedInMidBatch(t *testing.T) {
	s := newInTmux(t)
	begun := time.Now()
	s.do("kill-pane", "-t", s.id)
	s.program.isGone(t)
	before := s.interrupted(s.program, time.Since(begun))
	s.wire.begin(moment{}, nil)
	s.pane = s.newPane(50, 200)
	s.start()
	s.await("1 unfinished job of an earlier run; the queue is paused")
	s.await(fit)
	s.press("p")
	s.await("docs done: ")
	s.press("q")
	s.ended(0)
	s.complete()
	if now := inspect(t, s.store); now.jobs[0].ID != before.undone[0].ID {
		t.Errorf("job %d was unfinished, and job %d is done", before.undone[0].ID, now.jobs[0].ID)
	}
	for text := range s.wire.texts() {
		if _, stored := before.rows[text]; stored {
			t.Errorf("a text with a vector was sent again: %q", text)
		}
	}
}
