package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

func TestFailuresAreGroupedByReason(t *testing.T) {
	onScreen(t, 120, 36, failingFlock, func(s *screen) {
		s.press("F")
		s.shows(
			"Failures of archive/", "in /home/ada/archive/",
			"> - the text is longer than the model's context", "7 texts in 2 files", "refused by attic", "said: the input length exceeds the context length",
			"year;canal;trees;planted by",
			"2019/minutes/scan.pdf", "chunks 14, 15, 20-23", "6 texts", "chunk 3",
			"the PDF is encrypted and needs a password", "next: save a copy without a password", "locked.pdf", "whole file",
			"file too large: … MB, the limit is 64 MB", "2 files", "… = 120", "… = 94",
			"northern canal, second version.docx",
		)
		s.inOrder("longer than the model's context", "refused by attic", "table.csv", "chunk 3", "year;canal", "next: make chunks shorter", "said: ")
		s.hides("1874")                   // the first line alone
		s.hides("/home/ada/archive/2019") // the common folder is named once
		s.press("enter")
		s.shows("> + the text is longer than the model's context")
		s.hides("scan.pdf", "chunks.tokens", "refused by")
		s.press("j", "j") // a file folds its group
		s.shows("> ", "locked.pdf")
		s.press("enter")
		s.shows("> + the PDF is encrypted")
		s.hides("locked.pdf")
		s.press("enter")
		s.shows("> - the PDF is encrypted", "locked.pdf")
		s.press("esc")
		s.hides("Failures of")
	})
}

func TestFailuresAreFiltered(t *testing.T) {
	onScreen(t, 120, 36, failingFlock, func(s *screen) {
		s.press("F", "/")
		s.write("2020 !dump")
		s.shows("1 of 11", "2020/film.txt", "file too large: 120 MB")
		s.hides("dump.txt", "scan.pdf")
		s.press("enter", "j")
		s.press("esc") // lifts the filter first
		s.shows("dump.txt", "scan.pdf", "Failures of archive/")
		s.press("/")
		s.write("nothing of the kind q")
		s.shows("No failure matches the filter")
		s.press("esc")
		s.shows("scan.pdf")
		s.press("esc")
		s.hides("Failures of archive/")
	})
}

func TestFailuresAreRetriedAndTakenBack(t *testing.T) {
	onScreen(t, 120, 36, failingFlock, func(s *screen) {
		s.press("F", "R")
		s.did("retry failures of 1")
		s.hides("Failures of archive/")
		s.shows("the documents of archive/ with failures are queued as job 8")
		s.press("u")
		s.did("cancel 8")
	})
}

func TestFailuresOfTheRunningJobAppearAsTheyCome(t *testing.T) {
	running := func() *fakeEngine {
		e := busyFlock()
		j := &e.jobs[1]
		j.FailedFiles, j.Failures = 1, []job.Failure{{Path: "/home/ada/handbook/locked.pdf", Reason: "the PDF is encrypted and needs a password"}}
		return e
	}
	onScreen(t, 120, 36, running, func(s *screen) {
		s.press("F")
		s.shows("Failures of handbook/", "locked.pdf")
		s.press("j", "R")
		s.shows("retry is not possible now: handbook/ is not over yet")
		s.change(func(e *fakeEngine) {
			jobs := slices.Clone(e.jobs)
			j := &jobs[1]
			j.Failed, j.Failures = 1, append([]job.Failure{{Path: "/home/ada/handbook/a.csv", Chunk: new(3), Reason: "the input length exceeds the context length"}}, j.Failures...)
			e.jobs = jobs
		})
		s.wait(2 * time.Second)
		s.shows("a.csv", "chunk 3")
		if _, path := failuresOn(s).selected(); path != "/home/ada/handbook/locked.pdf" {
			t.Errorf("the selection went to %q", path)
		}
	})
}

// failuresOn is the page of failures, which must be open.
func failuresOn(s *screen) *failuresOverlay {
	s.t.Helper()
	o, ok := s.model.overlay().(*failuresOverlay)
	if !ok {
		s.t.Fatalf("the page of failures is not open:\n%s", s.view())
	}
	return o
}

func TestFNamesTheJobOrSaysThatThereIsNothing(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("F")
		s.shows("Failures of paper/") // the last one that has any
	})
	onScreen(t, 120, 36, func() *fakeEngine {
		e := failingFlock()
		e.jobs = append(e.jobs, job.Status{
			ID: 5, Title: "later/", State: job.Done, Ended: frozen, FailedFiles: 1, Failures: []job.Failure{{Path: "/x", Reason: "permission denied: this user may not read it"}},
		})
		return e
	}, func(s *screen) {
		s.press("F")
		s.shows("Failures of later/", "let this user read it")
		s.press("esc", "tab", "tab", "j", "F")
		s.shows("Failures of archive/")
	})
	onScreen(t, 120, 36, func() *fakeEngine {
		e := idleFlock()
		e.jobs[0].Failed, e.jobs[0].Failures = 0, nil
		return e
	}, func(s *screen) {
		s.press("F")
		s.shows("No job has failures")
		s.press("R")
		s.shows("retry is not possible now: no job has failures")
	})
}

