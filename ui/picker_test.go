package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"flocktop/internal/job"
)

// tree makes folders and files, and goes there.
func tree(t *testing.T, paths ...string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		full := filepath.Join(root, filepath.FromSlash(p))
		if strings.HasSuffix(p, "/") {
			if err := os.MkdirAll(full, 0o700); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte("text"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(root)
	return root
}

func TestPickerQueuesWhatIsUnderTheCursor(t *testing.T) {
	root := tree(t, "api/", "guide.md")
	onScreen(t, 100, 30, idleFlock, func(s *screen) {
		s.press("b")
		s.shows("Queue a batch", "this folder, with all in it", "api/", "guide.md", "4 B")
		s.press("j", "j", "enter")
		s.did(fmt.Sprintf("queue %q", []string{filepath.Join(root, "guide.md")}))
		s.shows("queued as job 7")
		s.hides("Queue a batch")
	})
}

func TestPickerMarksFilesAndFoldersAcrossFolders(t *testing.T) {
	root := tree(t, "api/deep/a.md", "notes/", "guide.md")
	onScreen(t, 100, 30, idleFlock, func(s *screen) {
		s.press("b", "j", "l")
		s.shows("api", "deep/")
		s.press("j", " ")
		s.shows("1 marked", "deep")
		s.press("h")
		s.shows("> [ ] api/") // back on the folder that it came from
		s.press("G", " ")
		s.shows("2 marked", "[●] guide.md")
		s.press("enter")
		s.did(fmt.Sprintf("queue %q", []string{filepath.Join(root, "api", "deep"), filepath.Join(root, "guide.md")}))
		s.press("b")
		s.hides("marked") // the next batch begins with nothing marked
	})
}

// What is listed moves no row under the cursor: before suggestions are there,
// nothing is, not even what was listed the last time.
func TestPickerShowsNothingThatMoves(t *testing.T) {
	root := tree(t, "samples/", "other.md")
	p := newPicker(newTasks(t.Context(), &fakeEngine{}))
	list := func() listed {
		return listed{number: p.number, dir: root, entries: []entry{{path: root + "/other.md", name: "other.md"}}, suggested: []entry{{path: root + "/samples", name: "samples", suggested: true}}}
	}
	for range 2 {
		p.begin()
		if rows := p.rows(); len(rows) != 0 {
			t.Errorf("before the answer there is %v", rows)
		}
		if p.click(nil, 3, pickerTop) {
			t.Error("what is not shown was clicked")
		}
		p.update(list(), nil)
		if rows := p.rows(); len(rows) != 3 || !rows[0].suggested || p.cursor.at != 0 {
			t.Errorf("then %v, at %d", rows, p.cursor.at)
		}
	}
}

func TestPickerOffersSuggestionsFirst(t *testing.T) {
	root := tree(t, "samples/", "other.md")
	onScreen(t, 100, 30, func() *fakeEngine {
		e := idleFlock()
		e.paths = []string{filepath.Join(root, "samples"), filepath.Join(root, "long gone")}
		return e
	}, func(s *screen) {
		s.press("b")
		s.shows("suggested")
		s.hides("long gone")
		s.press("enter")
		s.did(fmt.Sprintf("queue %q", []string{filepath.Join(root, "samples")}))
	})
}

// In a demo that comes first which would make something happen, each time anew.
func TestInADemoFreshSamplesComeFirst(t *testing.T) {
	root := tree(t, "samples/first/", "samples/second/", "samples/third/")
	first, second, third := filepath.Join(root, "samples", "first"), filepath.Join(root, "samples", "second"), filepath.Join(root, "samples", "third")
	onScreen(t, 100, 30, visitor(func() *fakeEngine {
		e := idleFlock()
		e.paths = []string{first, second}
		return e
	}), func(s *screen) {
		s.press("b")
		s.hides("used already")
		s.press("enter")
		s.did(fmt.Sprintf("queue %q", []string{first}))
		s.change(func(e *fakeEngine) {
			e.jobs = append(e.jobs, job.Status{ID: 7, Title: "first/", Paths: []string{first}, State: job.Done}, job.Status{ID: 8, Title: "second/", Paths: []string{second}, State: job.Running})
			e.paths = []string{first, second, third}
		})
		s.press("b")
		s.shows("third/", "used already")
		s.press("enter")
		s.did(fmt.Sprintf("queue %q", []string{third}))
	})
}

func TestPickerQueuesTheFolderThatWasGoneTo(t *testing.T) {
	root := tree(t, "samples/", "manual/deep/")
	offers := func() *fakeEngine {
		e := idleFlock()
		e.paths = []string{filepath.Join(root, "samples")}
		return e
	}
	onScreen(t, 100, 30, offers, func(s *screen) {
		s.press("b", "tab")
		s.write("manual")
		s.press("enter")
		s.shows("enter queues manual")
		s.press("enter")
		s.did(fmt.Sprintf("queue %q", []string{filepath.Join(root, "manual")}))
	})
	onScreen(t, 100, 30, offers, func(s *screen) {
		s.press("b", "j", "j", "l") // the suggestion, the folder itself, manual
		s.shows("enter queues manual")
	})
}

func TestPickerTakesATypedPath(t *testing.T) {
	root := tree(t, "manual/chapter-one.md", "manual/chapter-two.md", "music/")
	onScreen(t, 100, 30, idleFlock, func(s *screen) {
		s.press("b", "tab")
		s.write("man")
		s.shows("manual/")
		s.hides("music/")
		s.press("tab")
		s.shows("manual" + string(filepath.Separator))
		s.write("ch")
		s.press("tab") // as far as both are alike
		s.shows("chapter-")
		s.write("t")
		s.hides("chapter-one.md")
		s.press("enter") // a file is marked
		s.shows("1 marked", "chapter-two.md")
		s.press("enter")
		s.did(fmt.Sprintf("queue %q", []string{filepath.Join(root, "manual", "chapter-two.md")}))
	})
}

func TestPickerSaysWhatIsWrong(t *testing.T) {
	tree(t, "a.md")
	onScreen(t, 100, 30, idleFlock, func(s *screen) {
		s.press("b", "tab")
		s.write("zzz")
		s.press("enter")
		s.shows("begins with zzz")
		s.write("/x")
		s.shows("list the folder")
		s.press("esc")
		s.shows("a.md") // back in the list
		s.press("esc")
		s.hides("Queue a batch")
	})
}

func TestPickerHidesDotFilesUntilAsked(t *testing.T) {
	tree(t, ".secret", "a.md")
	onScreen(t, 100, 30, idleFlock, func(s *screen) {
		s.press("b")
		s.hides(".secret")
		s.press(".")
		s.shows(".secret")
	})
}

func TestALateAnswerDoesNotReplaceANewerOne(t *testing.T) {
	p := newPicker(&tasks{})
	p.visit("/old", "")
	p.visit("/new", "")
	p.show(listed{number: 2, dir: "/new"})
	p.show(listed{number: 1, dir: "/old"})
	if p.dir != "/new" {
		t.Errorf("the list is of %s", p.dir)
	}
}

// A name that is not UTF-8 has bytes that no field holds: what is completed is never
// another name.
func TestANameThatCannotBeTypedIsNotCompletedToAnother(t *testing.T) {
	root := filepath.Join(tree(t), "w")
	if err := os.MkdirAll(root+"/caf\xe9/inner", 0o700); err != nil {
		t.Skip("this file system has no such names: ", err)
	}
	if err := os.WriteFile(root+"/na\xefve.txt", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		typed := func(text string) {
			s.press("/")
			s.write(strings.TrimPrefix(root, "/") + "/" + text)
			s.press("tab")
		}
		s.press("b")
		typed("c")
		s.shows("inner") // it is gone to
		s.press("tab")
		s.shows("the name of this folder cannot be typed")
		typed("n")
		s.press("tab")
		s.shows("the rest of that name cannot be typed")
		if got, want := s.model.picker.field.text(), root+"/na"; got != want {
			t.Errorf("completed to %q, want %q", got, want)
		}
		s.press("enter")
		if got, want := s.model.picker.marked, root+"/na\xefve.txt"; len(got) != 1 || got[0] != want {
			t.Errorf("marked are %q, want %q", got, want)
		}
	})
}

func TestSplitTypedAndCommonPrefix(t *testing.T) {
	for in, want := range map[string][2]string{
		"": {".", ""}, "a": {".", "a"}, "/": {"/", ""}, "/a/b": {"/a/", "b"}, "~/x/": {"~/x/", ""},
	} {
		if dir, prefix := splitTyped(in); dir != want[0] || prefix != want[1] {
			t.Errorf("splitTyped(%q) = %q, %q", in, dir, prefix)
		}
	}
	for want, names := range map[string][]string{
		"chapter-": {"chapter-one", "Chapter-two"}, "": {"a", "b"}, "größe": {"größe-1", "größe-2"}, "only": {"only"},
	} {
		var entries []entry
		for _, n := range names {
			entries = append(entries, entry{name: n})
		}
		if got := commonPrefix(entries); !strings.EqualFold(strings.TrimSuffix(got, "-"), strings.TrimSuffix(want, "-")) {
			t.Errorf("commonPrefix(%v) = %q, want %q", names, got, want)
		}
	}
}

// Keys that are typed before the list is there mean the list that comes.
func TestTypingAheadMeansTheListThatComes(t *testing.T) {
	root := tree(t, "handbook/a.md", "notes/b.md")
	p := newPicker(newTasks(t.Context(), idleFlock()))
	p.dir = root
	answer := p.begin()
	for _, k := range []string{"j", " ", "j"} {
		if cmd := p.update(keyOf(k), nil); cmd != nil {
			t.Fatalf("%q does something before there is a list", k)
		}
	}
	if len(p.marked) != 0 {
		t.Fatalf("marked before there is a list: %v", p.marked)
	}
	p.update(answer(), nil)
	if len(p.marked) != 1 || p.marked[0] != p.rows()[1].path {
		t.Errorf("marked is %v, of %v", p.marked, p.rows())
	}
	if p.cursor.at < 2 {
		t.Errorf("the cursor is at %d", p.cursor.at)
	}
}

// A path that is typed in one go is longer than any list takes to come.
func TestAPathTypedAheadIsWhole(t *testing.T) {
	root := tree(t, "handbook/a.md")
	p := newPicker(newTasks(t.Context(), idleFlock()))
	answer := p.begin()
	path := root + "/" + strings.Repeat("long-", 40)
	p.update(keyOf("/"), nil)
	for _, r := range path[1:] {
		p.update(keyOf(string(r)), nil)
	}
	p.update(answer(), nil)
	if got := p.field.text(); !strings.HasSuffix(got, path[1:]) {
		t.Errorf("typed was %q, there is %q", path, got)
	}
}

func TestASlashBeginsAtTheRootAndATildeAtHome(t *testing.T) {
	root := tree(t, "home/docs/", "work/a.md")
	t.Setenv("HOME", filepath.Join(root, "home"))
	onScreen(t, 120, 30, idleFlock, func(s *screen) {
		s.press("b", "/")
		s.write(strings.TrimPrefix(filepath.ToSlash(root), "/") + "/wo")
		s.shows("work/")
		s.press("enter")
		s.shows("a.md", "enter queues work")
		s.press("~")
		s.shows("docs/")
		s.press("esc")
		s.shows("a.md") // where one was
	})
}

func TestWhatNothingBeganWithIsForgottenWithTheNextLetter(t *testing.T) {
	tree(t, "a.md")
	onScreen(t, 120, 30, idleFlock, func(s *screen) {
		s.press("b", "tab")
		s.write("zz")
		s.press("enter")
		s.shows("nothing in ")
		s.press("backspace")
		s.hides("nothing in ")
	})
}

func TestSuggestionsStandWhereThePickerOpened(t *testing.T) {
	root := tree(t, "samples/", "deep/", "none/")
	onScreen(t, 100, 30, func() *fakeEngine {
		e := idleFlock()
		e.paths = []string{filepath.Join(root, "samples")}
		return e
	}, func(s *screen) {
		s.press("b")
		s.shows("suggested")
		s.press("j", "j", "l")
		s.hides("suggested")
		s.shows("this folder: it is empty")
		s.press("h")
		s.shows("suggested")
	})
}
