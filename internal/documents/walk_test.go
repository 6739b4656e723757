package documents

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"

// walked is what a walk gave: files and failures as their way from folder, and what it passed over.
type walked struct {
	files    []string
	failures map[string]string
	ignored  map[string]IgnoreReason
}

func walk(t *testing.T, folder string, opt WalkOptions, roots ...string) walked {
	t.Helper()
	folder, err := filepath.EvalSymlinks(folder)
	if err != nil {
		t.Fatal(err)
	}
	rel := func(path string) string {
		out, err := filepath.Rel(folder, path)
		if err != nil {
			t.Fatal(err)
		}
		return filepath.ToSlash(out)
	}
	w := walked{failures: map[string]string{}, ignored: map[string]IgnoreReason{}}
	opt.Ignored = func(path string, reason IgnoreReason) { w.ignored[rel(path)] = reason }
	for file, err := range Walk(t.Context(), roots, opt) {
		if failure, ok := errors.AsType[*Failure](err); ok {
			w.failures[rel(failure.Path)] = failure.Err.Error()
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		w.files = append(w.files, rel(file.Path))
	}
	return w
}

func TestWalkFindsDocumentsInLexicalOrder(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{
		"b.txt": "b", "a/z.md": "z", "a/b/c.go": "package c", "a.txt": "a", "C.html": "<p>c</p>",
		"photo.png": png, "empty.txt": "", ".hidden.txt": "h", ".git/config": "[core]", ".cache/note.txt": "n",
	})
	got := walk(t, folder, WalkOptions{}, folder)
	if want := []string{"C.html", "a/b/c.go", "a/z.md", "a.txt", "b.txt"}; !reflect.DeepEqual(got.files, want) {
		t.Errorf("files: got %q, want %q", got.files, want)
	}
	wantIgnored := map[string]IgnoreReason{
		"photo.png": IgnoredBinary, "empty.txt": IgnoredEmpty,
		".hidden.txt": IgnoredHidden, ".git": IgnoredHidden, ".cache": IgnoredHidden,
	}
	if !reflect.DeepEqual(got.ignored, wantIgnored) {
		t.Errorf("ignored: got %v, want %v", got.ignored, wantIgnored)
	}
	if len(got.failures) > 0 {
		t.Errorf("failures: %v", got.failures)
	}
}

func TestWalkGivesFactsForPeople(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{"handbook/a/b.txt": "text"})
	for file, err := range Walk(t.Context(), []string{filepath.Join(folder, "handbook")}, WalkOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		if want := filepath.Join("handbook", "a", "b.txt"); file.Rel != want {
			t.Errorf("Rel = %q, want %q", file.Rel, want)
		}
		if file.Size != 4 || file.Modified.IsZero() || !filepath.IsAbs(file.Path) {
			t.Errorf("got %+v", file)
		}
	}
	t.Chdir(filepath.Join(folder, "handbook"))
	for file, err := range Walk(t.Context(), []string{"."}, WalkOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		if want := filepath.Join("a", "b.txt"); file.Rel != want {
			t.Errorf("from inside: Rel = %q, want %q", file.Rel, want)
		}
	}
}

func TestWalkOfNamedPathsSaysWhyTheyFail(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{"photo.png": png, "empty.txt": "", "large.txt": strings.Repeat("x", 3000), ".note": "text"})
	socket := filepath.Join(folder, "socket")
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", socket)
	if err != nil {
		t.Skip("no sockets in the file system here:", err)
	}
	defer func() { _ = listener.Close() }()
	var roots []string
	for _, name := range []string{"photo.png", "empty.txt", "large.txt", ".note", "missing", "socket"} {
		roots = append(roots, filepath.Join(folder, name))
	}
	got := walk(t, folder, WalkOptions{MaxBytes: 2048}, roots...)
	if want := []string{".note"}; !reflect.DeepEqual(got.files, want) {
		t.Errorf("files: got %q, want %q", got.files, want)
	}
	want := map[string]string{
		"photo.png": "not a document that can be read (image/png)",
		"empty.txt": "the file is empty",
		"large.txt": "file too large: 2.9 KiB, the limit is 2.0 KiB",
		"missing":   "no such file or folder",
		"socket":    "neither a file nor a folder but a socket",
	}
	if !reflect.DeepEqual(got.failures, want) {
		t.Errorf("failures: got %v, want %v", got.failures, want)
	}
}

