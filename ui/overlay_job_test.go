package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"flocktop/internal/job"
)

func TestAJobsDocumentsAreListedWithTheirProgress(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {140, 42}, {200, 60}} {
		onScreen(t, size[0], size[1], busyFlock, func(s *screen) {
			s.press("tab", "tab", "enter")
			s.shows("Overview", "Documents 312", "27.1s")
			if size[0] < jobColumnsFrom {
				s.hides("chapter-12.md")
				s.press("tab")
			}
			s.shows("in /home/ada/handbook/", "● embedding       chapter-12.md", "31/48", "◌ reading         annex.pdf", "12/~12",
				"○ waiting         chapter-13.md", "3/40",
				"✗ failed          scan.pdf", "18/20", "2 failed", "the file is encrypted", "✓ done            index.md", "9/9")
			s.inOrder("annex.pdf", "chapter-12.md", "locked.docx", "scan.pdf", "chapter-13.md", "index.md")
			s.hides("/home/ada/handbook/chapter")
		})
	}
}

func TestDocumentsArePulledWhileTheJobRuns(t *testing.T) {
	onScreen(t, 200, 60, busyFlock, func(s *screen) {
		s.press("tab", "tab", "enter")
		advance := func(embedded int) {
			s.change(func(e *fakeEngine) {
				e.documents = slices.Clone(e.documents)
				e.documents[0].Embedded = embedded
			})
			s.wait(2 * time.Second)
		}
		advance(40)
		s.shows("40/48", "● embedding")
		s.engine.change(func(e *fakeEngine) {
			e.jobs = slices.Clone(e.jobs)
			e.jobs[1].State, e.jobs[1].Ended = job.Cancelled, frozen
		})
		advance(41)
		s.shows("○ unfinished      chapter-12.md", "41/48")
		advance(42) // nothing changes any more: it is not asked for
		s.shows("41/48")
	})
}

func TestDocumentsOfAJobThatStandsStillAreNotUnderWay(t *testing.T) {
	onScreen(t, 200, 60, haltedFlock, func(s *screen) {
		s.press("tab", "tab", "enter")
		s.shows("! halted          chapter-12.md", "! halted          annex.pdf", "✓ done            index.md")
		s.hides("● embedding", "◌ reading")
	})
}

func TestManyDocumentsScrollAndStayWhereTheyAre(t *testing.T) {
	many := func() *fakeEngine {
		e := busyFlock()
		e.documents = nil
		for i := range job.MaxDocuments {
			e.documents = append(e.documents, job.Document{Path: fmt.Sprintf("/home/ada/handbook/part/%04d.md", i), Chunks: 4, Embedded: 1 + i%3, Read: true})
		}
		e.jobs[1].Documents = 12345
		return e
	}
	onScreen(t, 80, 24, many, func(s *screen) {
		s.press("tab", "tab", "enter", "tab")
		s.shows("the first 1,000 of 12,345", "0000.md", "rows 1 to 16 of 1,000")
		for range 30 {
			s.press("j")
		}
		s.shows("0030.md")
		s.hides("0029.md")
		s.change(func(e *fakeEngine) { // two above are done and go down
			e.documents = slices.Clone(e.documents)
			e.documents[0].Embedded, e.documents[1].Embedded = 4, 4
		})
		s.wait(2 * time.Second)
		s.shows("0030.md")
		s.hides("0029.md")
		s.press("G")
		s.shows("✓ done            0000.md")
	})
}

func TestPartsOfTheJobsPage(t *testing.T) {
	onScreen(t, 80, 24, failingFlock, func(s *screen) {
		s.press("tab", "tab", "enter")
		s.shows("> Overview", "queued 13:54, began 13:54, ended 13:55")
		s.press("shift+tab")
		s.shows("> Failures 11", "7 texts in 2 files", "F lists them")
		s.press("tab", "tab")
		s.shows("> Documents 45", "✓ already stored  2020/summary.md")
		s.press("F")
		s.shows("Failures of archive/", "next: ")
		s.press("esc")
		s.shows("> Documents 45") // esc leads back to the page
		s.press("x")
		s.shows("cancel is not possible now: the job is over")
		s.press("R")
		s.did("retry failures of 1")
		s.hides("> Documents")
	})
	onScreen(t, 80, 24, busyFlock, func(s *screen) {
		s.press("tab", "tab", "enter", "F")
		s.shows("failures is not possible now: there are none")
		s.press("R")
		s.shows("retry is not possible now: handbook/ is not over yet")
		s.press("x")
		s.shows("Cancel handbook/?")
		s.press("y")
		s.did("cancel 2")
		s.shows("> Overview")
	})
}

