package ui

import (
	"fmt"
	"log/slog"
	"math"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/journal"
	"flocktop/internal/prefs"
)

// frozen is the time at which all made-up states stand still.
var frozen = time.Date(2025, 11, 3, 14, 3, 11, 0, time.UTC)

// idleFlock is an engine with a mixed flock, a history, and nothing to do.
func idleFlock() *fakeEngine {
	e := &fakeEngine{changes: make(chan struct{}, 1)}
	e.settings = Settings{
		Model: "nomic-embed-text", Thresholds: adaptive.DefaultThresholds(),
		StorePath: "/home/ada/.local/share/flocktop/store.db", Version: "0.1.0",
		Limits: Limits{Errors: Limit{0.01, 0.10}, Ping: Limit{0.15, 0.5}, VRAM: Limit{0.90, 0.98}, Queued: Limit{8, 32}},
	}
	e.prefs = prefs.Prefs{Starts: 99} // no newcomer
	e.past = []job.Past{
		{ID: 1, Title: "paper/", Model: "nomic-embed-text:latest", State: job.Done, Ended: frozen.Add(-8 * time.Minute), Texts: 1200, Skipped: 58, Failed: 2, Nodes: 4, Mode: adaptive.Parallel, Reason: "predicted_faster", Predicted: 12100 * time.Millisecond, Actual: 12300 * time.Millisecond, Bound: 11900 * time.Millisecond, Ways: []job.Alternative{
			{Way: "sequential", Nodes: 1, Seconds: 14.6}, {Way: "parallel", Nodes: 4, Seconds: 12.2, Chosen: true}, {Way: "even split", Nodes: 4, Seconds: 144},
		}},
		{ID: -1, Title: "letters/", Model: "nomic-embed-text:latest", State: job.Done, Ended: frozen.Add(-26 * time.Hour), Texts: 18, Nodes: 1, Mode: adaptive.Sequential, Reason: "small_batch", Predicted: 220 * time.Millisecond, Actual: 231 * time.Millisecond, Bound: 170 * time.Millisecond},
		{ID: -2, Title: "mail-2024.mbox", Model: "nomic-embed-text:latest", State: job.Cancelled, Ended: frozen.Add(-50 * time.Hour), Texts: 40210, Nodes: 4, Mode: adaptive.Parallel, Reason: "balanced_cluster", Policy: adaptive.Rules, Actual: 7 * time.Minute},
	}
	e.documents = []job.Document{
		{Path: "/home/ada/handbook/chapter-12.md", Chunks: 48, Embedded: 31, Read: true},
		{Path: "/home/ada/handbook/chapter-13.md", Chunks: 40, Skipped: 3, Read: true},
		{Path: "/home/ada/handbook/annex.pdf", Embedded: 12, Chunks: 12},
		{Path: "/home/ada/handbook/scan.pdf", Chunks: 20, Embedded: 18, Failed: 2, Read: true},
		{Path: "/home/ada/handbook/locked.docx", Read: true, Reason: "the file is encrypted"},
		{Path: "/home/ada/handbook/index.md", Chunks: 9, Embedded: 5, Skipped: 4, Read: true},
	}
	e.flock = cluster.Snapshot{At: frozen, Model: "nomic-embed-text:latest", Digest: "0a109f422b47", Nodes: fiveNodes(false)}
	for _, l := range []struct {
		level slog.Level
		node  string
		text  string
	}{
		{slog.LevelInfo, "", "store opened path=/home/ada/.local/share/flocktop/store.db"},
		{slog.LevelInfo, "gpu-box", "ready version=0.17.4 ping=3ms"},
		{slog.LevelInfo, "attic", "ready version=0.17.4 ping=11ms"},
		{slog.LevelWarn, "laptop", "GPU declared, but the model is on the CPU"},
		{slog.LevelError, "shed", "connection refused, next try in 2s"},
	} {
		e.log = append(e.log, journal.Entry{
			Seq: uint64(len(e.log)), At: frozen.Add(time.Duration(len(e.log)-9) * time.Second),
			Level: l.level, Node: l.node, Text: l.text,
		})
	}
	e.models = []ModelChoice{
		{Name: "bge-m3:latest", Size: 1157 << 20, Nodes: []string{"gpu-box"}, Conflict: []string{"attic"}},
		{Name: "nomic-embed-text:latest", Size: 274 << 20, Nodes: []string{"gpu-box", "attic", "laptop", "nas"}, Loaded: []string{"gpu-box", "attic"}},
	}
	e.settings.Model = "nomic-embed-text:latest"
	e.jobs = []job.Status{{
		ID: 1, Title: "paper/", Paths: []string{"/home/ada/paper"}, Model: "nomic-embed-text:latest", State: job.Done,
		Documents: 41, Chunks: 1260, Embedded: 1200, Skipped: 58, Failed: 2, Walked: true,
		Created: frozen.Add(-9 * time.Minute), Started: frozen.Add(-9 * time.Minute), Ended: frozen.Add(-8 * time.Minute),
		Elapsed: 12300 * time.Millisecond, Predicted: 12100 * time.Millisecond, Bound: 11900 * time.Millisecond,
		Failures: []job.Failure{
			{Path: "/home/ada/paper/scan.pdf", Chunk: new(14), Reason: "input is longer than the context of 2048 tokens"},
			{Path: "/home/ada/paper/scan.pdf", Chunk: new(15), Reason: "input is longer than the context of 2048 tokens"},
		},
	}}
	return e
}