func TestWalkGoesOnAfterWhatItCannotRead(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	folder := t.TempDir()
	put(t, folder, map[string]string{"a.txt": "a", "closed/b.txt": "b", "secret.txt": "s", "z.txt": "z"})
	for name, mode := range map[string]os.FileMode{"closed": 0, "secret.txt": 0} {
		path := filepath.Join(folder, name)
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(path, 0o700) })
	}
	got := walk(t, folder, WalkOptions{}, folder)
	if want := []string{"a.txt", "z.txt"}; !reflect.DeepEqual(got.files, want) {
		t.Errorf("files: got %q, want %q", got.files, want)
	}
	for _, name := range []string{"closed", "secret.txt"} {
		if !strings.Contains(got.failures[name], "permission denied") {
			t.Errorf("%s: got %q", name, got.failures[name])
		}
	}
}

func TestWalkYieldsNothingTwice(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{"docs/a.txt": "a", "docs/sub/b.txt": "b"})
	link := filepath.Join(folder, "link")
	if err := os.Symlink(filepath.Join(folder, "docs"), link); err != nil {
		t.Skip("no links here:", err)
	}
	got := walk(t, folder, WalkOptions{},
		filepath.Join(folder, "docs", "sub", "b.txt"), filepath.Join(folder, "docs"), link,
		filepath.Join(folder, "docs", "sub", ".."), filepath.Join(folder, "docs", "a.txt"))
	if want := []string{"docs/sub/b.txt", "docs/a.txt"}; !reflect.DeepEqual(got.files, want) {
		t.Errorf("got %q, want %q", got.files, want)
	}
}

func TestWalkFollowsALinkOnlyAsRoot(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{"real/a.txt": "a", "outside.txt": "o"})
	for link, target := range map[string]string{"link": "real", "real/loop": "..", "real/file": "../outside.txt", "dangling": "nowhere"} {
		if err := os.Symlink(target, filepath.Join(folder, link)); err != nil {
			t.Skip("no links here:", err)
		}
	}
	got := walk(t, folder, WalkOptions{}, filepath.Join(folder, "link"), filepath.Join(folder, "dangling"))
	if want := []string{"real/a.txt"}; !reflect.DeepEqual(got.files, want) {
		t.Errorf("files: got %q, want %q", got.files, want)
	}
	if want := map[string]IgnoreReason{"real/loop": IgnoredLink, "real/file": IgnoredLink}; !reflect.DeepEqual(got.ignored, want) {
		t.Errorf("ignored: got %v, want %v", got.ignored, want)
	}
	if want := map[string]string{"dangling": "no such file or folder"}; !reflect.DeepEqual(got.failures, want) {
		t.Errorf("failures: got %v, want %v", got.failures, want)
	}
}

func TestWalkEnds(t *testing.T) {
	folder := t.TempDir()
	for i := range 5 {
		put(t, folder, map[string]string{fmt.Sprintf("%d.txt", i): "x"})
	}
	t.Run("when the loop does", func(t *testing.T) {
		n := 0
		for _, err := range Walk(t.Context(), []string{folder, folder + "/0.txt"}, WalkOptions{}) {
			if err != nil {
				t.Fatal(err)
			}
			n++
			if n == 2 {
				break
			}
		}
		if n != 2 {
			t.Errorf("%d files", n)
		}
	})
	t.Run("when the context does", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var errs []error
		for _, err := range Walk(ctx, []string{folder, folder}, WalkOptions{}) {
			errs = append(errs, err)
			cancel()
		}
		if len(errs) != 2 || errs[0] != nil || !errors.Is(errs[1], context.Canceled) {
			t.Errorf("got %v, want one file and the end", errs)
		}
	})
	t.Run("with no roots", func(t *testing.T) {
		for file, err := range Walk(t.Context(), nil, WalkOptions{}) {
			t.Errorf("out of nothing came %v, %v", file, err)
		}
	})
}

