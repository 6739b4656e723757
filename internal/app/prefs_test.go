package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"flocktop/adaptive"
	"flocktop/internal/app"
	"flocktop/internal/config"
	"flocktop/internal/prefs"
)

// session is the dashboard with a configuration file of this text; nothing
// answers at its node.
type session struct {
	text   string
	flags  config.Flags
	env    map[string]string
	oneRun bool // a command without a screen
}

// in opens the session, has it do something and closes it.
func (s session) in(t *testing.T, dir string, do func(*app.App)) {
	t.Helper()
	s.flags.Config = filepath.Join(dir, "config.toml")
	if err := os.WriteFile(s.flags.Config, []byte(s.text), 0o600); err != nil {
		t.Fatal(err)
	}
	if s.flags.Store == "" {
		s.flags.Store = filepath.Join(dir, "store.db")
	}
	cfg, err := config.Load(config.Sources{Flags: s.flags, LookupEnv: func(name string) (string, bool) {
		value, ok := s.env[name]
		return value, ok
	}})
	if err != nil {
		t.Fatal(err)
	}
	a := open(t, app.Options{Config: cfg, Screen: !s.oneRun})
	defer closeApp(t, a)
	do(a)
}

// logged says whether the log has something about this.
func logged(a *app.App, word string) bool {
	for _, e := range a.Log(0) {
		if strings.Contains(e.Text, word) {
			return true
		}
	}
	return false
}

func TestWhatTheUserSetHoldsInTheNextSession(t *testing.T) {
	dir := home(t)
	session{}.in(t, dir, func(a *app.App) {
		if got := a.Prefs(); got != (prefs.Prefs{Starts: 1}) {
			t.Errorf("a fresh start is %+v", got)
		}
		a.Force(adaptive.Hybrid)
		a.SetPolicy(adaptive.Rules)
		if err := a.KeepPrefs(prefs.Prefs{Sort: "health", Filter: "gpu", Starts: 99, Mode: "sequential"}); err != nil {
			t.Fatal(err)
		}
	})
	session{}.in(t, dir, func(a *app.App) {
		got := a.Prefs()
		if got.Sort != "health" || got.Filter != "gpu" || got.Starts != 2 || got.Mode != "hybrid" || got.Policy != "rules" {
			t.Errorf("the second session has %+v", got)
		}
		if s := a.Steering(); s.Forced != adaptive.Hybrid || s.Policy != adaptive.Rules || !logged(a, "mode hybrid is forced") {
			t.Errorf("in force: %+v", s)
		}
	})
	session{oneRun: true}.in(t, dir, func(a *app.App) {
		if s := a.Steering(); s.Forced != 0 || s.Policy != adaptive.Auto || a.Prefs() != (prefs.Prefs{}) {
			t.Errorf("a command without a screen remembers: %+v, %+v", s, a.Prefs())
		}
		if err := a.KeepPrefs(prefs.Prefs{Sort: "name"}); err != nil {
			t.Error(err)
		}
	})
	others := session{flags: config.Flags{Nodes: []string{"10.0.0.9", "10.0.0.8"}}}
	others.in(t, dir, func(a *app.App) {
		if got := a.Prefs(); got != (prefs.Prefs{Starts: 1}) || a.Steering().Forced != 0 {
			t.Errorf("other nodes have %+v", got)
		}
	})
	others.flags.Nodes = []string{"10.0.0.8", "10.0.0.9"}
	others.in(t, dir, func(a *app.App) {
		if a.Prefs().Starts != 2 {
			t.Errorf("the order of the nodes matters: %+v", a.Prefs())
		}
	})
}

func TestWhoSaysOtherwiseWinsOverTheLastSession(t *testing.T) {
	forced := func(mode adaptive.Mode, policy adaptive.Policy) func(*app.App) {
		return func(a *app.App) {
			a.Force(mode)
			a.SetPolicy(policy)
			_ = a.KeepPrefs(prefs.Prefs{}) // what was not kept shows in the next session
		}
	}
	for name, each := range map[string]struct {
		first  session
		do     func(*app.App)
		second session
		mode   adaptive.Mode
		policy adaptive.Policy
	}{
		"nothing else said":      {session{}, forced(adaptive.Hybrid, adaptive.Rules), session{}, adaptive.Hybrid, adaptive.Rules},
		"a flag":                 {session{}, forced(adaptive.Hybrid, adaptive.Rules), session{flags: config.Flags{Mode: "parallel", Policy: "auto"}}, adaptive.Parallel, adaptive.Auto},
		"a flag that says auto":  {session{}, forced(adaptive.Hybrid, adaptive.Rules), session{flags: config.Flags{Mode: "auto"}}, 0, adaptive.Rules},
		"the environment":        {session{}, forced(adaptive.Hybrid, adaptive.Rules), session{env: map[string]string{"FLOCKTOP_MODE": "auto"}}, 0, adaptive.Rules},
		"the file was edited":    {session{}, forced(adaptive.Hybrid, adaptive.Rules), session{text: "mode = \"parallel\""}, adaptive.Parallel, adaptive.Rules},
		"the file still says so": {session{text: "mode = \"parallel\""}, forced(adaptive.Hybrid, adaptive.Auto), session{text: "mode = \"parallel\""}, adaptive.Hybrid, adaptive.Auto},
		"the force was lifted":   {session{text: "mode = \"parallel\""}, forced(0, adaptive.Auto), session{text: "mode = \"parallel\""}, 0, adaptive.Auto},
		"a flag is not kept":     {session{flags: config.Flags{Mode: "parallel"}}, forced(adaptive.Parallel, adaptive.Auto), session{}, 0, adaptive.Auto},
		"nothing was ever kept":  {session{}, func(*app.App) {}, session{text: "policy = \"rules\"\nmode = \"hybrid\""}, adaptive.Hybrid, adaptive.Rules},
	} {
		t.Run(name, func(t *testing.T) {
			dir := home(t)
			each.first.in(t, dir, each.do)
			each.second.in(t, dir, func(a *app.App) {
				if s := a.Steering(); s.Forced != each.mode || s.Policy != each.policy {
					t.Errorf("mode %s, policy %s; want %s, %s", s.Forced, s.Policy, each.mode, each.policy)
				}
			})
		})
	}
}

func TestABrokenMemoryOfTheScreenEndsNothing(t *testing.T) {
	dir := home(t)
	file := filepath.Join(config.StateDir(), "screen.json")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("sheep"), 0o600); err != nil {
		t.Fatal(err)
	}
	session{}.in(t, dir, func(a *app.App) {
		if !logged(a, "set aside") || a.Prefs() != (prefs.Prefs{Starts: 1}) {
			t.Errorf("%+v, and the log says nothing", a.Prefs())
		}
	})
}