// Failures of earlier sessions are reached from F and from the history, and can
// be tried again.
func TestFailuresOfEarlierSessions(t *testing.T) {
	earlier := func() *fakeEngine {
		e := failingFlock()
		e.past[1].Failed, e.past[1].ID = 1, 91
		e.past[2].Failed, e.past[2].ID = 1, 90
		refused := []job.Refusal{{Node: "http://shed:11434", Name: "shed", Reason: "connection reset"}, {Node: "http://attic:11434", Name: "attic", Reason: "EOF"}}
		e.earlier = map[job.ID][]job.Failure{
			91: {{Path: "/home/ada/letters/broken.pdf", Reason: "damaged PDF: incorrect format"}},
			90: {{Path: "/home/ada/mail/odd.eml", Reason: "need OCR"}, {Path: "/home/ada/mail/b.eml", Chunk: new(2), Reason: "EOF", RefusedBy: refused}},
		}
		return e
	}
	onScreen(t, 120, 36, earlier, func(s *screen) {
		s.press("F")
		s.shows("Failures of archive/", "1 of 3 jobs with failures")
		s.press("]")
		s.shows("there is no later job with failures")
		s.press("[")
		s.shows("Failures of letters/", "job 91 of an earlier session", "broken.pdf", "2 of 3 jobs")
		s.hides("scan.pdf")
		s.press("[")
		s.shows("odd.eml", "refused by shed (connection reset), attic")
		s.press("[")
		s.shows("there is no earlier job with failures")
		s.press("]")
		s.shows("broken.pdf")
		s.press("R")
		s.did("retry failures of 91")
	})
	onScreen(t, 120, 36, func() *fakeEngine {
		e := earlier()
		e.jobs = nil
		return e
	}, func(s *screen) {
		s.press("F")
		s.shows("Failures of paper/") // the latest of the store
		s.press("esc", "h", "j", "enter", "F")
		s.shows("Failures of letters/", "broken.pdf")
	})
}

func TestFailuresAreCopiedAsPlainText(t *testing.T) {
	onScreen(t, 120, 36, func() *fakeEngine {
		e := failingFlock()
		e.jobs[0].Failures = append(e.jobs[0].Failures[5:8:8], job.Failure{Path: "/a\x1b[2J\n\tb", Reason: "no\nway\x1b[1m"})
		return e
	}, func(s *screen) {
		s.press("F")
		want := "/home/ada/archive/2019/minutes/scan.pdf\t23\tthe input length exceeds the context length\n" +
			"/home/ada/archive/2021/table.csv\t3\tthe input length exceeds the context length\n" +
			"/home/ada/archive/locked.pdf\t-\tthe PDF is encrypted and needs a password\n" +
			`"/a\x1b[2J\n\tb"` + "\t-\tno way\n"
		if got := failuresOn(s).copied(s.model.scene()); got != want {
			t.Errorf("copied\n%swant\n%s", got, want)
		}
	})
}

func TestAnEngineThatCannotTellFailuresIsQuotedAndAskedAgain(t *testing.T) {
	onScreen(t, 120, 36, failingFlock, func(s *screen) {
		s.engine.untold = errors.New("read the failures: the store is locked")
		s.press("F")
		s.shows("the store is locked")
		s.engine.untold = nil
		s.wait(2 * time.Second)
		s.hides("the store is locked")
		s.shows("scan.pdf")
	})
}

func TestAClickSelectsAFailure(t *testing.T) {
	onScreen(t, 120, 36, failingFlock, func(s *screen) {
		s.press("F")
		o := failuresOn(s)
		o.click(&s.model.data, 5, 4) // the first file, below who refused
		if _, path := o.selected(); path != "/home/ada/archive/2019/minutes/scan.pdf" {
			t.Errorf("%q is selected", path)
		}
		if o.click(&s.model.data, 5, 0) || o.click(&s.model.data, 5, 4000) {
			t.Error("something stands outside the list")
		}
	})
}

func TestChunksAreListedByRuns(t *testing.T) {
	for want, chunks := range map[string][]int{
		"": {}, "7": {7}, "1, 2": {1, 2}, "0-2": {0, 1, 2}, "1, 3-6, 9, 10": {1, 3, 4, 5, 6, 9, 10},
	} {
		if got := chunkList(chunks); got != want {
			t.Errorf("%v: %q, want %q", chunks, got, want)
		}
	}
}

