package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"flocktop/internal/bench/virtual"
	"flocktop/internal/simulate"
)

// Over HTTP a scenario's nodes are simulated servers on loopback, and what runs
// on them is the real client. Times are scaled so that a batch takes one to
// three seconds.

// wireScenario is a scenario of the virtual table, by its name, and its scale.
type wireScenario struct {
	name  string
	scale float64
}

func wireScenarios() []wireScenario {
	return []wireScenario{
		{"seed scenario 1: 100+1000+1000 ms, n=100, noise 0.1", 0.25},
		{"seed scenario 2: 100-120 ms, n=100, noise 0.1", 0.5},
		{"seed gain 1: GPU + 3 CPU, n=200, noise 0.1", 1},
		{"seed gain 2: 3 GPUs, n=200, noise 0.1", 1},
		{"use case 1: GPU + laptop, n=400, noise 0.1", 0.5},
		{"use case 2: 4 GPU servers, n=500, noise 0.1", 0.6},
		{"use case 3: 2 GPU + 3 CPU, n=200, noise 0.1", 1},
		{"ratio 2.1x, n=200, noise 0.1", 1},
		{"ratio 4x, n=60, noise 0.1", 2},
		{"ratio 4x, n=200, noise 0.1", 1},
		{"sizes vary by 0.6, n=500, noise 0.1", 0.4},
		{"wide network, 80 ms round trip, ratio 4x, n=1000", 0.25},
		{"145 ms a request, 7-14 ms a text, later batch, n=1000", 0.15},
		{"a node dies with a reset in mid-run, n=500", 0.4},
	}
}

const (
	wireModel = simulate.MiniLM
	// wireTokens are those of a text of mean size.
	wireTokens = 24 // the largest text stays within the model's context
	frame      = 2  // tokens that a server puts around every text
)

// wireRun is a world made real: servers, and the texts of its batch.
type wireRun struct {
	world   *virtual.World
	specs   []simulate.Spec
	servers []*simulate.Server
	texts   []string
	timers  []*time.Timer
	scale   float64
}

// startWire starts the servers of a world.
func startWire(ctx context.Context, w *virtual.World, scale float64) (*wireRun, error) {
	r := &wireRun{world: w, scale: scale}
	for i, n := range w.Nodes {
		spec := simulate.Spec{
			Models: simulate.Known(wireModel), PerText: r.time(n.PerText), PerRequest: r.time(n.PerRequest),
			RoundTrip: r.time(n.RoundTrip), Noise: w.Noise, SizeMatters: true, MeanTokens: wireTokens,
			Load: r.time(n.Load), Cold: n.Cold,
			Seed: w.Seed*1000 + uint64(i),
		}
		s, err := simulate.Start(ctx, spec)
		if err != nil {
			return nil, errors.Join(err, r.close())
		}
		r.specs, r.servers = append(r.specs, spec), append(r.servers, s)
	}
	for _, size := range w.Sizes {
		words := max(1, int(math.Round(size*wireTokens))-frame)
		r.texts = append(r.texts, strings.Repeat("a ", words))
	}
	return r, nil
}

func (r *wireRun) time(seconds float64) time.Duration {
	return time.Duration(seconds * r.scale * float64(time.Second))
}

// begin lets the scenario's faults come at their times. A contender calls it at
// the moment from which its own time is counted.
func (r *wireRun) begin() {
	for i, n := range r.world.Nodes {
		for _, o := range n.Outages {
			kind := simulate.Down
			if o.Silent {
				kind = simulate.Hang
			}
			server := r.servers[i]
			r.timers = append(r.timers, time.AfterFunc(r.time(o.From), func() {
				_ = server.Set(simulate.Fault{Kind: kind}) // a server that is closing cannot fail any more
			}))
		}
	}
}

