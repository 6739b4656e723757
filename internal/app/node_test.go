package app_test

import (
	"testing"

	"flocktop/internal/app"
	"flocktop/internal/simulate"
)

// What the screen wants of one node goes to that node.
func TestOneNodeIsLookedAtAndOrdered(t *testing.T) {
	cfg := servers(t, home(t))
	a := open(t, app.Options{Config: cfg})
	defer closeApp(t, a)
	a.Start(t.Context())
	if _, err := a.Settled(t.Context()); err != nil {
		t.Fatal(err)
	}
	attic, shed := cfg.Nodes[0].URL, cfg.Nodes[1].URL
	if _, ok := a.NodeHistory(attic); !ok {
		t.Error("a node that is there has no past")
	}
	if _, ok := a.NodeHistory("http://nowhere:1"); ok {
		t.Error("a node that is not there has a past")
	}
	loaded := func(id string) bool {
		n, ok := a.Flock().Find(id)
		if !ok || len(n.Models) != 1 {
			t.Fatalf("%s: %+v", id, n)
		}
		return n.Models[0].Loaded
	}
	if err := a.Unload(t.Context(), attic, simulate.MiniLM); err != nil || loaded(attic) || !loaded(shed) {
		t.Errorf("%v; in memory: %v, %v", err, loaded(attic), loaded(shed))
	}
	if err := a.WarmUp(t.Context(), attic, simulate.MiniLM); err != nil || !loaded(attic) {
		t.Errorf("%v; in memory: %v", err, loaded(attic))
	}
}
