package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAddNodeMakesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "config.toml")
	if err := AddNode(path, Node{Name: `the "box"`, URL: "gpu-box", VRAM: 8 << 30}); err != nil {
		t.Fatal(err)
	}
	const want = "[[nodes]]\nname = \"the \\\"box\\\"\"\nurl = \"http://gpu-box:11434\"\nvram = \"8GB\"\n"
	if got := read(t, path); got != want {
		t.Errorf("wrote\n%s\nwant\n%s", got, want)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != fileMode {
		t.Errorf("mode %v, want %o", info.Mode(), fileMode)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestAddNodeKeepsTheFilesWays(t *testing.T) {
	path := write(t, "# mine\r\nmodel = \"m\"\r\n")
	const mode = 0o640
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	if err := AddNode(path, Node{URL: "a"}); err != nil {
		t.Fatal(err)
	}
	const want = "# mine\r\nmodel = \"m\"\r\n\r\n[[nodes]]\r\nurl = \"http://a:11434\"\r\n"
	if got := read(t, path); got != want {
		t.Errorf("wrote %q, want %q", got, want)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
		t.Errorf("mode %v, %v; want %o", info.Mode(), err, mode)
	}
}

func TestRemoveNodeCutsExactlyItsBlock(t *testing.T) {
	const before = `# my flock
model = "m"

# the fast one
[[nodes]] # in the cellar
url = "gpu-box"
vram = "8GB" # as it says on the box

[[nodes]]
name = "attic"
# a remark inside
url = "http://attic:11434"
# a remark behind

[rules] # nothing of this moves
small = 10
`
	const want = `# my flock
model = "m"

# the fast one
[[nodes]] # in the cellar
url = "gpu-box"
vram = "8GB" # as it says on the box
# a remark behind

[rules] # nothing of this moves
small = 10
`
	path := write(t, before)
	if err := RemoveNode(path, "ATTIC"); err != nil {
		t.Fatal(err)
	}
	if got := read(t, path); got != want {
		t.Errorf("left\n%s\nwant\n%s", got, want)
	}
}

func TestEditsThatAreRefusedLeaveTheFile(t *testing.T) {
	for _, each := range []struct {
		name string
		text string
		edit func(path string) error
		want error  // or nil
		word string // of the message
	}{
		{
			"an address that is there", "[[nodes]]\nurl = \"a\"\n",
			func(path string) error { return AddNode(path, Node{URL: "http://a:11434"}) }, ErrNodeExists, "address",
		},
		{
			"a name that is there", "[[nodes]]\nurl = \"a\"\nname = \"n\"\n",
			func(path string) error { return AddNode(path, Node{URL: "b", Name: "n"}) }, ErrNameTaken, "its name n is taken there, by http://a:11434",
		},
		{
			"an address that is there, by the name of another one", "[[nodes]]\nurl = \"a\"\nname = \"n\"\n[[nodes]]\nurl = \"b\"\n",
			func(path string) error { return AddNode(path, Node{URL: "b", Name: "n"}) }, ErrNodeExists, "address",
		},
		{
			"a name that is there, though it is only asked for", "[[nodes]]\nurl = \"a\"\nname = \"n\"\n",
			func(path string) error { return CheckNode(path, Node{URL: "b", Name: "n"}) }, ErrNameTaken, "choose another",
		},
		{"no address", "", func(path string) error { return AddNode(path, Node{URL: "a b"}) }, nil, "no address"},
		{
			"a name with control characters", "",
			func(path string) error { return AddNode(path, Node{URL: "a", Name: "\x1b"}) }, nil, "printable",
		},
		{
			"one that is not there", "[[nodes]]\nurl = \"a\"\n",
			func(path string) error { return RemoveNode(path, "b") }, ErrNoNode, "http://b:11434",
		},
		{
			"adding to a list", "nodes = [{url = \"a\"}]\n",
			func(path string) error { return AddNode(path, Node{URL: "b"}) }, nil, "[[nodes]]",
		},
		{
			"removing from a list", "nodes = [{url = \"a\"}]\n",
			func(path string) error { return RemoveNode(path, "a") }, nil, "by hand",
		},
		{
			"a file with a mistake", "mod = \"auto\"\n",
			func(path string) error { return AddNode(path, Node{URL: "b"}) }, nil, "unknown key",
		},
		{
			"a file that is no TOML", "= 1\n",
			func(path string) error { return AddNode(path, Node{URL: "b"}) }, nil, "not TOML",
		},
	} {
		t.Run(each.name, func(t *testing.T) {
			path := write(t, each.text)
			err := each.edit(path)
			if err == nil || each.want != nil && !errors.Is(err, each.want) || !strings.Contains(err.Error(), each.word) {
				t.Errorf("%v, want %v with the word %q", err, each.want, each.word)
			}
			if got := read(t, path); got != each.text {
				t.Errorf("the file is now\n%s", got)
			}
		})
	}
}

func TestEditingFollowsALink(t *testing.T) {
	target := write(t, "# kept elsewhere\n")
	link := filepath.Join(t.TempDir(), "config.toml")
	if err := os.Symlink(target, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := AddNode(link, Node{URL: "a"}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	if !strings.Contains(read(t, target), "[[nodes]]") {
		t.Error("the file behind the link has no node")
	}
}

// Adding a node and removing it again gives the same file, byte for byte, whatever stands in it; in between the file
// says what it said and has one node more.
func TestAddingAndRemovingAreOpposites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	pieces := []string{
		"model = \"m\"", "# a remark", "", "   ", "\t# another", "mode = \"auto\" # here", "store = \"\"\"/a\\\n[[nodes]]\\\n\"\"\"",
	}
	blocks := []string{
		"[rules]\nsmall = 3", "[chunks]\n\n# small\ntokens = 99", "[[nodes]]\nurl = \"attic\"", "[[ nodes ]] # x\n  url = 'shed:1'",
		"[[\"nodes\"]]\nname = \"x\"\n\nurl = \"\"\"\nloft\"\"\"\n# end",
	}
	rapid.Check(t, func(t *rapid.T) {
		top := rapid.SliceOfNDistinct(rapid.SampledFrom(pieces), 0, len(pieces), rapid.ID).Draw(t, "top")
		below := rapid.SliceOfNDistinct(rapid.SampledFrom(blocks), 0, len(blocks), rapid.ID).Draw(t, "below")
		between := rapid.SampledFrom([]string{"\n", "\n\n", "\n \n\n"}).Draw(t, "between")
		end := rapid.SampledFrom([]string{"", "\n", "\n\n", "\n# the end", " "}).Draw(t, "end")
		before := strings.Join(append(top, below...), between) + end
		if rapid.Bool().Draw(t, "windows") {
			before = strings.ReplaceAll(before, "\n", "\r\n")
		}
		if rapid.Bool().Draw(t, "mark") {
			before = byteOrderMark + before
		}
		if err := os.WriteFile(path, []byte(before), fileMode); err != nil {
			t.Fatal(err)
		}
		known, err := Load(Sources{LookupEnv: environment(nil), Flags: Flags{Config: path}})
		if err != nil {
			t.Fatalf("the file was wrong before: %v", err)
		}

		gpu := rapid.Bool().Draw(t, "gpu")
		added := Node{
			URL:  "http://new-" + rapid.StringMatching(`[a-z]{1,8}`).Draw(t, "host") + ":11434",
			Name: rapid.StringMatching(`([a-z"\\ é]{0,10}z)?`).Draw(t, "name"),
			VRAM: rapid.Int64Range(0, maxSize).Draw(t, "vram"),
			GPU:  &gpu,
		}
		added.Name = strings.TrimSpace(added.Name)
		if err := AddNode(path, added); err != nil {
			t.Fatal(err)
		}
		after, err := Load(Sources{LookupEnv: environment(nil), Flags: Flags{Config: path}})
		if err != nil {
			t.Fatalf("the file is wrong after adding: %v\n%s", err, read(t, path))
		}
		last := after.Nodes[len(after.Nodes)-1]
		if last.URL != added.URL || last.VRAM != added.VRAM || *last.GPU != gpu ||
			added.Name != "" && last.Name != added.Name {
			t.Fatalf("added %+v, read %+v", added, last)
		}
		if after.Rules != known.Rules || after.Chunks != known.Chunks || after.Store != known.Store {
			t.Fatal("other settings changed")
		}
		if err := RemoveNode(path, added.URL); err != nil {
			t.Fatal(err)
		}
		if got := read(t, path); got != before {
			t.Fatalf("before %q\nafter  %q", before, got)
		}
	})
}

// Whatever block is removed, all others and all settings stay, and the file can be read.
func TestRemovingAnyNodeLeavesTheOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	rapid.Check(t, func(t *rapid.T) {
		hosts := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,6}`), 1, 6, rapid.ID).Draw(t, "hosts")
		var text strings.Builder
		text.WriteString("model = \"m\" # remark\n")
		for _, host := range hosts {
			text.WriteString(rapid.SampledFrom([]string{"", "\n", "# remark\n", "\n# remark\n\n", "[rules]\n"}).
				Filter(func(s string) bool { return s != "[rules]\n" || !strings.Contains(text.String(), s) }).Draw(t, "gap"))
			text.WriteString("[[nodes]]\nurl = \"" + host + "\"\n")
		}
		if err := os.WriteFile(path, []byte(text.String()), fileMode); err != nil {
			t.Fatal(err)
		}
		i := rapid.IntRange(0, len(hosts)-1).Draw(t, "which")
		if err := RemoveNode(path, hosts[i]); err != nil {
			t.Fatal(err)
		}
		c, err := Load(Sources{LookupEnv: environment(nil), Flags: Flags{Config: path}})
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for k, host := range hosts {
			if k != i {
				want = append(want, "http://"+host+":11434")
			}
		}
		if len(want) == 0 {
			want = []string{localOllama}
		}
		if got := addresses(c); got != strings.Join(want, " ") {
			t.Fatalf("left %s, want %s", got, strings.Join(want, " "))
		}
		if got, want := strings.Count(read(t, path), "remark"), strings.Count(text.String(), "remark"); got != want {
			t.Fatalf("%d remarks of %d are left", got, want)
		}
	})
}

// fataler is what testing.TB and rapid.T have in common.
type fataler interface {
	Helper()
	Fatal(args ...any)
}

func read(t fataler, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Every file that can be read can take one node more, and give it back.
func FuzzAppendAndCut(f *testing.F) {
	for _, seed := range []string{
		"", everything, "model = 'm'", "[rules] # x", "[[nodes]]\nurl='a'", "\ufeff#", "rules = {}\r\n",
		"[[nodes]]\nurl=\"a\"\nbearer=\"${A}\"\n[nodes.headers]\nB=\"${C}\"", "[[nodes]]\nurl=\"a\"\n[rules]\n[nodes.headers]\nB=\"${C}\"",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		before, err := newEditable("config.toml", text)
		if err != nil || before.inline() {
			return
		}
		added := Node{URL: "http://never-seen-before.example:11434"}
		after, err := newEditable("config.toml", appendBlock(before.text, added))
		if err != nil {
			t.Fatalf("%q cannot be read with a node more: %v", text, err)
		}
		if n := len(after.configured); n != len(before.configured)+1 || after.configured[n-1].URL != added.URL {
			t.Fatalf("%q has the nodes %+v with a node more", text, after.configured)
		}
		if got, _ := cut(after.text, after.blocks[len(after.blocks)-1]); got != before.text {
			t.Fatalf("%q is %q afterwards", before.text, got)
		}
	})
}
