package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"flocktop/internal/config"
	"flocktop/internal/simulate"
	"flocktop/internal/simulate/samples"
	"flocktop/internal/store"
)

// Demo is a flock of simulated servers with a folder of its own, where the
// configuration and, unless the user names another, the store are kept until
// the end.
type Demo struct {
	scenario simulate.Scenario
	flock    *simulate.Flock
	guard    *guard
	folder   string
	release  func() error // others may clear the folder from then on; nil where it is not held

	mu      sync.Mutex
	shelf   string // the folder that sample documents are in
	samples []string
	volumes int // of samples, how many were added to those of the start
}

// StartDemo starts the servers of a scenario and writes the sample documents.
func StartDemo(ctx context.Context, name string) (*Demo, error) {
	scenario, ok := simulate.FindScenario(name)
	if !ok {
		return nil, fmt.Errorf("there is no scenario %q%s: there are %s", name, meant(name), strings.Join(ScenarioNames(), ", "))
	}
	d := &Demo{scenario: scenario, guard: newGuard(TraceFile())}
	d.scenario.Guard = d.guard.run
	clearKilled(time.Now())
	var err error
	if d.folder, err = os.MkdirTemp("", demoFolder); err != nil {
		return nil, fmt.Errorf("make a folder for the demo: %w", err)
	}
	if err := d.hold(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("keep others from the demo's folder: %w", err), d.Close())
	}
	// always at the same place, so that a store that outlives the demo knows them again; where that
	// cannot be written, beside the demo's own files
	d.shelf = filepath.Join(config.CacheDir(), "demo")
	if d.samples, err = samples.Write(d.shelf); err != nil {
		d.shelf = filepath.Join(d.folder, "samples")
		if d.samples, err = samples.Write(d.shelf); err != nil {
			return nil, errors.Join(err, d.Close())
		}
	}
	if d.flock, err = simulate.StartFlock(ctx, d.scenario); err != nil {
		return nil, errors.Join(fmt.Errorf("start the simulated servers: %w", err), d.Close())
	}
	return d, nil
}

// demoFolder is how the folders of demos begin, among those for temporary files.
const demoFolder = "flocktop-demo-"

// heldName is what a demo holds in its folder as long as it runs, wherever its store is.
const heldName = "demo"

// hold says that the folder is in use.
func (d *Demo) hold(ctx context.Context) (err error) {
	held := filepath.Join(d.folder, heldName)
	if d.release, err = store.Hold(ctx, held, "flocktop demo"); err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	return os.WriteFile(held, nil, 0o600) //nolint:wrapcheck // names the file
}

// clearKilled removes what demos left that were killed: nobody holds it any more. One
// that has begun just now may be about to take hold of its own. What cannot be removed
// is left; it is not this demo's business.
func clearKilled(now time.Time) {
	folders, _ := filepath.Glob(filepath.Join(os.TempDir(), demoFolder+"*")) // fails for a bad pattern only
	for _, folder := range folders {
		if isLeft(folder, now) {
			_ = os.RemoveAll(folder)
		}
	}
}

// isLeft says that a demo's folder is there and the demo is not. Demos of earlier
// versions held nothing but a store.
func isLeft(folder string, now time.Time) bool {
	const begins = time.Minute
	some := false
	for _, name := range []string{heldName, storeName} {
		path := filepath.Join(folder, name)
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil || now.Sub(info.ModTime()) < begins {
			return false
		}
		if _, held, err := store.HeldBy(path); err != nil || held {
			return false
		}
		some = true
	}
	return some
}

func meant(name string) string {
	if near := config.Nearest(name, ScenarioNames()); near != "" {
		return fmt.Sprintf(" (did you mean %q?)", near)
	}
	return ""
}

// ScenarioNames are those that StartDemo knows.
func ScenarioNames() []string {
	var out []string
	for _, s := range simulate.Scenarios() {
		out = append(out, s.Name)
	}
	return out
}

// ScenarioTitle says in a few words what a scenario is; "" where there is none of
// that name.
func ScenarioTitle(name string) string {
	s, _ := simulate.FindScenario(name)
	return s.Title
}

// Configure makes a configuration for the simulated servers: the user's file
// and nodes play no part, the flags do.
func (d *Demo) Configure(flags config.Flags) (config.Config, error) {
	flags.Config = filepath.Join(d.folder, "config.toml")
	if err := os.WriteFile(flags.Config, nil, 0o600); err != nil {
		return config.Config{}, fmt.Errorf("write the demo's configuration: %w", err)
	}
	if flags.Store == "" {
		flags.Store = filepath.Join(d.folder, storeName)
	}
	if flags.Model == "" {
		flags.Model = simulate.Nomic
	}
	flags.Nodes = nil
	cfg, err := config.Load(config.Sources{
		Flags:     flags,
		LookupEnv: func(string) (string, bool) { return "", false },
	})
	if err != nil {
		return config.Config{}, err //nolint:wrapcheck // names the flag
	}
	cfg.Nodes = nil
	for _, n := range d.flock.Nodes() {
		gpu := n.GPU
		node := config.Node{Name: n.Name, URL: n.URL, VRAM: n.VRAM, GPU: &gpu}
		if cfg.Cost.Counts() {
			node.PricePer1000Texts = simulatedPrice(gpu)
		}
		cfg.Nodes = append(cfg.Nodes, node)
	}
	return cfg, nil
}

// storeName is what the demo's own store is called, in its folder.
const storeName = "store.db"

// owns says whether a store is the demo's own, and gone with it.
func (d *Demo) owns(path string) bool { return path == filepath.Join(d.folder, storeName) }

// simulatedPrice is what 1,000 texts cost on a simulated server, where cost is to
// count: a CPU takes more energy for each.
func simulatedPrice(gpu bool) *float64 {
	const fast, slow = 0.01, 0.1
	if gpu {
		return new(fast)
	}
	return new(slow)
}

// Title names the scenario for people.
func (d *Demo) Title() string { return d.scenario.Title }

// Samples are the folders of sample documents. Where all of them are used there
// is a further one, so that there is always work. Their order stays.
func (d *Demo) Samples(used func(path string) bool) ([]string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for !d.anyLeft(used) {
		folder, err := samples.WriteVolume(d.shelf, d.volumes+1)
		if err != nil {
			return slices.Clone(d.samples), err //nolint:wrapcheck // a sentence already
		}
		d.volumes++
		d.samples = append(d.samples, folder)
	}
	return slices.Clone(d.samples), nil
}

// anyLeft says whether some samples are not used. Whoever used the folder that all
// are in has used those of the start; what was added is new, since else there would
// be no end to adding.
func (d *Demo) anyLeft(used func(path string) bool) bool {
	added := len(d.samples) - d.volumes // from here on
	for i, folder := range d.samples {
		if !used(folder) && (i >= added || !used(d.shelf)) {
			return true
		}
	}
	return false
}

// Close ends the servers and removes the folder.
func (d *Demo) Close() error {
	err := d.guard.finish(d.end)
	if d.release != nil {
		err = errors.Join(err, d.release())
		d.release = nil
	}
	return errors.Join(d.guard.err(), err, os.RemoveAll(d.folder))
}

// end ends the servers.
func (d *Demo) end() error {
	if d.flock == nil {
		return nil
	}
	return d.flock.Close() //nolint:wrapcheck // a sentence already
}
