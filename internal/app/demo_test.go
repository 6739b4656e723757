package app_test

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/adrg/xdg"

	"flocktop/internal/app"
	"flocktop/internal/config"
	"flocktop/internal/store"
)

// startDemo runs a scenario until the end of the test, with this folder for caches.
func startDemo(t *testing.T, scenario, cache string) *app.Demo {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", cache)
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	d, err := app.StartDemo(t.Context(), scenario)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// samplesOf are the samples where these paths are used; there are documents in each.
func samplesOf(t *testing.T, d *app.Demo, used map[string]bool) []string {
	t.Helper()
	folders, err := d.Samples(func(path string) bool { return used[path] })
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		if files, err := os.ReadDir(folder); err != nil || len(files) == 0 {
			t.Errorf("%s has %d files: %v", folder, len(files), err)
		}
	}
	return folders
}

// The demo has its documents also where the cache folder cannot be written.
func TestADemoNeedsNoCacheFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d := startDemo(t, "balanced", filepath.Join(file, "cache"))
	samplesOf(t, d, map[string]bool{})
}

func TestAScenarioThatIsMisspelt(t *testing.T) {
	_, err := app.StartDemo(t.Context(), "mixd")
	if err == nil || !strings.Contains(err.Error(), `did you mean "mixed"?`) || !strings.Contains(err.Error(), "dominant, balanced") {
		t.Errorf("%v", err)
	}
}

// The user can do to the servers of a demo what happens to real ones.
func TestServersOfADemoAreKilledAndBroughtBack(t *testing.T) {
	d := startDemo(t, "balanced", t.TempDir())
	cfg, err := d.Configure(config.Flags{})
	if err != nil {
		t.Fatal(err)
	}
	url := cfg.Nodes[1].URL
	answers := func() bool {
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err == nil {
			conn.Close()
		}
		return err == nil
	}
	for _, step := range []struct {
		do      func(string) error
		want    string
		answers bool
	}{
		{d.Kill, "killed", false}, {d.Slow, "slow", true}, {d.Hang, "hanging", true}, {d.Kill, "killed", false}, {d.Heal, "", true},
	} {
		if err := step.do(url); err != nil {
			t.Fatal(err)
		}
		if what, simulated := d.Trouble(url); what != step.want || !simulated || answers() != step.answers {
			t.Errorf("it is %q (%v) and answers %v, want %q, %v", what, simulated, answers(), step.want, step.answers)
		}
	}
	if _, simulated := d.Trouble("http://127.0.0.1:1"); simulated || d.Kill("http://127.0.0.1:1") == nil {
		t.Error("a server of another is the demo's to kill")
	}
}

// Whatever was embedded, there is something left to embed.
func TestSamplesAreNeverUsedUp(t *testing.T) {
	d := startDemo(t, "balanced", t.TempDir())
	used := map[string]bool{}
	for range 4 {
		folders := samplesOf(t, d, used)
		for i, folder := range folders {
			if i < len(used) != used[folder] {
				t.Errorf("%s is not where it was: %v", folder, folders)
			}
		}
		for _, folder := range folders {
			used[folder] = true
		}
	}
	if len(used) != 5 {
		t.Errorf("%d folders, want the two of the start and one a time: %v", len(used), used)
	}
}

// Whoever embeds the folder that all samples are in has used those that were there,
// and there is a further one, not folders without end.
func TestSamplesAreAddedOneByOneWhereTheirFolderWasUsed(t *testing.T) {
	d := startDemo(t, "balanced", t.TempDir())
	used := map[string]bool{filepath.Dir(samplesOf(t, d, nil)[0]): true}
	for want := 3; want < 5; want++ {
		for range 2 { // to look again adds nothing
			folders := samplesOf(t, d, used)
			if len(folders) != want {
				t.Fatalf("%d folders, want %d: %v", len(folders), want, folders)
			}
		}
		used[samplesOf(t, d, used)[want-1]] = true
	}
}

