package cluster

import (
	"slices"
	"strings"
	"testing"
	"time"

	"flocktop/cluster/dispatch"
)

const (
	ownModel  = "nomic-embed-text:latest"
	ownDigest = "sha256:0123456789abcdef"
)

// healthy is a node that answers and has the model in memory, on the GPU.
func healthy() *member {
	return &member{
		NodeConfig: NodeConfig{Name: "gpu-box", URL: "http://gpu-box:11434"},
		probed:     true, answers: true, known: true, speeds: map[string]*speed{},
		models: []Model{{Name: ownModel, Digest: ownDigest, Embedding: true, Loaded: true, Size: 100, SizeVRAM: 100}},
	}
}

func slowed() *speed {
	s := &speed{meanWork: 100}
	for range slowSamples {
		s.PerUnit = 0.001
		s.sample()
	}
	s.PerUnit = 0.0021
	return s
}

func TestStateFollowsFromWhatIsKnown(t *testing.T) {
	tests := map[string]struct {
		change func(*member)
		want   State
		works  bool
	}{
		"fine":            {func(*member) {}, Ready, true},
		"in flight":       {func(m *member) { m.flight = 1 }, Busy, true},
		"loading":         {func(m *member) { m.flight, m.loading = 1, 1 }, Loading, true},
		"slow":            {func(m *member) { m.speeds[ownDigest] = slowed() }, Slow, true},
		"never probed":    {func(m *member) { m.probed = false }, Probing, false},
		"no answer":       {func(m *member) { m.answers = false }, Offline, false},
		"ejected":         {func(m *member) { m.ejected = true }, Ejected, false},
		"half open":       {func(m *member) { m.ejected, m.halfOpen = true, true }, Probing, false},
		"gone and failed": {func(m *member) { m.ejected, m.answers = true, false }, Offline, false},
		"not installed":   {func(m *member) { m.models = nil }, NoModel, false},
		"another build":   {func(m *member) { m.models[0].Digest = "sha256:fedc" }, OtherDigest, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			m := healthy()
			test.change(m)
			if got := m.derive(ownModel, ownDigest); got != test.want || got.Works() != test.works {
				t.Errorf("%s, works %v; want %s, %v", got, got.Works(), test.want, test.works)
			}
			m.state = test.want
			if note := m.note(ownModel, ownDigest); !test.works && test.want != Offline && test.want != Ejected && note == "" {
				t.Error("nothing is said about why it does not work")
			}
		})
	}
}

func TestHintsAtAGPUThatIsNotUsed(t *testing.T) {
	tests := map[string]struct {
		vram    int64
		onGPU   int64
		mention string
	}{
		"declared and used":     {8 << 30, 100, ""},
		"declared and not used": {8 << 30, 0, "sits on the CPU"},
		"declared, part used":   {8 << 30, 40, "only 40%"},
		"nothing declared":      {0, 0, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			m := healthy()
			m.VRAM, m.models[0].SizeVRAM = test.vram, test.onGPU
			m.readShare(ownModel)
			m.state = Ready
			if got := m.note(ownModel, ownDigest); (test.mention == "") != (got == "") || !strings.Contains(got, test.mention) {
				t.Errorf("note %q, want %q", got, test.mention)
			}
		})
	}
}

func TestShareOnTheGPUNamesItsSource(t *testing.T) {
	yes, no := true, false
	remembered := 0.5
	tests := map[string]struct {
		change func(*member)
		share  float64
		source string
	}{
		"said by the server":  {func(m *member) { m.readShare(ownModel) }, 1, "server"},
		"remembered":          {func(m *member) { m.gpuShare, m.fromPast = &remembered, true }, 0.5, "last known"},
		"declared":            {func(m *member) { m.GPU = &yes }, 1, "configured"},
		"declared to be none": {func(m *member) { m.GPU, m.VRAM = &no, 1 }, 0, "configured"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			m := healthy()
			test.change(m)
			share, source := m.share()
			if share == nil || *share != test.share || source != test.source {
				t.Errorf("%v from %q", share, source)
			}
		})
	}
	if share, source := healthy().share(); share != nil || source != "" {
		t.Errorf("%v from %q where nothing is known", *share, source)
	}
}

