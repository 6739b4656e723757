package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRestoreNodePutsEverythingBack(t *testing.T) {
	const before = `# my flock
model = "m"

[[nodes]] # in the cellar
url = "gpu-box"

[[nodes]]
name = "attic"
# a remark inside
url = "http://attic:11434"
vram = "8GB" # as it says on the box
bearer = "${ATTIC}"

[nodes.headers] # for the proxy
X-Key = "${KEY}"

[rules] # nothing of this moves
small = 10
`
	path := write(t, before)
	removed, err := CutNode(path, "attic")
	if err != nil || removed.Empty() {
		t.Fatal(err)
	}
	if said := fmt.Sprintf("%v %+v %#v", removed, removed, removed); strings.Contains(said, "KEY") || strings.Contains(said, "ATTIC") {
		t.Errorf("what was removed can be printed: %s", said)
	}
	if err := RestoreNode(path, removed); err != nil {
		t.Fatal(err)
	}
	if got := read(t, path); got != before {
		t.Errorf("restored\n%s\nwant\n%s", got, before)
	}
	if err := RestoreNode(path, removed); !errors.Is(err, ErrNodeExists) {
		t.Errorf("a second time: %v", err)
	}
	if err := RestoreNode(path, Removed{}); err != nil || read(t, path) != before {
		t.Errorf("nothing was restored: %v", err)
	}
}

// Who edits the file meanwhile keeps that, and has the node at a sensible place.
func TestRestoreNodeInAChangedFile(t *testing.T) {
	const a, b, c = "[[nodes]]\nurl = \"a\"\n", "[[nodes]]\nurl = \"b\" # mine\n", "[[nodes]]\nurl = \"c\"\n"
	for _, each := range []struct{ name, now, want string }{
		{"unchanged", "# x\n" + a + "\n" + c, "# x\n" + a + "\n" + b + "\n" + c},
		{"changed before it", "mode = \"auto\"\n" + a + "\n" + c, "mode = \"auto\"\n" + a + "\n" + b + "\n" + c},
		{"changed behind it", "# x\n" + a + "\n" + c + "# y\n", "# x\n" + a + "\n" + b + "\n" + c + "# y\n"},
		{"changed on both sides", "# z\n" + a + "\n" + c + "# y\n", "# z\n" + a + "\n" + b + "\n" + c + "# y\n"},
		{"its neighbour is gone", "# z\n" + c + "\n[rules]\nsmall = 3", "# z\n" + c + "\n[rules]\nsmall = 3\n\n" + b},
		{"empty", "", b},
	} {
		t.Run(each.name, func(t *testing.T) {
			path := write(t, "# x\n"+a+"\n"+b+"\n"+c)
			removed, err := CutNode(path, "b")
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(each.now), fileMode); err != nil {
				t.Fatal(err)
			}
			if err := RestoreNode(path, removed); err != nil {
				t.Fatal(err)
			}
			if got := read(t, path); got != each.want {
				t.Errorf("restored\n%s\nwant\n%s", got, each.want)
			}
		})
	}
}

func TestRestoringIsRefusedWhereTheFileHasMistakes(t *testing.T) {
	for _, now := range []string{"= 1\n", "mod = 1\n", "nodes = [{url = \"a\"}]\n", "[[nodes]]\nurl = \"c\"\nname = \"n\"\n"} {
		path := write(t, "[[nodes]]\nurl = \"b\"\nname = \"n\"\n")
		removed, err := CutNode(path, "b")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(now), fileMode); err != nil {
			t.Fatal(err)
		}
		if err := RestoreNode(path, removed); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%q was edited: %v", now, err)
		}
		if got := read(t, path); got != now {
			t.Errorf("%q became %q", now, got)
		}
	}
}

// Whatever nodes are removed, in whatever file: put back last first they make
// the same file, byte for byte, and in any other order one that says the same.
func TestRestoringUndoesRemoving(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	rapid.Check(t, func(t *rapid.T) {
		hosts := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,6}`), 1, 6, rapid.ID).Draw(t, "hosts")
		var text strings.Builder
		text.WriteString("model = \"m\" # remark\n")
		for i, host := range hosts {
			text.WriteString(rapid.SampledFrom([]string{"", "\n", "# remark\n", "\n# remark\n\n"}).Draw(t, "gap"))
			text.WriteString("[[nodes]]\nurl = \"" + host + "\"\n")
			text.WriteString(rapid.SampledFrom([]string{"", "# remark\ngpu = true\n", "[nodes.headers]\nX = \"${A}\"\n"}).Draw(t, "more"))
			if i == 0 && rapid.Bool().Draw(t, "rules") {
				text.WriteString("[rules]\nsmall = 3\n")
			}
		}
		before := strings.TrimSuffix(text.String(), rapid.SampledFrom([]string{"", "\n"}).Draw(t, "end"))
		if rapid.Bool().Draw(t, "windows") {
			before = strings.ReplaceAll(before, "\n", "\r\n")
		}
		if err := os.WriteFile(path, []byte(before), fileMode); err != nil {
			t.Fatal(err)
		}
		victims := rapid.SliceOfNDistinct(rapid.SampledFrom(hosts), 1, len(hosts), rapid.ID).Draw(t, "removed")
		var removed []Removed
		for _, host := range victims {
			r, err := CutNode(path, host)
			if err != nil {
				t.Fatal(err)
			}
			removed = append(removed, r)
		}
		slices.Reverse(removed)
		inOrder := rapid.Bool().Draw(t, "last first")
		if !inOrder {
			removed = rapid.Permutation(removed).Draw(t, "order")
		}
		for _, r := range removed {
			if err := RestoreNode(path, r); err != nil {
				t.Fatalf("%v\nbefore\n%s\nnow\n%s", err, before, read(t, path))
			}
		}
		got := read(t, path)
		if inOrder && got != before {
			t.Fatalf("before %q\nafter  %q", before, got)
		}
		was, err := newEditable(path, before)
		if err != nil {
			t.Fatal(err)
		}
		is, err := newEditable(path, got)
		if err != nil {
			t.Fatal(err)
		}
		byURL := func(a, b Node) int { return strings.Compare(a.URL, b.URL) }
		slices.SortFunc(was.configured, byURL)
		slices.SortFunc(is.configured, byURL)
		if !slices.EqualFunc(was.configured, is.configured, sameNode) || strings.Count(got, "remark") != strings.Count(before, "remark") {
			t.Fatalf("before\n%s\nafter\n%s", before, got)
		}
	})
}