// Where cost is to count, simulated servers have prices: the flags have an effect.
func TestADemoHasPricesWhereTheyCount(t *testing.T) {
	d := startDemo(t, "mixed", t.TempDir())
	for weight, want := range map[string]bool{"": false, "0": false, "0.7": true} {
		cfg, err := d.Configure(config.Flags{CostWeight: weight})
		if err != nil {
			t.Fatal(err)
		}
		for i := range cfg.Nodes {
			if got := cfg.Cost.Priced(&cfg.Nodes[i]); got != want {
				t.Errorf("weight %q: %s has a price: %v", weight, cfg.Nodes[i].Name, got)
			}
		}
	}
}

// A demo that was killed could not clear up after itself; one that runs is left alone.
func TestWhatAKilledDemoLeftIsCleared(t *testing.T) {
	temporary := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} { // one of them, by the system
		t.Setenv(name, temporary)
	}
	folder := func(name string, age time.Duration, holds ...string) string {
		path := filepath.Join(temporary, name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if len(holds) > 0 {
			file, began := filepath.Join(path, holds[0]), time.Now().Add(-age)
			release, err := store.Hold(t.Context(), file, "a demo")
			if err := errors.Join(err, os.WriteFile(file, nil, 0o600), os.Chtimes(file, began, began)); err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(name, "flocktop-demo-running") {
				t.Cleanup(func() { _ = release() })
			} else if err := release(); err != nil {
				t.Fatal(err)
			}
			return path
		}
		file := filepath.Join(path, "store.db")
		s, err := store.Open(t.Context(), file, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if name != "flocktop-demo-running" {
			err = s.Close()
		} else {
			t.Cleanup(func() { _ = s.Close() })
		}
		began := time.Now().Add(-age)
		if err := errors.Join(err, os.Chtimes(file, began, began)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	kept := map[string]bool{
		folder("flocktop-demo-killed", time.Hour):   false,
		folder("flocktop-demo-running", time.Hour):  true,
		folder("flocktop-demo-begins", time.Second): true,
		folder("something-else", time.Hour):         true,
		// with a store elsewhere
		folder("flocktop-demo-killed-bare", time.Hour, "demo"):    false,
		folder("flocktop-demo-running-bare", time.Hour, "demo"):   true,
		folder("flocktop-demo-begins-bare", time.Second, "demo"):  true,
		folder("flocktop-demo-unknown", time.Hour, "config.toml"): true,
	}
	d := startDemo(t, "balanced", t.TempDir())
	cfg, err := d.Configure(config.Flags{Store: filepath.Join(t.TempDir(), "mine.db")})
	if err != nil {
		t.Fatal(err)
	}
	own, began := filepath.Dir(cfg.File), time.Now().Add(-time.Hour)
	if err := os.Chtimes(filepath.Join(own, "demo"), began, began); err != nil {
		t.Fatal(err)
	}
	kept[own] = true
	startDemo(t, "balanced", t.TempDir())
	for path, want := range kept {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", filepath.Base(path), err == nil, want)
		}
	}
}

// What is embedded in a demo is gone at its end, unless the user has named a store.
func TestADemoForgetsWhatIsInItsOwnStore(t *testing.T) {
	home(t)
	for _, mine := range []string{"", filepath.Join(t.TempDir(), "mine.db")} {
		d := startDemo(t, "balanced", t.TempDir())
		cfg, err := d.Configure(config.Flags{Store: mine})
		if err != nil {
			t.Fatal(err)
		}
		a := open(t, app.Options{Config: cfg, Demo: d})
		if a.Forgets() != (mine == "") {
			t.Errorf("with the store %q it forgets: %v", mine, a.Forgets())
		}
		closeApp(t, a)
	}
	a := open(t, app.Options{Config: servers(t, t.TempDir())})
	defer closeApp(t, a)
	if a.Forgets() {
		t.Error("what is embedded on real servers is forgotten")
	}
}
