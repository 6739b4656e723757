package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// write puts text into a configuration file of the test's own.
func write(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), fileMode); err != nil {
		t.Fatal(err)
	}
	return path
}

// environment is one that has these variables and no others.
func environment(variables map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := variables[name]
		return value, ok
	}
}

// load loads a file of that text, with flags, in an environment of those variables.
func load(t testing.TB, text string, variables map[string]string, flags Flags) (Config, error) {
	t.Helper()
	flags.Config = write(t, text)
	return Load(Sources{LookupEnv: environment(variables), Flags: flags})
}

const everything = `
# The sheep's own.
model = "nomic-embed-text"
mode = "hybrid"
policy = "rules"
poll_interval = "500ms"
store = "/srv/store.db"
durability = "normal"

[rules]
small = 10
dominant = 4          # a whole number will do
balanced = 2.5
hybrid = 40
hybrid_nodes = 2
min_saving = 0.05

[chunks]
tokens = 128
overlap = 0.1

[dispatch]
load_timeout = "10m"
in_flight = 3
learning_half_life = 20

[cost]
ceiling = 2.5
weight = 1
price_per_kwh = 0.3

[canaries]
min_cosine = 0.99

[screen]
mouse = true

[thresholds]
errors = [0.02, 0.2]
average_ms = [100, 1000]
ping_ms = [0, 300.5]
vram = [0.8, 1]
health = [60, 40]
queued = [4, 4]

[[nodes]]
name = "gpu-box"
url = "http://10.0.0.5:11434"
vram = "8GB"
gpu = true
price_per_1000_texts = 0.02
watts = 250

[[nodes]]
url = "attic"
`

func TestCostFlagsAreNumbers(t *testing.T) {
	c, err := load(t, "[cost]\nweight = 0.5", nil, Flags{MaxCost: "0.25", CostWeight: "0"})
	if err != nil || c.Cost.Ceiling != 0.25 || c.Cost.Weight != 0 {
		t.Errorf("%+v, %v", c.Cost, err)
	}
	for _, bad := range []string{"much", "-1", "NaN", "1e13"} {
		if _, err := load(t, "", nil, Flags{MaxCost: bad}); err == nil {
			t.Errorf("--max-cost %s was taken", bad)
		}
	}
	if _, err := load(t, "[cost]\nweight = \"0.5\"", nil, Flags{}); err == nil {
		t.Error("a text was taken for a number")
	}
}

func TestLoadReadsEveryKey(t *testing.T) {
	c, err := load(t, everything, nil, Flags{})
	if err != nil {
		t.Fatal(err)
	}
	yes, price, watts := true, 0.02, 250.0
	want := Config{
		File: c.File, Model: "nomic-embed-text", Mode: Hybrid, Policy: RulesOnly,
		PollInterval: 500 * time.Millisecond, Store: filepath.FromSlash("/srv/store.db"), Durability: NormalDurability,
		Rules:    Rules{Small: 10, Dominant: 4, Balanced: 2.5, Hybrid: 40, HybridNodes: 2, MinSaving: 0.05},
		Chunks:   Chunks{Tokens: 128, Overlap: 0.1},
		Dispatch: Dispatch{LoadTimeout: 10 * time.Minute, InFlight: 3, LearningHalfLife: 20},
		Cost:     Cost{Ceiling: 2.5, Weight: 1, PricePerKWh: 0.3},
		Canaries: Canaries{MinCosine: 0.99},
		Thresholds: Thresholds{
			Errors: Limits{0.02, 0.2}, AverageMS: Limits{100, 1000}, PingMS: Limits{0, 300.5},
			VRAM: Limits{0.8, 1}, Health: Limits{60, 40}, Queued: Limits{4, 4},
		},
		Mouse: true,
		Nodes: []Node{
			{
				Name: "gpu-box", URL: "http://10.0.0.5:11434", VRAM: 8 << 30, GPU: &yes, PricePer1000Texts: &price,
				Watts: &watts, Origin: Origin{Layer: FromFile, Name: c.File, Line: 46},
			},
			{Name: "attic", URL: "http://attic:11434", Origin: Origin{Layer: FromFile, Name: c.File, Line: 54}},
		},
		configured: c.configured, origins: c.origins,
	}
	if !reflect.DeepEqual(c, want) { //nolint:govet // there is no error in these nodes
		t.Errorf("loaded\n%+v\nwant\n%+v", c, want)
	}
	for _, s := range settings() {
		if !strings.Contains(everything, s.key[strings.IndexByte(s.key, '.')+1:]+" =") {
			t.Errorf("the test's file leaves out %s", s.key)
		}
		if got := c.Origin(s.key); got.Layer != FromFile || got.Line == 0 {
			t.Errorf("%s comes from %v, want a line of the file", s.key, got)
		}
	}
	if got, want := c.Origin("rules.small").String(), c.File+":11"; got != want {
		t.Errorf("origin %q, want %q", got, want)
	}
}