func TestWhatAJobPassedOverIsListedWithItsReason(t *testing.T) {
	onScreen(t, 120, 36, failingFlock, func(s *screen) {
		s.press("tab", "tab", "enter")
		s.shows("56 passed over: 53 not a document, 2 empty, 1 symbolic", "2 documents of earlier jobs are no longer there", "flocktop prune")
		s.press("tab")
		s.shows("○ passed over     todo.txt", "empty", "○ passed over     latest", "symbolic link", "not a document; and 51 more")
		s.inOrder("locked.pdf", "2020/agenda.md", "2020/ideas.md", "todo.txt", "photo-2.raw")
		s.shows("Documents 45") // what was passed over is none
		s.press("/")
		s.write("passed empty")
		s.shows("todo.txt", "2020/ideas.md")
		s.hides("latest", "agenda.md", "photo.raw")
	})
}

func TestAJobThatGoesOnTellsWhatEarlierRunsCameTo(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.change(func(e *fakeEngine) {
			e.jobs = slices.Clone(e.jobs)
			e.jobs[2].Skipped = 200
			e.documents = append(slices.Clone(e.documents), job.Document{Path: "/home/ada/notes/may.md", Chunks: 8, Skipped: 8, Read: true},
				job.Document{Path: "/home/ada/notes/june.md", Chunks: 9, Read: true})
		})
		s.press("tab", "tab", "j", "enter")
		s.shows("12 read before", "312 found before, 200 of them already stored")
		s.hides("so far")
		s.press("tab")
		s.shows("✓ already stored  may.md", "○ queued          june.md")
	})
}

func TestAQueuedJobHasNoDocumentsYet(t *testing.T) {
	onScreen(t, 140, 42, busyFlock, func(s *screen) {
		s.press("tab", "tab", "j", "enter")
		s.shows("○ queued", "None yet", "read when the job's turn comes", "/home/ada/todo.md")
	})
}

func TestDocumentsAreCopied(t *testing.T) {
	onScreen(t, 140, 42, busyFlock, func(s *screen) {
		s.press("tab", "tab", "enter")
		page, ok := s.model.overlay().(*jobOverlay)
		if !ok {
			t.Fatal("the page is not open")
		}
		got := page.copied(s.model.scene())
		if !strings.HasPrefix(got, "state\tchunks\tembedded\talready stored\tfailed\tpath\nreading\t12\t12\t0\t0\t/home/ada/handbook/annex.pdf\n") {
			t.Errorf("copied %q", got)
		}
	})
}

func TestTheNamesOfAJobsPartsAreClicked(t *testing.T) {
	for _, size := range [][2]int{{100, 30}, {200, 60}} {
		onScreen(t, size[0], size[1], failingFlock, func(s *screen) {
			s.press("tab", "tab", "enter")
			hit := func(name string) {
				s.t.Helper()
				for y, l := range s.lines() {
					if before, _, ok := strings.Cut(l, name+" "); ok && y > s.model.overlayAt.Y {
						s.send(click(ansi.StringWidth(before)+2, y))
						return
					}
				}
				t.Fatalf("%s is not on the screen:\n%s", name, s.view())
			}
			hit("Documents")
			s.shows("> Documents")
			hit("Overview")
			s.shows("> Overview")
		})
	}
}

func TestAJobsDocumentsAreFiltered(t *testing.T) {
	onScreen(t, 120, 36, failingFlock, func(s *screen) {
		s.press("tab", "tab", "enter", "/")
		s.write("failed")
		s.shows("/failed", "✗ failed")
		s.hides("2020/agenda.md")
		s.press("enter", "/")
		s.write(" xyxyy") // letters, and no keys of the page
		s.shows("no document is like that")
		s.press("esc")
		s.shows("/failed", "✗ failed")
		s.press("esc")
		s.shows("2020/agenda.md")
		s.press("esc")
		if s.model.overlay() != nil {
			t.Error("the page is still open")
		}
	})
}

func TestEnterGoesOnInAJobsPageAndDoesNotCloseIt(t *testing.T) {
	onScreen(t, 120, 36, failingFlock, func(s *screen) {
		s.press("3", "enter", "enter")
		o, is := s.model.overlay().(*jobOverlay)
		if !is {
			t.Fatal("enter closes the page")
		}
		if o.at() != jobDocuments {
			t.Error("enter does not go to the next part")
		}
	})
}
