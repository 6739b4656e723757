package cluster_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// spoilt is what goes wrong on the way to a server.
type spoilt struct {
	toxic simulate.Toxic
	stops bool // nothing good comes through
}

func toxics() map[string]spoilt {
	return map[string]spoilt{
		"latency":     {simulate.Toxic{Latency: 30 * time.Millisecond}, false},
		"bandwidth":   {simulate.Toxic{BytesPerSecond: 100_000}, false},
		"slices":      {simulate.Toxic{Slice: 97, Pause: 100 * time.Microsecond}, false},
		"slow close":  {simulate.Toxic{SlowClose: time.Hour, Limit: 3000}, true},
		"silence":     {simulate.Toxic{Silent: true}, true},
		"reset":       {simulate.Toxic{Reset: true}, true},
		"cut answers": {simulate.Toxic{Limit: 3000}, true},
		"partition":   {simulate.Toxic{Unplugged: true}, true},
	}
}

// TestNothingIsLostOnABadNetwork runs batches over TCP connections that are
// spoilt in mid-batch, to one node of three or to all. Where nothing comes
// through to any, that ends when the batch says that it waits.
func TestNothingIsLostOnABadNetwork(t *testing.T) {
	truth := trueVectors(t)
	for name, s := range toxics() {
		for where, all := range map[string]bool{"one of three": false, "all": true} {
			t.Run(name+"/"+where, func(t *testing.T) {
				t.Parallel()
				newDetour(t, s, all).run(truth)
			})
		}
	}
}

// detour is a flock that reaches its servers through proxies.
type detour struct {
	t       *testing.T
	what    spoilt
	victims []*simulate.Proxy
	bench   bench
	kept    *memory
	strike  sync.Once
	lift    sync.Once
	struck  chan struct{} // closed when it is
	mended  bool
}

func newDetour(t *testing.T, what spoilt, all bool) *detour {
	t.Helper()
	d := &detour{t: t, what: what, kept: newMemory(), struck: make(chan struct{})}
	cfg := cluster.DefaultConfig()
	cfg.Model, cfg.Digest = testModel, tinyModel().Digest
	cfg.PollInterval = 50 * time.Millisecond
	// shorter requests, so that silence is noticed sooner
	cfg.Dispatch.TargetMax, cfg.Dispatch.MinSilence = 50*time.Millisecond, 200*time.Millisecond
	for _, name := range []string{"near", "far", "farther"} {
		s, err := simulate.Start(context.WithoutCancel(t.Context()), simulate.Spec{
			Name: name, Models: []simulate.Model{tinyModel()}, PerText: 2 * time.Millisecond,
		})
		if err != nil {
			t.Fatal(err)
		}
		p, err := simulate.StartProxy(t.Context(), strings.TrimPrefix(s.URL(), "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		d.bench.servers = append(d.bench.servers, s)
		cfg.Nodes = append(cfg.Nodes, cluster.NodeConfig{Name: name, URL: p.URL()})
		if all || name == "far" {
			d.victims = append(d.victims, p)
		}
	}
	d.bench.watch(t, cfg)
	return d
}

func (d *detour) set(toxic simulate.Toxic) {
	for _, p := range d.victims {
		if err := p.Set(toxic); err != nil {
			d.t.Error(err)
		}
	}
}

func (d *detour) run(truth map[int64][]float32) {
	const early = 50
	d.kept.seen = func(total int) {
		if total >= early {
			d.strike.Do(func() {
				d.set(d.what.toxic)
				close(d.struck)
			})
		}
	}
	source := make(chan []cluster.Text, 1)
	source <- batchTexts()
	close(source)
	_, err := d.bench.flock.Embed(d.t.Context(), cluster.Batch{
		Model: testModel, Digest: tinyModel().Digest, Announced: tinyModel().Dimension, Texts: source,
		Expected: func() (int, bool) { return 0, true }, Ledger: d.kept,
		Observe: d.observe,
	})
	if err != nil {
		d.t.Fatal(err)
	}
	d.kept.expect(d.t, batchSize, 0)
	select {
	case <-d.struck:
	default:
		d.t.Error("the batch was over before anything was spoilt")
	}
	if d.what.stops && len(d.victims) == flockSize && !d.mended {
		d.t.Error("the batch went on though nothing came through")
	}
	for id, vector := range d.kept.stored {
		if c := cosine(vector, truth[id]); c < sameVector {
			d.t.Errorf("the vector of text %d is wrong: cosine %.3f", id, c)
		}
	}
}

// observe mends the network once nothing goes on any more.
func (d *detour) observe(p cluster.Progress) {
	select {
	case <-d.struck:
	default:
		return
	}
	if p.Stalled != "" {
		d.lift.Do(func() {
			d.mended = true
			d.set(simulate.Toxic{})
		})
	}
}