// busyFlock is an engine in the middle of a batch, with another one queued.
func busyFlock() *fakeEngine {
	e := idleFlock()
	e.flock.Nodes = fiveNodes(true)
	verdict, _ := e.Forecast(1470)
	shares := make([]job.Share, 0, len(e.flock.Nodes))
	for i, texts := range []int{1012, 148, 58, 22, 0} {
		n := &e.flock.Nodes[i]
		shares = append(shares, job.Share{
			Node: n.ID, Name: n.Name, Texts: texts, Requests: texts/16 + 1, InFlight: n.InFlight, PerText: n.Average,
		})
	}
	e.jobs = append(e.jobs,
		job.Status{
			ID: 2, Title: "handbook/", Paths: []string{"/home/ada/handbook"}, Model: "nomic-embed-text:latest", State: job.Running,
			Documents: 312, Chunks: 2710, Embedded: 1200, Skipped: 40, Walked: true,
			Created: frozen.Add(-time.Minute), Started: frozen.Add(-7200 * time.Millisecond), Elapsed: 12200 * time.Millisecond,
			Rate: 98.2, ETA: 15 * time.Second, Verdict: verdict, Predicted: 27100 * time.Millisecond, Bound: 26400 * time.Millisecond, Shares: shares,
		},
		job.Status{
			ID: 3, Title: "notes/, todo.md", Paths: []string{"/home/ada/notes", "/home/ada/todo.md"}, State: job.Queued,
			Created: frozen.Add(-30 * time.Second), Documents: 12, Chunks: 312,
		})
	return e
}