func TestSniff(t *testing.T) {
	for _, test := range []struct {
		name, head string
		want       Kind // blank: no document
	}{
		{"a.txt", "BMW is a car, MZ was a motorcycle", KindText},
		{"BM", "BM starts bitmaps, and this text", KindText},
		{"README", "plain", KindText},
		{"README.md", "<p align=center>logo</p>\n# Title", KindMarkdown},
		{"page.HTM", "no tags", KindHTML},
		{"page", "<!DOCTYPE html><html><body>x", KindHTML},
		{"x.js", "document.write('<html>')", KindText},
		{"paper", "%PDF-1.4\n\x00\xff", KindPDF},
		{"noise.pdf", "junk\n%PDF-1.4\n\x00\xff", KindPDF},
		{"about.txt", "A PDF begins with %PDF-1.4", KindText},
		{"umlaut.txt", "Stra\xdfe und \xdcbermut", KindText},
		{"wide.txt", "h\x00i\x00 \x00y\x00o\x00u\x00", KindText},
		{"mark.txt", "\xff\xfeh\x00i\x00", KindText},
		{"picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>", ""},
		{"letter.rtf", `{\rtf1\ansi text}`, ""},
		{"program", "\x7fELF\x02\x01\x01\x00\x00\x00", ""},
		{"data.bin", "\x01\x02\x03\x04\x05\x06 text \x07\x0e\x0f", ""},
		{"photo.txt", png, ""},
		{"archive.zip", "PK\x03\x04\x14\x00\x00\x00", ""},
	} {
		got, err := sniff(test.name, []byte(test.head))
		if got != test.want || (err != nil) != (test.want == "") || (err != nil && !errors.Is(err, ErrNotDocument)) {
			t.Errorf("sniff(%q, %q) = %q, %v, want %q", test.name, test.head, got, err, test.want)
		}
	}
}

func TestFailureReadsAsOneSentence(t *testing.T) {
	_, cause := os.Open(filepath.Join(t.TempDir(), "none"))
	failure := fail("/docs/a.txt", fmt.Errorf("reading: %w", cause))
	if got := failure.Error(); got != "/docs/a.txt: no such file or folder" {
		t.Errorf("got %q", got)
	}
	if !errors.Is(failure, os.ErrNotExist) {
		t.Error("the cause is lost")
	}
	if again := fail("/other", failure); again != failure {
		t.Error("a failure was wrapped in a failure")
	}
	if !slices.Contains([]string{"named pipe"}, special(os.ModeNamedPipe)) {
		t.Error("a pipe has another name")
	}
}

// A damaged document that is merely found is not passed over: its name says that somebody misses it.
func TestADamagedDocumentIsAFailureWhereverItIsFound(t *testing.T) {
	folder := t.TempDir()
	noise := "\x00\x01\xfe\x9c\x13\x00\x88\xd1" + strings.Repeat("\x07\xee\x00", 100)
	put(t, folder, map[string]string{
		"a.docx": noise, "b.EPUB": noise, "c.odt": noise, "d.pptx": noise, "e.pdf": noise, "f.bin": noise, "g.doc": noise,
		"h.docx": "", "~$a.docx": noise, "ok.md": "text",
	})
	got := walk(t, folder, WalkOptions{}, folder)
	if want := []string{"ok.md"}; !reflect.DeepEqual(got.files, want) {
		t.Errorf("files: got %q, want %q", got.files, want)
	}
	for _, name := range []string{"a.docx", "b.EPUB", "c.odt", "d.pptx", "e.pdf"} {
		if why := got.failures[name]; !strings.Contains(why, "damaged, or no "+strings.ToUpper(name[2:])) {
			t.Errorf("%s: %q", name, why)
		}
	}
	want := map[string]IgnoreReason{"f.bin": IgnoredBinary, "g.doc": IgnoredBinary, "h.docx": IgnoredEmpty, "~$a.docx": IgnoredLock}
	if !reflect.DeepEqual(got.ignored, want) || len(got.failures) != 5 {
		t.Errorf("passed over %v, failures %v", got.ignored, got.failures)
	}
}

func TestVanished(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{"a.md": "text", "b.md": "", "c.md": png, "d.docx": png, "folder/e.md": "text"})
	for name, want := range map[string]bool{
		"a.md": false, "b.md": true, "c.md": true, "folder": true, "nothing.md": true, "a.md/below": true,
		"d.docx": false, // damaged: somebody misses it
	} {
		if got := Vanished(filepath.Join(folder, name)); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