func TestCommonFolder(t *testing.T) {
	for _, c := range []struct {
		paths []string
		want  string
	}{
		{[]string{"/a", "/b/c"}, ""},
		{[]string{"/a/b/c", "/a/b/d/e"}, "/a/b/"},
		{[]string{"/a/bc/d", "/a/b/d"}, "/a/"},
		{[]string{`C:\texts\a.md`, `C:\texts\b\c.md`}, `C:\texts\`},
		{[]string{"/a/b/c/x"}, "/a/b/c/"},
		{nil, ""},
	} {
		if got := commonFolder(len(c.paths), func(i int) string { return c.paths[i] }); got != c.want {
			t.Errorf("%v: %q, want %q", c.paths, got, c.want)
		}
	}
}

// Whatever the reasons are, no failure is lost, a group's reason is that of all
// in it but for figures, and the same failures give the same groups.
func TestGroupsHoldEveryFailure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		reason := rapid.OneOf(
			rapid.Custom(func(t *rapid.T) string {
				return fmt.Sprintf("file too large: %d.%d MB, the limit is %d", rapid.IntRange(0, 3).Draw(t, "a"), rapid.IntRange(0, 2).Draw(t, "b"), rapid.IntRange(0, 1).Draw(t, "c"))
			}),
			rapid.StringOf(rapid.SampledFrom([]rune("01.,… a漢"))), rapid.String(),
		)
		var all []job.Failure
		for range rapid.IntRange(0, 30).Draw(t, "n") {
			f := job.Failure{Path: rapid.SampledFrom([]string{"/a", "/b/c", "", "d"}).Draw(t, "path"), Reason: reason.Draw(t, "reason")}
			if rapid.Bool().Draw(t, "chunk") {
				f.Chunk = new(rapid.IntRange(0, 9).Draw(t, "at"))
			}
			all = append(all, f)
		}
		total := 0
		for _, g := range groupFailures(all) {
			total += g.texts + g.whole
			inGroup := 0
			for _, f := range g.files {
				inGroup += len(f.chunks)
				if !slices.IsSorted(f.chunks) {
					t.Fatalf("chunks are not in order: %v", f.chunks)
				}
			}
			if inGroup != g.texts {
				t.Fatalf("%d texts in the files, %d in the group", inGroup, g.texts)
			}
			if !strings.Contains(g.reason, unlike) && len(unlikeFigures(g.reason, g.files[0].reason)) > 0 {
				t.Fatalf("%q stands for %q", g.reason, g.files[0].reason)
			}
		}
		if total != len(all) {
			t.Fatalf("%d failures in the groups, %d were given", total, len(all))
		}
	})
}

// Whatever is folded, filtered or resized, the selected row is seen, and no
// key panics.
func TestTheSelectedFailureIsAlwaysSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := failingFlock()
		j := &e.jobs[0]
		for i := range rapid.IntRange(0, 40).Draw(t, "more") {
			reason := strings.Repeat("the server said no and then went on about it ", 1+i%9) + string(rune('a'+i%7))
			j.Failures = append(j.Failures, job.Failure{Path: fmt.Sprintf("/home/ada/archive/%d.md", i), Chunk: new(i), Reason: reason})
		}
		m := at(t, e, theme.Plain(false), 100, 40, "F")
		o, ok := m.overlay().(*failuresOverlay)
		if !ok {
			t.Fatalf("the page is not open")
		}
		for _, k := range rapid.SliceOfN(rapid.SampledFrom([]string{"j", "j", "k", "G", "g", "enter", "pgdown", "pgup", "/", "2", "backspace"}), 1, 40).Draw(t, "keys") {
			m.Update(keyMsg(k))
			w, h := rapid.IntRange(30, 120).Draw(t, "w"), rapid.IntRange(24, 40).Draw(t, "h")
			lines := o.draw(m.scene(), w, h)
			selected := 0
			for _, l := range lines {
				if strings.HasPrefix(l, ">") {
					selected++
				}
			}
			if want := min(1, len(o.rows)); selected != want {
				t.Fatalf("after %s %d rows are selected of %d:\n%s", k, selected, len(o.rows), strings.Join(lines, "\n"))
			}
		}
	})
}

func TestACrashedRunnerIsExplained(t *testing.T) {
	for _, reason := range []string{
		`do embedding request: Post "http://127.0.0.1:43119/embedding": EOF`,
		"the server's runner crashed in mid-answer (EOF)",
		"failed to encode response: json: unsupported value: NaN",
	} {
		what, next := adviceFor(reason)
		if !strings.Contains(next, "this text itself") || !strings.Contains(what, "this text") {
			t.Errorf("%s: %q, %q", reason, what, next)
		}
	}
}

// Where a group has many files, nobody scrolls past them to what can be done.
func TestAdviceStandsAboveManyFiles(t *testing.T) {
	onScreen(t, 120, 36, func() *fakeEngine {
		e := failingFlock()
		e.jobs[0].Failures = nil
		for i := range 60 {
			e.jobs[0].Failures = append(e.jobs[0].Failures, job.Failure{Path: fmt.Sprintf("/home/ada/archive/%02d.md", i), Chunk: new(i), Reason: "the server's runner crashed in mid-answer (EOF)"})
		}
		return e
	}, func(s *screen) {
		s.press("F")
		s.inOrder("this text crashes the server's runner", "next: ", "said: the server's runner crashed", "00.md")
	})
}

// The text that failed is anybody's: what a screen gets of it is one clean line.
func TestTheFirstLineOfATextIsCleanAndBounded(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "",
		"\n\n  one \ntwo":         "one",
		"\x1b[2Jred\x07\u202e":    cells.Clean("\x1b[2Jred\x07\u202e"),
		strings.Repeat("漢", 1000): strings.Repeat("漢", 133),
	} {
		if got := firstLine(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
