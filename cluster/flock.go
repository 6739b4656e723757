package cluster

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"flocktop/adaptive"
)

// Flock is the set of nodes. [Flock.Run] keeps watch; the other methods may be
// called at any time, from any goroutine.
type Flock struct {
	cfg        Config
	transports *transports
	budget     *budget
	facts      modelFacts
	clock      *clock
	stalls     stalls // the clock's lock guards them

	mu         sync.Mutex
	members    []*member
	references map[string]*Reference // by digest
	usual      map[string]*usual     // by digest
	bound      map[string]bool       // by digest: kept vectors rely on the reference
	blurs      map[string]bool       // by digest: the log has that texts cannot be told apart
	contested  map[string]bool       // by digest: a node differs from a reference that may be the wrong one
	model      string
	pinned     string // digest that the model is bound to by the store or a job
	digest     string // digest that nodes are judged by
	steering   Steering
	run        context.Context // of Run; nil before it
	begun      time.Time       // when it was called
	rates      []float64       // texts a second of all nodes, also of those that left; see pushSecond
	quiet      int             // seconds in a row without a text
	seconds    int64           // that are over
	batches    int             // under way
	ample      bool            // the batch is so large that all canary texts are nothing to it
	tiny       bool            // it is so small that both short ones are something to it
	atLeisure  int             // nodes that embed canary texts while no batch is under way
	near       int             // descriptions asked for, which precede a batch
	stirred    time.Time       // when a batch was last near or under way

	withdrawals []Withdrawal // to be made
	probes      sync.WaitGroup

	snapshot atomic.Pointer[Snapshot]
	dirty    chan struct{} // a snapshot is due
	// wake tells the running batch that nodes or steering changed.
	wake chan struct{}
}

// New makes a flock. Nodes are probed once [Flock.Run] is running.
func New(cfg Config) (*Flock, error) {
	cfg = cfg.withDefaults()
	f := &Flock{
		cfg: cfg, transports: newTransports(cfg.Dial), budget: newBudget(cfg.AnswerMemory), model: FullModel(cfg.Model), pinned: cfg.Digest,
		references: map[string]*Reference{}, usual: map[string]*usual{},
		bound: map[string]bool{}, contested: map[string]bool{}, blurs: map[string]bool{},
		steering: cfg.Steering, dirty: make(chan struct{}, 1), wake: make(chan struct{}, 1),
	}
	f.clock = newClock(machineClock(), f.wasStopped)
	f.facts.clock = f.clock
	for _, r := range cfg.References {
		if r, ok := r.current(); ok { // those of today's texts come last
			f.references[r.Digest], f.bound[r.Digest] = &r, true
		}
	}
	f.recallUsual(cfg.Remembered)
	for _, n := range cfg.Nodes {
		m, err := f.newMember(n)
		if err != nil {
			return nil, err
		}
		f.members = append(f.members, m)
	}
	f.mu.Lock()
	f.settle()
	f.publish()
	f.mu.Unlock()
	return f, nil
}

func (f *Flock) newMember(n NodeConfig) (*member, error) {
	base, err := parseNodeURL(n.URL)
	if err != nil {
		return nil, err
	}
	if n.Name == "" {
		n.Name = shortHost(base)
	}
	transport, err := f.transports.get(n.CA)
	if err != nil {
		return nil, fmt.Errorf("node %s: %w", n.Name, err)
	}
	if n.Credentials != nil && exposed(base) {
		f.cfg.Log.With("node", n.Name).Warn("its credentials are sent unencrypted over a network of others: write its address with https://")
	}
	m := &member{
		NodeConfig: n, client: newClient(base, transport, n.Credentials, f.budget),
		wattPrice: f.cfg.PricePerKWh / wattSecondsPerKWh, speeds: map[string]*speed{}, checks: map[string]*check{},
		first: make(chan struct{}), back: make(chan struct{}, 1), since: time.Now(), stop: func() {},
	}
	for _, c := range f.cfg.Checked {
		if c.Node == n.URL && f.references[c.Digest] != nil {
			m.checks[c.Digest] = recalled(c)
		}
	}
	for _, r := range f.cfg.Remembered {
		if r.Node == n.URL {
			m.recall(r)
		}
	}
	return m, nil
}

const wattSecondsPerKWh = 3.6e6

func shortHost(u *url.URL) string {
	const ollamaPort = "11434"
	if u.Port() == ollamaPort || u.Port() == "" {
		return u.Hostname()
	}
	return u.Host
}

