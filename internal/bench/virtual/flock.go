package virtual

import (
	"math"
	"time"

	"flocktop/cluster/dispatch"
)

// tokens is the work of the mean text, as the dispatcher sees it.
const tokens = 200

// Flock is the project's own policy: package dispatch, driven as the cluster
// drives it.
type Flock struct {
	// Learned are the start values of each node; nil where nothing is known.
	Learned []dispatch.Learned
	// Settings are the dispatcher's; the zero value means the defaults.
	Settings dispatch.Settings
	// Allow restricts the run to these nodes; nil allows all.
	Allow []int
	// Watch is called after every event, for tests.
	Watch func(d *dispatch.Dispatcher, now time.Duration)

	// Predicted is what the dispatcher said when PredictAfter of the texts were
	// answered.
	Predicted    time.Duration
	PredictAfter int
	answered     int

	client     *Client
	dispatcher *dispatch.Dispatcher
	requests   map[uint64]dispatch.Request // by the simulation's number
	numbers    map[uint64]uint64           // the simulation's number of a request
}

// Start implements [Policy].
func (f *Flock) Start(c *Client) {
	f.client = c
	f.requests = map[uint64]dispatch.Request{}
	f.numbers = map[uint64]uint64{}
	if f.Settings.InFlight == 0 {
		f.Settings = dispatch.DefaultSettings()
	}
	var nodes []dispatch.Node
	for i, n := range c.World.Nodes {
		node := dispatch.Node{Guess: n.Guess / tokens, Loaded: !n.Cold, Load: duration(n.Load)}
		if f.Learned != nil {
			node.Learned = f.Learned[i]
		}
		node.Learned.RoundTrip = duration(n.RoundTrip) // probes have measured it
		if n.Guess == 0 {
			node.Guess = n.PerText / tokens
		}
		nodes = append(nodes, node)
	}
	f.dispatcher = dispatch.New(f.Settings, nodes)
	for i := range nodes {
		f.dispatcher.SetUp(i, true)
	}
	if f.Allow != nil {
		f.dispatcher.Allow(f.Allow)
	}
	texts := make([]dispatch.Text, len(c.World.Sizes))
	for i, size := range c.World.Sizes {
		texts[i] = dispatch.Text{ID: int64(i), Work: size * tokens}
	}
	f.dispatcher.Add(texts...)
	f.dispatcher.Close()
	f.step()
}

// Dispatcher is the one of the last run.
func (f *Flock) Dispatcher() *dispatch.Dispatcher { return f.dispatcher }

// Lessons is what the last run taught about each node.
func (f *Flock) Lessons() []dispatch.Learned {
	out := make([]dispatch.Learned, len(f.client.World.Nodes))
	for i := range out {
		out[i] = f.dispatcher.Learned(i)
	}
	return out
}

// Answered implements [Policy].
func (f *Flock) Answered(number uint64, load float64) {
	r := f.requests[number]
	delete(f.requests, number)
	for _, i := range f.dispatcher.Answered(f.now(), r.ID, dispatch.Answer{Load: duration(load)}) {
		f.client.Done(int(r.Texts[i]))
		f.answered++
	}
	if f.PredictAfter > 0 && f.answered >= f.PredictAfter && f.Predicted == 0 {
		f.Predicted = f.dispatcher.PlannedEnd(f.now())
	}
	f.step()
}

// Failed implements [Policy]: resets and refusals mean that the node is broken.
func (f *Flock) Failed(number uint64) {
	r := f.requests[number]
	delete(f.requests, number)
	f.dispatcher.Failed(f.now(), r.ID, dispatch.Broken)
	f.client.Probe(r.Node)
	f.step()
}

// Tick implements [Policy].
func (f *Flock) Tick() { f.step() }

// Back implements [Policy].
func (f *Flock) Back(node int) {
	f.dispatcher.SetUp(node, true)
	f.step()
}

func (f *Flock) now() time.Duration { return duration(f.client.Now()) }

// step does what a driver does after every event.
func (f *Flock) step() {
	now := f.now()
	again, silent := f.dispatcher.Check(now)
	for _, node := range silent {
		f.client.Probe(node)
	}
	for _, id := range f.dispatcher.Cancelled() {
		f.client.Cancel(f.numbers[id])
	}
	for {
		r, ok := f.dispatcher.Next(now)
		if !ok {
			break
		}
		texts := make([]int, len(r.Texts))
		for i, t := range r.Texts {
			texts[i] = int(t)
		}
		number := f.client.Send(r.Node, texts)
		f.requests[number] = r
		f.numbers[r.ID] = number
	}
	if f.Watch != nil {
		f.Watch(f.dispatcher, now)
	}
	f.client.Wake(again.Seconds())
}

func duration(seconds float64) time.Duration {
	return time.Duration(math.Round(seconds * float64(time.Second)))
}