func TestSpeedsOfOtherHardwareOrServersAreDropped(t *testing.T) {
	m := healthy()
	m.version = "0.17.4"
	m.recall(Remembered{Node: m.URL, Digest: ownDigest, Version: "0.17.4", Hardware: "gpu", Learned: dispatch.Learned{PerUnit: 1}, MeanWork: 2})
	m.dropOldSpeeds()
	m.readShare(ownModel)
	if m.learned(ownDigest).PerText != 2*time.Second {
		t.Fatal("a speed of the same server and hardware is dropped")
	}
	m.models[0].SizeVRAM = 0
	m.readShare(ownModel)
	if m.learned(ownDigest).PerText != 0 {
		t.Error("a speed learned on the GPU is used on the CPU")
	}
	m.recall(Remembered{Node: m.URL, Digest: ownDigest, Version: "0.12.0", Learned: dispatch.Learned{PerUnit: 1}, MeanWork: 2})
	m.dropOldSpeeds()
	if m.learned(ownDigest).PerText != 0 {
		t.Error("a speed learned on another server version is used")
	}
}

func TestPublishedRatesNeverChange(t *testing.T) {
	m := healthy()
	var windows, copies [][]float64
	for i := range 3 * RateHistory {
		m.spread(i+1, 0)
		m.closeSecond()
		windows, copies = append(windows, m.rates), append(copies, slices.Clone(m.rates))
	}
	for i := range windows {
		if !slices.Equal(windows[i], copies[i]) {
			t.Fatalf("the window of second %d changed afterwards", i)
		}
		if len(windows[i]) > RateHistory {
			t.Fatalf("a window of %d seconds", len(windows[i]))
		}
	}
}

func TestErrorRateFades(t *testing.T) {
	m := healthy()
	m.count(true)
	if m.rate <= 0 || m.errors != 1 {
		t.Fatalf("rate %g after an error", m.rate)
	}
	first := m.rate
	for range errorHalfLife {
		m.count(false)
	}
	if m.rate < first*0.49 || m.rate > first*0.51 || m.requests != errorHalfLife+1 {
		t.Errorf("rate %g after %d good requests, was %g", m.rate, errorHalfLife, first)
	}
}

func TestPickModel(t *testing.T) {
	with := func(models ...string) Snapshot {
		n := Node{Name: "attic"}
		for _, name := range models {
			n.Models = append(n.Models, Model{Name: name, Embedding: name != "llama3.2:latest"})
		}
		return Snapshot{Nodes: []Node{n}}
	}
	tests := map[string]struct {
		snapshot    Snapshot
		asked, last string
		want, says  string
	}{
		"the only one":        {with("a:latest", "llama3.2:latest"), "", "", "a:latest", ""},
		"asked without a tag": {with("a:latest", "b:latest"), "b", "", "b:latest", ""},
		"used last":           {with("a:latest", "b:latest"), "", "b:latest", "b:latest", ""},
		"several":             {with("a:latest", "b:v2"), "", "", "", "choose one: a (on attic); b:v2 (on attic)"},
		"nobody has it":       {with("a:latest"), "c", "", "", "no node has the model c; there are a (on attic)"},
		"none at all":         {with("llama3.2:latest"), "", "", "", "ollama pull nomic-embed-text"},
		"last is gone":        {with("a:latest", "b:latest"), "", "z", "", "choose one"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := test.snapshot.PickModel(test.asked, test.last)
			if got != test.want || (err == nil) != (test.says == "") {
				t.Fatalf("%q, %v", got, err)
			}
			if err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("%q does not say %q", err, test.says)
			}
		})
	}
}

// What the server said of a model that it has dropped since is what was last
// known: the next load may find the GPU taken.
func TestTheShareOfAModelThatIsNotLoadedIsTheLastKnown(t *testing.T) {
	m := healthy()
	found := m.model(ownModel)
	found.Loaded, found.Size, found.SizeVRAM = true, 100, 100
	for _, loaded := range []bool{true, false, true} {
		found.Loaded = loaded
		m.readShare(ownModel)
		want := map[bool]string{true: "server", false: "last known"}[loaded]
		if share, source := m.share(); share == nil || *share != 1 || source != want {
			t.Errorf("loaded %t: %v from %q, want all of it from %q", loaded, share, source, want)
		}
	}
}
