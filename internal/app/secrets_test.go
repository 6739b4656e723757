package app_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"flocktop/internal/app"
	"flocktop/internal/config"
	"flocktop/internal/simulate"
	"flocktop/internal/simulate/simulatetest"
)

const token = "s3cr3t-canary-0123456789"

// guardedHome is a configuration file with two nodes behind a token, of which
// the first is used.
func guardedHome(t *testing.T) (cfg config.Config, other string) {
	t.Helper()
	dir := home(t)
	path := filepath.Join(dir, "config.toml")
	var text strings.Builder
	for _, name := range []string{"attic", "shed"} {
		s := simulatetest.Start(t, simulate.Spec{Models: simulate.Known(simulate.MiniLM), Bearer: token})
		fmt.Fprintf(&text, "# the %s\n[[nodes]]\nname = %q\nurl = %q\nbearer_file = \"token\" # by hand\n\n", name, name, s.URL())
		other = s.URL()
	}
	for name, content := range map[string]string{path: text.String(), filepath.Join(dir, "token"): token} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Join(dir, "token"), 0o644); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(config.Sources{Flags: config.Flags{
		Config: path, Nodes: []string{"attic"}, Store: filepath.Join(dir, "store.db"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return cfg, other
}

func TestSecretsAreNotInTheJournal(t *testing.T) {
	cfg, other := guardedHome(t)
	before, err := os.ReadFile(cfg.File)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer // written to until the app is closed
	a, err := app.Open(t.Context(), app.Options{Config: cfg, Log: &log})
	if err != nil {
		t.Fatal(err)
	}
	a.Start(t.Context())
	if s, err := a.Settled(t.Context()); err != nil || !s.Nodes[0].State.Works() {
		t.Errorf("%v, %+v", err, s.Nodes)
	}

	// the node that --node left out keeps its credentials when it is added on the screen
	if _, err := a.AddNode(t.Context(), "again", other); err != nil {
		t.Fatal(err)
	}
	if s, err := a.Settled(t.Context()); err != nil || len(s.Nodes) != 2 || !s.Nodes[1].State.Works() {
		t.Errorf("%v, %+v", err, s.Nodes)
	}
	if _, err := a.AddNode(t.Context(), "x", "http://u:"+token+"@box"); err == nil || strings.Contains(err.Error(), token) ||
		!strings.Contains(err.Error(), "bearer") {
		t.Errorf("an address with a password: %v", err)
	}
	if after, err := os.ReadFile(cfg.File); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the file is now\n%s, %v", after, err)
	}

	// a removed node takes its credentials with it, and leaves the other's alone
	if err := a.RemoveNode(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(cfg.File)
	if err != nil || strings.Count(string(after), "bearer_file = \"token\" # by hand") != 1 || !strings.Contains(string(after), "# the shed") {
		t.Errorf("the file is now\n%s, %v", after, err)
	}

	warned := 0
	for _, e := range a.Log(0) {
		if strings.Contains(e.Text, token) {
			t.Errorf("the journal says %s", e.Text)
		}
		if strings.Contains(e.Text, "can be read by others") && e.Node != "" {
			warned++
		}
	}
	if warned != 2 { // one for each node, when it was put to use
		t.Errorf("%d warnings of the token's file", warned)
	}
	for _, text := range []string{fmt.Sprintf("%v %+v %#v", cfg, cfg, cfg), fmt.Sprintf("%+v", cfg.Nodes[0])} {
		if strings.Contains(text, token) {
			t.Errorf("the configuration shows it: %s", text)
		}
	}
	closeApp(t, a)
	if strings.Contains(log.String(), token) || log.Len() == 0 {
		t.Errorf("logged %s", log.String())
	}
}
