package app_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"flocktop/internal/app"
	"flocktop/internal/config"
	"flocktop/internal/simulate"
)

// A node that was removed by mistake comes back as it was: at its place, with
// what was learned of it and what the file said.
func TestARemovedNodeIsPutBack(t *testing.T) {
	dir := home(t)
	cfg := servers(t, dir)
	first := cfg.Nodes[0]
	text := fmt.Sprintf(`# my flock
[[nodes]] # the old one
name = "attic"
# a remark
url = %q
vram = "8GB"
price_per_1000_texts = 2
bearer = "${SHEEP_TOKEN}"

[[nodes]]
name = "shed"
url = %q
`, first.URL, cfg.Nodes[1].URL)
	if err := os.WriteFile(cfg.File, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	store := cfg.Store
	cfg, err := config.Load(config.Sources{
		Flags: config.Flags{Config: cfg.File, Store: store, Model: simulate.MiniLM},
		LookupEnv: func(name string) (string, bool) {
			if name == "SHEEP_TOKEN" {
				return "secret", true
			}
			return "", false
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	a := open(t, app.Options{Config: cfg})
	defer closeApp(t, a)
	a.Start(t.Context())
	id, err := a.Queue(t.Context(), []string{documentsIn(t, dir, 40)})
	if err != nil {
		t.Fatal(err)
	}
	ended(t, a, id)
	was, ok := a.Flock().Find(first.URL)
	if !ok || was.Average == 0 || was.Requests == 0 {
		t.Fatalf("nothing was learned of it: %+v", was)
	}
	if err := a.RestoreNode(t.Context(), first.URL); err == nil {
		t.Error("a node that was not removed was put back")
	}
	if err := a.RemoveNode(t.Context(), first.URL); err != nil {
		t.Fatal(err)
	}
	if kept, err := os.ReadFile(cfg.File); err != nil || strings.Contains(string(kept), "attic") {
		t.Fatalf("it stays in the file: %s, %v", kept, err)
	}
	if err := a.RestoreNode(t.Context(), first.URL); err != nil {
		t.Fatal(err)
	}
	if kept, err := os.ReadFile(cfg.File); err != nil || string(kept) != text {
		t.Errorf("the file is now\n%s, %v", kept, err)
	}
	s, err := a.Settled(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	is := s.Nodes[0]
	if len(s.Nodes) != 2 || is.ID != first.URL || is.Requests < was.Requests || is.Requests >= 2*was.Requests ||
		is.Learned.PerText == 0 || is.Learned.Texts < was.Learned.Texts || is.Texts < was.Texts || is.PerTextCost != was.PerTextCost || is.VRAMTotal == nil || *is.VRAMTotal != *was.VRAMTotal {
		t.Errorf("it is\n%+v\nand was\n%+v", is, was)
	}
	if err := a.RestoreNode(t.Context(), first.URL); err == nil {
		t.Error("it was put back twice")
	}
}

// localhost and 127.0.0.1 are one server: as two it would get twice its share.
func TestAServerOfThisMachineIsAddedOnce(t *testing.T) {
	dir := home(t)
	a := open(t, app.Options{Config: servers(t, dir)})
	defer closeApp(t, a)
	if _, err := a.AddNode(t.Context(), "one", "http://127.0.0.1:11999"); err != nil {
		t.Fatal(err)
	}
	for _, same := range []string{"localhost:11999", "[::1]:11999"} {
		if _, err := a.AddNode(t.Context(), "two", same); err == nil || !strings.Contains(err.Error(), "that is the server of one") {
			t.Errorf("%s is added: %v", same, err)
		}
	}
	for _, other := range []string{"localhost:11998", "127.0.0.3:11999"} {
		if _, err := a.AddNode(t.Context(), other, other); err != nil {
			t.Errorf("%s: %v", other, err)
		}
	}
}

func errorOf(_ string, err error) error { return err }

// A node that the configuration does not have cannot leave it, and one that has no
// name gets one by which it is told from its neighbours.
func TestWhichNodesTheConfigurationHas(t *testing.T) {
	dir := home(t)
	file := dir + "/config.toml"
	if err := os.WriteFile(file, []byte("[[nodes]]\nname = \"attic\"\nurl = \"http://127.0.0.5:1\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	none := func(string) (string, bool) { return "", false }
	flags := config.Flags{Config: file, Store: dir + "/store.db", Nodes: []string{"127.0.0.1:21434", "attic"}}
	cfg, err := config.Load(config.Sources{Flags: flags, LookupEnv: none})
	if err != nil {
		t.Fatal(err)
	}
	a := open(t, app.Options{Config: cfg})
	defer closeApp(t, a)
	const flagged, attic, added = "http://127.0.0.1:21434", "http://127.0.0.5:1", "http://127.0.0.1:21437"
	is := func(when string, want map[string]bool) {
		t.Helper()
		for id, kept := range want {
			if a.Kept(id) != kept {
				t.Errorf("%s: the configuration has %s: %v, want %v", when, id, a.Kept(id), kept)
			}
		}
	}
	if a.NodesFrom() != "--node" {
		t.Errorf("nodes are named by %q", a.NodesFrom())
	}
	is("at the start", map[string]bool{flagged: false, attic: true, added: false})
	if name, err := a.AddNode(t.Context(), "", "127.0.0.1:21437"); err != nil || name != "127.0.0.1:21437" {
		t.Errorf("it is called %q, %v", name, err)
	}
	is("with one more", map[string]bool{flagged: false, attic: true, added: true})
	for _, id := range []string{flagged, attic} {
		if err := a.RemoveNode(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	is("with two fewer", map[string]bool{flagged: false, attic: false, added: true})
	for _, id := range []string{flagged, attic} {
		if err := a.RestoreNode(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	is("with them back", map[string]bool{flagged: false, attic: true, added: true})
	now, err := config.Load(config.Sources{Flags: config.Flags{Config: file}, LookupEnv: none})
	if err != nil || len(now.Nodes) != 2 {
		t.Fatalf("%+v, %v", now.Nodes, err)
	}
	for _, n := range now.Nodes {
		if !a.Kept(n.URL) {
			t.Errorf("the file has %s, and it is said not to", n.URL)
		}
	}
}

// A node that joins a run which was given its nodes gets a name that it can keep in the
// file: its own there, and none of those that the file has for others. What cannot be
// kept is not said to be.
func TestNamesThatTheFileHasAreKept(t *testing.T) {
	const file = `[[nodes]]
name = "shed"
url = "http://127.0.0.5:1"

[[nodes]]
name = "127.0.0.6"
url = "http://127.0.0.7:11434"
`
	for what, test := range map[string]struct {
		name, address string
		called        string // "" where it is refused
		inFile        string // that the file has afterwards
	}{
		"one that the file has":             {"", "127.0.0.5:1", "shed", `"shed"`},
		"one that the file has, renamed":    {"attic", "127.0.0.5:1", "attic", `"shed"`},
		"the name would be that of another": {"", "127.0.0.6:11434", "127.0.0.6:11434", "name = \"127.0.0.6:11434\"\nurl = \"http://127.0.0.6:11434\""},
		"the name is that of another":       {"shed", "127.0.0.6:11434", "", file},
	} {
		t.Run(what, func(t *testing.T) {
			dir := home(t)
			path := dir + "/config.toml"
			if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
				t.Fatal(err)
			}
			flags := config.Flags{Config: path, Store: dir + "/store.db", Nodes: []string{"127.0.0.1:21434"}}
			cfg, err := config.Load(config.Sources{Flags: flags, LookupEnv: func(string) (string, bool) { return "", false }})
			if err != nil {
				t.Fatal(err)
			}
			a := open(t, app.Options{Config: cfg})
			defer closeApp(t, a)
			called, err := a.AddNode(t.Context(), test.name, test.address)
			switch {
			case test.called == "" && (err == nil || !strings.Contains(err.Error(), "its name shed is taken there")):
				t.Errorf("it is called %q, %v", called, err)
			case test.called != "" && (err != nil || called != test.called || !a.Kept("http://"+test.address)):
				t.Errorf("it is called %q, kept: %v, %v", called, a.Kept("http://"+test.address), err)
			}
			if now, err := os.ReadFile(path); err != nil || !strings.Contains(string(now), test.inFile) {
				t.Errorf("the file is now\n%s, %v", now, err)
			}
			if watched := a.RemoveNode(t.Context(), "http://"+test.address) == nil; watched != (test.called != "") {
				t.Errorf("it was watched: %v", watched)
			}
		})
	}
}