// fiveNodes are a fast GPU, a small one, two CPUs and one that is gone.
func fiveNodes(busy bool) []cluster.Node {
	node := func(id int, name string, state cluster.State, perText time.Duration, gpu float64) cluster.Node {
		n := cluster.Node{
			ID: fmt.Sprintf("http://10.9.66.%d:11434", id), Name: name, State: state, Since: frozen.Add(-9 * time.Second),
			Version: "0.17.4", GPUShare: &gpu, GPUSource: "server", Average: perText,
			Learned: cluster.Speed{
				RoundTrip: 3 * time.Millisecond, PerRequest: 4 * time.Millisecond, PerText: perText,
				PerToken: perText / 200, Variance: 0.041, Texts: 5120,
			},
			Models: []cluster.Model{
				{Name: "nomic-embed-text:latest", Digest: "0a109f422b47", Disk: 274 << 20, Size: 565 << 20, Embedding: true, Loaded: true, SizeVRAM: int64(gpu * (565 << 20)), Context: 2048, Expires: frozen.Add(4 * time.Minute)},
				{Name: "qwen3:8b", Digest: "500a1f067a9f", Disk: 5226 << 20},
			},
			Texts: 4*int64(time.Second/perText) + 31,
		}
		for i := range 240 {
			wave := 1 + 0.18*math.Sin(float64(i)/7+float64(id)) + 0.07*math.Sin(float64(i)/2.3)
			if !busy && i > 200 || i < 40 {
				wave = 0
			}
			n.Rates = append(n.Rates, wave/perText.Seconds())
		}
		return n
	}
	gpu := node(90, "gpu-box", cluster.Ready, 12100*time.Microsecond, 1)
	gpu.VRAMUsed, gpu.VRAMTotal, gpu.Ping = new(int64(565<<20)), new(int64(8<<30)), 3*time.Millisecond
	gpu.Requests, gpu.Errors, gpu.ErrorRate = 5120, 2, 0.0004
	gpu.Check, gpu.CheckedAt = cluster.Matching, frozen.Add(-8*time.Minute)
	attic := node(91, "attic", cluster.Ready, 82*time.Millisecond, 0.42)
	attic.VRAMUsed, attic.VRAMTotal, attic.Ping = new(int64(240<<20)), new(int64(2<<30)), 11*time.Millisecond
	attic.Requests = 812
	attic.Check = cluster.Checking
	laptop := node(92, "laptop", cluster.Slow, 210*time.Millisecond, 0)
	laptop.Note = "GPU declared, but the model is on the CPU: restart Ollama there, or free GPU memory"
	laptop.VRAMTotal, laptop.Ping, laptop.Requests, laptop.Errors, laptop.ErrorRate = new(int64(4<<30)), 31*time.Millisecond, 204, 3, 0.012
	laptop.LastError, laptop.LastErrAt = "EOF from the runner", frozen.Add(-2*time.Minute)
	nas := node(93, "nas", cluster.Loading, 480*time.Millisecond, 0)
	nas.Ping, nas.Requests, nas.GPUSource = 2*time.Millisecond, 31, "configured"
	shed := cluster.Node{
		ID: "http://10.9.66.154:11434", Name: "shed", State: cluster.Offline, Since: frozen.Add(-20 * time.Minute),
		Note: "connection refused, next try in 2s", Requests: 90, Errors: 9, ErrorRate: 0.31,
	}
	nodes := []cluster.Node{gpu, attic, laptop, nas, shed}
	for i := range nodes {
		n := &nodes[i]
		if busy && n.State.Works() {
			n.InFlight, n.Queued = 2, 48
			if n.State == cluster.Ready {
				n.State = cluster.Busy
			}
		}
		v := cluster.Vitals{Up: n.State != cluster.Offline, ErrorRate: n.ErrorRate, Ping: n.Ping, PerText: n.Average, Fastest: gpu.Average}
		if n.GPUShare != nil {
			v.GPUShare = *n.GPUShare
		}
		n.Health = v.Score()
	}
	return nodes
}

// madeUpHistory goes with the rates of a node, as if its requests held 16 texts.
func madeUpHistory(s cluster.Snapshot, id string) (cluster.History, bool) {
	n, ok := s.Find(id)
	if !ok {
		return cluster.History{}, false
	}
	h := cluster.History{Rates: n.Rates}
	for i, v := range n.Rates {
		response, flying, held := math.NaN(), 0.0, math.NaN()
		if v > 0 {
			response, flying = 16/v, float64(1+i%2)
		}
		if n.VRAMUsed != nil {
			held = float64(*n.VRAMUsed)
		}
		h.Response, h.InFlight, h.VRAM = append(h.Response, response), append(h.InFlight, flying), append(h.VRAM, held)
	}
	return h, true
}

// allIn is an idle flock whose nodes are all in that state.
func allIn(state cluster.State) func() *fakeEngine {
	return func() *fakeEngine {
		e := idleFlock()
		for i := range e.flock.Nodes {
			e.flock.Nodes[i].State = state
		}
		return e
	}
}

// emptyFlock has no node at all.
func emptyFlock() *fakeEngine {
	e := idleFlock()
	e.flock.Nodes, e.jobs, e.log = nil, nil, nil
	e.settings.Model = ""
	e.models = nil
	return e
}

// silentFlock has one node, which does not answer.
func silentFlock() *fakeEngine {
	e := emptyFlock()
	e.flock.Nodes = []cluster.Node{{
		ID: "http://127.0.0.1:11434", Name: "localhost", State: cluster.Offline,
		Note: "connection refused: is Ollama running there? next try in 2s",
	}}
	return e
}

// manyNodes is a busy flock of n nodes.
func manyNodes(n int) *fakeEngine {
	e := busyFlock()
	five := fiveNodes(true)
	e.flock.Nodes = nil
	for i := range n {
		node := five[i%len(five)]
		node.ID = fmt.Sprintf("http://10.0.%d.%d:11434", i/250, i%250)
		node.Name = fmt.Sprintf("node-%04d", i)
		e.flock.Nodes = append(e.flock.Nodes, node)
	}
	j := &e.jobs[1]
	j.Verdict, _ = e.Forecast(1470)
	j.Shares = nil
	for i := range e.flock.Nodes {
		j.Shares = append(j.Shares, job.Share{Node: e.flock.Nodes[i].ID, Name: e.flock.Nodes[i].Name, Texts: i % 37})
	}
	return e
}