// Run watches the nodes and publishes snapshots until the context ends. It
// returns when nothing of it runs any more.
func (f *Flock) Run(ctx context.Context) {
	f.mu.Lock()
	f.run, f.begun, f.stirred = ctx, time.Now(), time.Now()
	for _, m := range f.members {
		f.watch(m)
	}
	f.mu.Unlock()
	free := f.clock.promise(idleBeat)
	f.publishLoop(ctx)
	free()
	f.lastStarts()
	f.probes.Wait()
	f.transports.closeIdle()
}

// lastStarts waits until nobody starts anything more: whoever does looks at the
// context under the lock.
func (f *Flock) lastStarts() {
	f.mu.Lock()
	defer f.mu.Unlock() //nolint:gocritic // to have had the lock is all that is wanted
}

// publishLoop publishes when something changed, though not more often than a
// screen can show, and closes the seconds of the nodes' past. They are those of the
// clock on the wall, as on the screen: a processor that is idle wakes once for both.
func (f *Flock) publishLoop(ctx context.Context) {
	const least = 50 * time.Millisecond
	second := time.NewTimer(untilNextSecond())
	defer second.Stop()
	pause := time.NewTimer(least)
	defer pause.Stop()
	var published time.Time
	var due <-chan struct{} // nil while the pause lasts
	for {
		select {
		case <-ctx.Done():
			return
		case <-second.C:
			f.clock.mark()
			second.Reset(untilNextSecond())
			f.mu.Lock()
			f.closeSecond()
			f.mu.Unlock()
			f.touch()
			continue
		case <-due:
			if early := least - time.Since(published); early > 0 {
				due = nil
				pause.Reset(early)
				continue
			}
		case <-pause.C:
			due = f.dirty
		}
		f.mu.Lock()
		f.settle()
		f.publish()
		f.mu.Unlock()
		f.cfg.Changed()
		published = time.Now()
	}
}

// untilNextSecond is the time to the next full second, or to the one after it where
// that is so near that a timer which came early would end one second twice.
func untilNextSecond() time.Duration {
	now := time.Now()
	left := now.Truncate(time.Second).Add(time.Second).Sub(now)
	if left < time.Second/10 {
		left += time.Second
	}
	return left
}

// touch has a snapshot published soon.
func (f *Flock) touch() {
	select {
	case f.dirty <- struct{}{}:
	default:
	}
}

// nudge has the running batch look at nodes and steering again.
func (f *Flock) nudge() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// publish makes the snapshot. The lock is held.
func (f *Flock) publish() {
	f.sameTexts(f.digest)
	var fastest time.Duration
	for _, m := range f.members {
		if t := m.learned(f.digest).PerText; t > 0 && (fastest == 0 || t < fastest) {
			fastest = t
		}
	}
	s := &Snapshot{At: time.Now(), Model: f.model, Digest: f.digest, Nodes: make([]Node, len(f.members)), Rates: f.rates, Second: f.seconds}
	for i, m := range f.members {
		s.Nodes[i] = m.snapshot(f.model, f.digest, fastest)
		m.revise(&s.Nodes[i])
	}
	f.snapshot.Store(s)
}

// Snapshot is the newest one published.
func (f *Flock) Snapshot() Snapshot { return *f.snapshot.Load() }

// Refresh derives all states and returns a snapshot of this very moment.
func (f *Flock) Refresh() Snapshot {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.settle()
	f.publish()
	return *f.snapshot.Load()
}

// Add takes a node in. A URL that is there already is an error.
func (f *Flock) Add(n NodeConfig) error {
	m, err := f.newMember(n)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.sameServer(m.URL); err != nil {
		return err
	}
	return f.enter(m, len(f.members))
}

// memberOf is the node of this ID, nil where there is none. The lock is held.
func (f *Flock) memberOf(id string) *member {
	for _, m := range f.members {
		if m.URL == id {
			return m
		}
	}
	return nil
}

func noNode(id string) error { return fmt.Errorf("no node has the address %s", id) }

// SetModel has nodes judged by another model. A digest binds it to that very
// build; "" lets the majority of the nodes decide.
func (f *Flock) SetModel(name, digest string) {
	f.mu.Lock()
	f.model, f.pinned, f.stirred = FullModel(name), digest, time.Now()
	for _, m := range f.members {
		m.readShare(f.model)
	}
	f.settle()
	f.mu.Unlock()
	f.touch()
	f.nudge()
}

// Steer changes forced mode, policy or pause; a running batch follows from the
// next request on.
func (f *Flock) Steer(change func(*Steering)) {
	f.mu.Lock()
	change(&f.steering)
	f.mu.Unlock()
	f.touch()
	f.nudge()
}

// Steering is what the user has set.
func (f *Flock) Steering() Steering {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.steering
}

// Thresholds are those of the rules.
func (f *Flock) Thresholds() adaptive.Thresholds { return f.cfg.Thresholds }
