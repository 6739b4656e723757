package prefs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func newPath(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "state", "screen.json")
}

func load(t interface {
	Helper()
	Fatal(args ...any)
}, path, cluster string,
) Prefs {
	t.Helper()
	p, err := Load(path, cluster)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func save(t testing.TB, path, cluster string, p Prefs) {
	t.Helper()
	if err := Save(path, cluster, p); err != nil {
		t.Fatal(err)
	}
}

func TestEachClusterHasItsOwn(t *testing.T) {
	path := newPath(t)
	if got := load(t, path, "a"); got != (Prefs{}) {
		t.Errorf("without a file: %+v", got)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("loading made a file: %v", err)
	}
	a, b := Prefs{Sort: "health", Reverse: true, Filter: "gpu", Starts: 3}, Prefs{Theme: "dark", Mode: "hybrid", FileMode: "auto"}
	save(t, path, "a", a)
	save(t, path, "b", b)
	save(t, path, "b", b)
	if got := load(t, path, "a"); got != a {
		t.Errorf("a has %+v", got)
	}
	if got := load(t, path, "b"); got != b {
		t.Errorf("b has %+v", got)
	}
	if got := load(t, path, "c"); got != (Prefs{}) {
		t.Errorf("c has %+v", got)
	}
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != fileMode {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestTheLeastRecentlyUsedClusterGoes(t *testing.T) {
	path := newPath(t)
	for i := range MaxClusters {
		save(t, path, fmt.Sprint(i), Prefs{Starts: 1})
	}
	save(t, path, "0", Prefs{Starts: 2}) // used again
	save(t, path, "new", Prefs{Starts: 3})
	for cluster, want := range map[string]int{"new": 3, "0": 2, "1": 0, "2": 1} {
		if got := load(t, path, cluster).Starts; got != want {
			t.Errorf("%s was started %d times, want %d", cluster, got, want)
		}
	}
}

func TestABrokenFileIsSetAside(t *testing.T) {
	for name, text := range map[string]string{
		"empty":           "",
		"no JSON":         "sheep",
		"cut off":         `{"version":1,"clusters":[{"cluster":"a"`,
		"more behind it":  `{"version":1}{}`,
		"of another kind": `{"version":1,"clusters":{"a":1}}`,
		"newer":           `{"version":2,"clusters":[]}`,
		"endless":         `{"version":1,"x":"` + strings.Repeat("x", largestFile) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			for _, use := range []func(path string) error{
				func(path string) error { _, err := Load(path, "a"); return err },
				func(path string) error { return Save(path, "a", Prefs{Starts: 1}) },
			} {
				path := filepath.Join(t.TempDir(), "screen.json")
				if err := os.WriteFile(path, []byte(text), fileMode); err != nil {
					t.Fatal(err)
				}
				if err := use(path); !errors.Is(err, ErrBroken) || !strings.Contains(err.Error(), path+".broken") {
					t.Errorf("%v", err)
				}
				if kept, err := os.ReadFile(path + ".broken"); err != nil || string(kept) != text {
					t.Errorf("set aside: %q, %v", kept, err)
				}
				save(t, path, "a", Prefs{Starts: 7})
				if got := load(t, path, "a"); got.Starts != 7 {
					t.Errorf("afterwards %+v", got)
				}
			}
		})
	}
}

func TestWhatCannotBeReadOrWrittenIsSaid(t *testing.T) {
	path := filepath.Join(t.TempDir(), "screen.json")
	if err := os.Mkdir(path, 0o700); err != nil { // a folder stands in the way
		t.Fatal(err)
	}
	if _, err := Load(path, "a"); err == nil || errors.Is(err, ErrBroken) {
		t.Errorf("loading a folder: %v", err)
	}
	if err := Save(path, "a", Prefs{}); err == nil {
		t.Error("a folder was written over")
	}
	for _, cluster := range []string{"", strings.Repeat("x", longestKey+1)} {
		if err := Save(newPath(t), cluster, Prefs{}); err == nil {
			t.Errorf("the cluster %q was kept", cluster)
		}
	}
}

// What is kept comes back as it was, but for what no screen writes.
func TestWhatIsKeptComesBack(t *testing.T) {
	path := newPath(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.StringN(0, 20, -1), rapid.SampledFrom([]string{"\x1b[31m", "a\nb", strings.Repeat("x", longest+1), "\xff"}))
		p := Prefs{
			Sort: text.Draw(t, "sort"), Filter: text.Draw(t, "filter"), Mode: text.Draw(t, "mode"),
			Mouse: rapid.Bool().Draw(t, "mouse"), Starts: rapid.IntRange(-3, 1000).Draw(t, "starts"),
		}
		if err := Save(path, "a", p); err != nil {
			t.Fatal(err)
		}
		if got := load(t, path, "a"); got != p.clean() {
			t.Fatalf("%+v, want %+v", got, p.clean())
		}
	})
}

func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		"", "{}", `{"version":1}`, `{"version":1,"clusters":[{"cluster":"a","prefs":{"sort":"\u001b[2J","starts":-1}}]}`,
		`{"version":1,"clusters":[{"cluster":"a"},{"cluster":"a"},{"cluster":""}]}`, `{"version":1,"clusters":null}`, "[1e999]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		read, err := parse(text)
		if err != nil {
			return
		}
		if len(read.Clusters) > MaxClusters {
			t.Fatalf("%d clusters", len(read.Clusters))
		}
		for _, e := range read.Clusters {
			if e.Prefs != e.Prefs.clean() || e.Cluster == "" || len(e.Cluster) > longestKey {
				t.Fatalf("%+v", e)
			}
		}
		path := filepath.Join(t.TempDir(), "screen.json")
		if err := os.WriteFile(path, text, fileMode); err != nil {
			t.Fatal(err)
		}
		if err := Save(path, "mine", Prefs{Sort: "health"}); err != nil {
			t.Fatalf("a file that can be read cannot be written: %v", err)
		}
		if got := load(t, path, "mine"); got.Sort != "health" {
			t.Fatalf("kept %+v", got)
		}
		for _, e := range read.Clusters[:min(len(read.Clusters), MaxClusters-1)] {
			if got := load(t, path, e.Cluster); e.Cluster != "mine" && got != e.Prefs {
				t.Fatalf("another cluster has %+v, had %+v", got, e.Prefs)
			}
		}
	})
}