func (r *wireRun) close() error {
	for _, t := range r.timers {
		t.Stop()
	}
	var errs []error
	for _, s := range r.servers {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}

func (r *wireRun) urls() []string {
	out := make([]string, len(r.servers))
	for i, s := range r.servers {
		out[i] = s.URL()
	}
	return out
}

// bound is the clairvoyant lower bound: the least time in which all nodes
// together could have done the texts, each node's k-th text at its own cost,
// one request a node. Where sizes vary it counts work and leaves luck out.
func (r *wireRun) bound() time.Duration {
	low, high := time.Duration(0), time.Hour
	for high-low > 10*time.Microsecond {
		mid := (low + high) / 2
		if r.doneBy(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}

func (r *wireRun) doneBy(t time.Duration) bool {
	tokens, equal := 0, true
	for _, text := range r.texts {
		tokens += simulate.CountTokens(text)
		equal = equal && len(text) == len(r.texts[0])
	}
	sum := 0.0
	for i, spec := range r.specs {
		until := t
		for _, o := range r.world.Nodes[i].Outages {
			until = min(until, r.time(o.From))
		}
		left := until - spec.RoundTrip - spec.PerRequest
		if r.world.Nodes[i].Cold {
			left -= spec.Load
		}
		if !equal {
			sum += max(0, left.Seconds()) / spec.PerText.Seconds() * wireTokens
			continue
		}
		each := simulate.CountTokens(r.texts[0])
		for k := range r.texts {
			left -= spec.Cost(k, each)
			if left < 0 {
				break
			}
			sum += float64(each)
		}
	}
	return sum >= float64(tokens)
}

// wireContender runs a batch over HTTP and returns how long it took.
type wireContender struct {
	name string
	run  func(ctx context.Context, r *wireRun, known []lesson) (time.Duration, error)
}

// wireRow is what a scenario came to over HTTP.
type wireRow struct {
	name   string
	bound  time.Duration
	ratios map[string][]float64 // makespan over the bound
	pairs  map[string][]float64 // makespan over that of auto in the same run
}

// measureWire runs every contender in every run, in turns that begin with
// another one each time.
func measureWire(ctx context.Context, s scenario, scale float64, o options, contenders []wireContender) (wireRow, error) {
	row := wireRow{name: s.name, ratios: map[string][]float64{}, pairs: map[string][]float64{}}
	known, err := teachWire(ctx, s.make(o.seed^0x5eed), scale)
	if err != nil {
		return row, err
	}
	for i := range o.runs {
		world := s.make(o.seed + uint64(i))
		took := map[string]float64{}
		for k := range contenders {
			c := contenders[(k+i)%len(contenders)]
			r, err := startWire(ctx, world, scale)
			if err != nil {
				return row, err
			}
			row.bound = r.bound()
			t, err := c.run(ctx, r, known)
			if err = errors.Join(err, r.close()); err != nil {
				return row, fmt.Errorf("%s in %s: %w", c.name, s.name, err)
			}
			took[c.name] = t.Seconds()
			row.ratios[c.name] = append(row.ratios[c.name], t.Seconds()/row.bound.Seconds())
		}
		for name, t := range took {
			row.pairs[name] = append(row.pairs[name], t/took["auto"])
		}
	}
	return row, nil
}

// teachWire runs an earlier batch on the same flock, without its faults.
func teachWire(ctx context.Context, w *virtual.World, scale float64) ([]lesson, error) {
	for i := range w.Nodes {
		w.Nodes[i].Outages, w.Nodes[i].Changes, w.Nodes[i].Cold = nil, nil, false
	}
	w.Sizes = virtual.EqualTexts(max(warm, 4*len(w.Nodes)))
	r, err := startWire(ctx, w, scale)
	if err != nil {
		return nil, err
	}
	_, known, err := runFlock(ctx, r.urls(), r.texts, nil, flockOptions{begin: func() {}})
	return known, errors.Join(err, r.close())
}

// runWire runs the table over HTTP.
func runWire(ctx context.Context, o options, out io.Writer) error {
	contenders := wireContenders()
	if proxy, err := findNginx(); err == nil {
		contenders = append(contenders, proxy)
	} else {
		fmt.Fprintf(out, "without nginx: %v\n", err)
	}
	byName := map[string]scenario{}
	for _, s := range scenarios() {
		byName[s.name] = s
	}
	rows := make([]wireRow, 0, len(wireScenarios()))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(o.parallel)
	for _, w := range wireScenarios() {
		if !o.only.MatchString(w.name) {
			continue
		}
		s, ok := byName[w.name]
		if !ok {
			return fmt.Errorf("there is no scenario %q", w.name)
		}
		rows = append(rows, wireRow{})
		row := &rows[len(rows)-1]
		group.Go(func() (err error) {
			*row, err = measureWire(ctx, s, w.scale, o, contenders)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err //nolint:wrapcheck // names contender and scenario
	}
	printWireHead(out, o, contenders)
	for _, r := range rows {
		printWireRow(out, o, r, contenders)
	}
	printWireSummary(out, o, rows, contenders)
	return nil
}