func TestLaterLayersWin(t *testing.T) {
	file := "mode = \"hybrid\"\n"
	env := map[string]string{"FLOCKTOP_MODE": "parallel"}
	for _, each := range []struct {
		name   string
		text   string
		env    map[string]string
		flags  Flags
		want   string
		origin string
	}{
		{"nothing", "", nil, Flags{}, Auto, "the default"},
		{"file", file, nil, Flags{}, Hybrid, "config.toml:1"},
		{"environment", file, env, Flags{}, Parallel, "FLOCKTOP_MODE"},
		{"flag", file, env, Flags{Mode: "sequential"}, Sequential, "--mode"},
		{"an empty variable", file, map[string]string{"FLOCKTOP_MODE": ""}, Flags{}, Hybrid, "config.toml:1"},
	} {
		t.Run(each.name, func(t *testing.T) {
			c, err := load(t, each.text, each.env, each.flags)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Origin("mode").String(); c.Mode != each.want || !strings.HasSuffix(got, each.origin) {
				t.Errorf("mode %q from %s, want %q from %s", c.Mode, got, each.want, each.origin)
			}
		})
	}
}

func TestEveryVariableAndFlag(t *testing.T) {
	c, err := load(t, "", map[string]string{
		"FLOCKTOP_MODEL": "m", "FLOCKTOP_MODE": "parallel", "FLOCKTOP_POLICY": "rules",
		"FLOCKTOP_STORE": "/e/store.db", "FLOCKTOP_POLL_INTERVAL": "3s", "FLOCKTOP_DURABILITY": "normal",
		"FLOCKTOP_NODES": "a, b:1,, a:11434", "FLOCKTOP_MOUSE": "True",
	}, Flags{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Model != "m" || c.Mode != Parallel || c.Policy != RulesOnly || c.PollInterval != 3*time.Second || !c.Mouse ||
		c.Store != filepath.FromSlash("/e/store.db") || c.Durability != NormalDurability || addresses(c) != "http://a:11434 http://b:1" {
		t.Errorf("from the environment: %+v", c)
	}
	c, err = load(t, "", nil, Flags{
		Model: "m", Mode: "parallel", Policy: "rules", Store: "/f/store.db", PollInterval: 3 * time.Second,
		Nodes: []string{"a"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.Model != "m" || c.Mode != Parallel || c.Policy != RulesOnly || c.PollInterval != 3*time.Second ||
		c.Store != filepath.FromSlash("/f/store.db") || addresses(c) != "http://a:11434" {
		t.Errorf("from flags: %+v", c)
	}
}

func TestDurability(t *testing.T) {
	for _, each := range []struct{ file, env, want, problem string }{
		{want: FullDurability},
		{file: `"normal"`, want: NormalDurability},
		{file: `"Full"`, want: FullDurability},
		{file: `"normal"`, env: "full", want: FullDurability},
		{file: `"off"`, problem: `config.toml:1: durability must be full or normal, not "off"`},
		{file: "1", problem: "durability must be full or normal, not 1"},
		{env: "fast", problem: `FLOCKTOP_DURABILITY: durability must be full or normal, not "fast"`},
	} {
		text := ""
		if each.file != "" {
			text = "durability = " + each.file
		}
		c, err := load(t, text, map[string]string{"FLOCKTOP_DURABILITY": each.env}, Flags{})
		switch {
		case each.problem != "" && (err == nil || !strings.Contains(err.Error(), each.problem)):
			t.Errorf("file %s, variable %q: %v, want %q", each.file, each.env, err, each.problem)
		case each.problem == "" && (err != nil || c.Durability != each.want):
			t.Errorf("file %s, variable %q: %q, %v; want %q", each.file, each.env, c.Durability, err, each.want)
		}
	}
}

func addresses(c Config) string {
	var all []string
	for _, n := range c.Nodes {
		all = append(all, n.URL)
	}
	return strings.Join(all, " ")
}

func TestWhichNodesAreUsed(t *testing.T) {
	file := "[[nodes]]\nname = \"gpu-box\"\nurl = \"10.0.0.5\"\nvram = \"8GB\"\n[[nodes]]\nurl = \"attic\"\n"
	for _, each := range []struct {
		name   string
		text   string
		env    map[string]string
		flags  []string
		want   string
		origin string
	}{
		{"none configured", "", nil, nil, "http://127.0.0.1:11434", "the default"},
		{"OLLAMA_HOST", "", map[string]string{"OLLAMA_HOST": "0.0.0.0:11500"}, nil, "http://127.0.0.1:11500", "OLLAMA_HOST"},
		{
			"OLLAMA_HOST is for those without a file", file,
			map[string]string{"OLLAMA_HOST": "x"},
			nil,
			"http://10.0.0.5:11434 http://attic:11434", "config.toml:1",
		},
		{"FLOCKTOP_NODES replaces them", file, map[string]string{"FLOCKTOP_NODES": "shed"}, nil, "http://shed:11434", "FLOCKTOP_NODES"},
		{
			"flags replace all", file,
			map[string]string{"FLOCKTOP_NODES": "shed"},
			[]string{"http://a:1", "b"},
			"http://a:1 http://b:11434", "--node",
		},
		{"a flag may give a name", file, nil, []string{"gpu-box"}, "http://10.0.0.5:11434", "--node"},
	} {
		t.Run(each.name, func(t *testing.T) {
			c, err := load(t, each.text, each.env, Flags{Nodes: each.flags})
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Origin("nodes").String(); addresses(c) != each.want || !strings.HasSuffix(got, each.origin) {
				t.Errorf("%s from %s, want %s from %s", addresses(c), got, each.want, each.origin)
			}
		})
	}
	t.Run("a configured node keeps what is known of it", func(t *testing.T) {
		c, err := load(t, file, nil, Flags{Nodes: []string{"http://10.0.0.5:11434/"}})
		if err != nil {
			t.Fatal(err)
		}
		if n := c.Nodes[0]; n.Name != "gpu-box" || n.VRAM != 8<<30 || n.Origin.Layer != FromFlag {
			t.Errorf("%+v", n)
		}
	})
}

func TestNodesWithoutNamesGetDifferentOnes(t *testing.T) {
	c, err := load(t, "", nil, Flags{Nodes: []string{"box", "box:1", "https://box:1", "http://box:1/a"}})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, n := range c.Nodes {
		if n.Name == "" || seen[n.Name] {
			t.Errorf("the name %q is given twice or is empty", n.Name)
		}
		seen[n.Name] = true
	}
	c, err = load(t, "", nil, Flags{Nodes: []string{"box", "box:1", "shed:2", "[::1]:3"}})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, n := range c.Nodes {
		names = append(names, n.Name)
	}
	// those on one host are named alike; where a host has one node its name does
	if got, want := strings.Join(names, " "), "box:11434 box:1 shed ::1"; got != want {
		t.Errorf("they are called %s, want %s", got, want)
	}
}

// A node that joins keeps its name, so that does not depend on who comes later.
func TestNameForANodeThatJoins(t *testing.T) {
	there := []Node{{Name: "box", URL: "http://10.0.0.1:11434"}, {Name: "loft", URL: "http://10.0.0.2:11434"}, {Name: "10.0.0.7", URL: "http://10.0.0.3:11434"}}
	for address, want := range map[string]string{
		"http://gpu-box:11434":              "gpu-box",
		"http://gpu-box:21437":              "gpu-box:21437",
		"https://ollama.example":            "ollama.example",
		"http://10.0.0.1:21437":             "10.0.0.1:21437",
		"https://10.0.0.1":                  "10.0.0.1", // its port is the scheme's
		"http://10.0.0.7:11434":             "10.0.0.7:11434",
		"http://[::1]:9":                    "[::1]:9",
		"http://" + strings.Repeat("x", 99): strings.Repeat("x", longestName),
	} {
		if got := NameFor(address, there); got != want {
			t.Errorf("%s is called %q, want %q", address, got, want)
		}
	}
}

// The configuration's nodes are set aside by a flag and by one variable; Ollama's own
// variable only stands in for them.
func TestNodesFrom(t *testing.T) {
	for name, c := range map[string]struct {
		flags []string
		env   map[string]string
		text  string
		want  string
	}{
		"nothing":    {},
		"a flag":     {flags: []string{"a"}, env: map[string]string{envNodes: "b"}, text: "[[nodes]]\nurl = \"c\"\n", want: "--node"},
		"a variable": {env: map[string]string{envNodes: "b"}, want: envNodes},
		"the file":   {env: map[string]string{envOllama: "b"}, text: "[[nodes]]\nurl = \"c\"\n"},
		"Ollama's":   {env: map[string]string{envOllama: "b"}},
	} {
		cfg, err := Load(Sources{LookupEnv: environment(c.env), Flags: Flags{Config: write(t, c.text), Nodes: c.flags}})
		if err != nil || cfg.NodesFrom() != c.want {
			t.Errorf("%s: %q, %v, want %q", name, cfg.NodesFrom(), err, c.want)
		}
	}
}

func TestMistakesAreNamedWithTheirLine(t *testing.T) {
	for _, each := range []struct {
		name string
		text string
		line int
		want []string // words of the message
	}{
		{"no TOML", "model = \"a\"\nmode =\n", 2, []string{"not TOML", "mode ="}},
		{"a key twice", "mode = \"auto\"\n\nmode = \"auto\"\n", 3, []string{"already defined"}},
		{"unknown key", "model = \"a\"\nmod = \"auto\"\n", 2, []string{`unknown key "mod"`, `did you mean "mode"`, "mod = •••"}},
		{"unknown key in a table", "[rules]\ndominat = 5.0\n", 2, []string{`"dominat" in [rules]`, `"dominant"`}},
		{"unknown key that is like none", "[chunks]\nwool = 1\n", 2, []string{"known are tokens, overlap"}},
		{"unknown table", "[rule]\nsmall = 1\n", 1, []string{`"rule"`, `"rules"`}},
		{"unknown key of a node", "[[nodes]]\nurl = \"a\"\nram = \"8GB\"\n", 3, []string{`"ram" in [[nodes]]`, `"vram"`}},
		{"a dotted key", "rules.smal = 3\n", 1, []string{`"small"`}},
		{"an inline table", "rules = { small = 3,\n smal = 3 }\n", 2, []string{`"small"`}},
		{"wrong type", "[rules]\n\nsmall = \"20\"\n", 3, []string{"rules.small", "whole number", `"20"`, `small = "20"`}},
		{"a fraction", "[rules]\nsmall = 2.5\n", 2, []string{"whole number", "2.5"}},
		{"out of range", "[rules]\nhybrid_nodes = 0\n", 2, []string{"from 1"}},
		{"a ratio of one", "[rules]\ndominant = 1\n", 2, []string{"above 1"}},
		{"infinity", "[rules]\ndominant = inf\n", 2, []string{"above 1", "+Inf"}},
		{"no number", "[rules]\nbalanced = nan\n", 2, []string{"NaN"}},
		{"overlap", "[chunks]\noverlap = 0.9\n", 2, []string{"from 0 to 0.5"}},
		{"mode", "mode = \"fast\"\n", 1, []string{"auto, sequential, hybrid or parallel", `"fast"`}},
		{"policy", "policy = true\n", 1, []string{"auto or rules", "true"}},
		{"time without unit", "poll_interval = 2\n", 1, []string{`"2s"`}},
		{"time too short", "poll_interval = \"1ms\"\n", 1, []string{"100ms to 1h"}},
		{"date", "model = 1979-05-27\n", 1, []string{"quotation marks", "1979-05-27"}},
		{"a table for a value", "[model]\na = 1\n", 1, []string{"model must be", "a table"}},
		{"a value for a table", "rules = 3\n", 1, []string{"rules must be a table", "[rules]"}},
		{"empty", "model = \" \"\n", 1, []string{"must not be empty"}},
		{"control characters", "model = \"a\\u001b[2J\"\n", 1, []string{"printable"}},
		{"no address", "[[nodes]]\nurl = \"gpu box\"\n", 2, []string{"url \"gpu box\" is no address", "http://host:11434"}},
		{"a password", "[[nodes]]\nurl = \"http://u:secret=x@h\"\n", 2, []string{"user or password", "url = •••"}},
		{"a password in a broken line", "[[nodes]]\nurl = \"http://u:secret@h\n", 2, []string{"not TOML", "url = •••"}},
		{"no url", "[[nodes]]\nname = \"a\"\n", 1, []string{"no url"}},
		{"an address twice", "[[nodes]]\nurl = \"a\"\n\n[[nodes]]\nurl = \"http://A:11434/\"\n", 4, []string{"address of the one in line 1"}},
		{"a name twice", "[[nodes]]\nurl = \"a\"\nname = \"x\"\n[[nodes]]\nurl = \"b\"\nname = \"x\"\n", 4, []string{"name of the one in line 1"}},
		{"memory", "[[nodes]]\nurl = \"a\"\nvram = \"8 sheep\"\n", 3, []string{"amount of memory", "8 sheep"}},
		{"memory without unit", "[[nodes]]\nurl = \"a\"\nvram = 8\n", 3, []string{"quotation marks"}},
		{"nodes as a table", "[nodes]\nurl = \"a\"\n", 1, []string{"[[nodes]]"}},
		{"nodes as texts", "nodes = [\"a\"]\n", 1, []string{"[[nodes]]"}},
	} {
		t.Run(each.name, func(t *testing.T) {
			_, err := load(t, each.text, nil, Flags{})
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if e.Origin.Line != each.line {
				t.Errorf("line %d, want %d: %v", e.Origin.Line, each.line, err)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %v", err)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the password is shown: %v", err)
			}
			for _, word := range each.want {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("%v\nlacks %q", err, word)
				}
			}
		})
	}
}

func TestAllMistakesAreReportedInOrder(t *testing.T) {
	_, err := load(t, "mod = 1\npolicy = 1\nmode = 1\nmodel = 1\n[rules]\nsmall = \"a\"\nhybrid = true\n[[nodes]]\nurl = \"a b\"\n",
		map[string]string{"FLOCKTOP_POLICY": "none"}, Flags{Mode: "fast"})
	if err == nil {
		t.Fatal("no error")
	}
	lines := strings.Split(err.Error(), "\n")
	want := []string{
		"config.toml:1:", "config.toml:2:", "config.toml:3:", "config.toml:4:", "config.toml:6:", "config.toml:7:",
		"config.toml:9:", "FLOCKTOP_POLICY:", "--mode:",
	}
	if len(lines) != len(want) {
		t.Fatalf("%d mistakes, want %d:\n%v", len(lines), len(want), err)
	}
	for i, line := range lines {
		if !strings.Contains(line, want[i]) {
			t.Errorf("mistake %d is %q, want one at %q", i+1, line, want[i])
		}
	}
}

func TestFileThatIsNotThere(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none.toml")
	for name, src := range map[string]Sources{
		"--config":        {LookupEnv: environment(nil), Flags: Flags{Config: missing}},
		"FLOCKTOP_CONFIG": {LookupEnv: environment(map[string]string{"FLOCKTOP_CONFIG": missing})},
	} {
		if _, err := Load(src); !errors.Is(err, ErrNoFile) || !strings.Contains(err.Error(), missing) ||
			!strings.HasPrefix(err.Error(), name) {
			t.Errorf("a file named by %s that is not there: %v", name, err)
		}
	}
}

func TestStoreInTheFileBeginsAtItsFolder(t *testing.T) {
	t.Setenv("HOME", filepath.FromSlash("/home/ada"))
	c, err := load(t, "store = \"sub/store.db\"\n", nil, Flags{})
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(filepath.Dir(c.File), "sub", "store.db"); c.Store != want {
		t.Errorf("store %s, want %s", c.Store, want)
	}
	c, err = load(t, "store = \"~/store.db\"\n", nil, Flags{})
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.FromSlash("/home/ada/store.db"); c.Store != want {
		t.Errorf("store %s, want %s", c.Store, want)
	}
}

func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		"", everything, "mode = 1", "nodes = [{url=\"a\"}]", "[[nodes]]\n[nodes.x]\ny=1", "[[rules]]\n", "rules.small.x = 1",
		"nodes.a = 1", "[[nodes.x]]\n", "[[nodes]]\nurl=\"a\"\nbearer=\"${A}\"\nheaders={B=\"c ${D}\"}", "[[nodes]]\n[nodes.headers]\nA=\"${file:b}\"", "\"nodes.0\" = 1\n[[nodes]]\nurl='a'", "\ufeffmodel = \"a\"", "[[a.b]]\n[a.b.c]\n[[a.b]]",
	} {
		f.Add(seed)
	}
	path := filepath.Join(f.TempDir(), "config.toml")
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(path, []byte(text), fileMode); err != nil {
			t.Fatal(err)
		}
		c, err := Load(Sources{LookupEnv: environment(nil), Flags: Flags{Config: path}})
		if err != nil {
			return
		}
		if len(c.Nodes) == 0 || c.Mode == "" || c.Policy == "" || c.PollInterval < minPoll {
			t.Errorf("a file that is right leaves a setting without value: %+v", c)
		}
	})
}
