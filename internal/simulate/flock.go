package simulate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Flock is a scenario whose servers run. It is safe for concurrent use.
type Flock struct {
	scenario Scenario
	servers  []*Server
	cancel   context.CancelFunc
	script   sync.WaitGroup

	mu       sync.Mutex
	scripted map[int][]Fault // that the script has put in force, by node
	byHand   map[int][]Fault // that [Flock.Afflict] has
}

// FlockNode is what a client has to be told of a node: the rest it finds out.
type FlockNode struct {
	Name string
	URL  string
	VRAM int64 // bytes; 0 where there is no GPU
	GPU  bool
}

// StartFlock starts a scenario's servers and its script. The flock ends with the
// context or with Close.
func StartFlock(ctx context.Context, scenario Scenario) (*Flock, error) {
	ctx, cancel := context.WithCancel(ctx)
	f := &Flock{scenario: scenario, cancel: cancel, scripted: map[int][]Fault{}, byHand: map[int][]Fault{}}
	for i, node := range scenario.Nodes {
		node.Guard = scenario.Guard
		server, err := startNear(ctx, node.Spec, scenario.Port, i)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("scenario %q: %w", scenario.Name, err), f.Close())
		}
		f.servers = append(f.servers, server)
		if err := server.Set(node.Faults...); err != nil {
			return nil, errors.Join(fmt.Errorf("scenario %q: %w", scenario.Name, err), f.Close())
		}
	}
	if len(scenario.Script) > 0 {
		f.script.Go(guarded(scenario.Guard, func() { f.play(ctx) }))
	}
	return f, nil
}

// startNear starts a server at its place in a row of ports, or at any other
// where that is taken.
func startNear(ctx context.Context, spec Spec, port, place int) (*Server, error) {
	if spec.Address == "" && port > 0 {
		wanted := spec
		wanted.Address = fmt.Sprintf("127.0.0.1:%d", port+place)
		if server, err := Start(ctx, wanted); err == nil {
			return server, nil
		}
	}
	return Start(ctx, spec)
}

// Nodes lists the nodes in the scenario's order.
func (f *Flock) Nodes() []FlockNode {
	nodes := make([]FlockNode, len(f.servers))
	for i, s := range f.servers {
		n := f.scenario.Nodes[i]
		nodes[i] = FlockNode{Name: n.Name, URL: s.URL(), VRAM: n.VRAM, GPU: n.GPU()}
	}
	return nodes
}

// Server returns the running server of a name, or nil.
func (f *Flock) Server(name string) *Server {
	if i := f.index(name); i >= 0 {
		return f.servers[i]
	}
	return nil
}

// index is the place of the node of a name, or -1.
func (f *Flock) index(name string) int {
	return slices.IndexFunc(f.servers, func(s *Server) bool { return s.spec.Name == name })
}

// Afflict puts faults in force on the node of a name, beside those that it always
// has and those of the script, until they are replaced by others. None makes it
// well, also of what the script has done to it: until that does the next thing.
func (f *Flock) Afflict(name string, faults ...Fault) error {
	i := f.index(name)
	if i < 0 {
		return fmt.Errorf("there is no simulated node %q", name)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.byHand[i] = faults
	if len(faults) == 0 {
		delete(f.scripted, i)
	}
	return f.apply(i)
}

// Ails says which fault of these kinds is in force on the node of a name, by
// hand or by the script; 0 where none is.
func (f *Flock) Ails(name string, kinds ...Kind) Kind {
	i := f.index(name)
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fault := range slices.Concat(f.byHand[i], f.scripted[i]) {
		if slices.Contains(kinds, fault.Kind) {
			return fault.Kind
		}
	}
	return 0
}

// apply puts in force what a node has to suffer. The lock is held.
func (f *Flock) apply(i int) error {
	return f.servers[i].Set(slices.Concat(f.scenario.Nodes[i].Faults, f.scripted[i], f.byHand[i])...)
}

// Close ends the script and all servers.
func (f *Flock) Close() error {
	f.cancel()
	f.script.Wait()
	var errs []error
	for _, s := range f.servers {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}

// play carries the script out, again and again.
func (f *Flock) play(ctx context.Context) {
	for begun := time.Now(); ; begun = begun.Add(f.scenario.Period) {
		for _, step := range f.scenario.Script {
			if !sleepUntil(ctx, begun.Add(step.At)) {
				return
			}
			i := f.index(step.Node)
			if i < 0 {
				continue
			}
			f.mu.Lock()
			f.scripted[i] = step.Faults
			// a node that cannot come back stays down, and the flock lives on
			_ = f.apply(i)
			f.mu.Unlock()
		}
		if f.scenario.Period <= 0 || !sleepUntil(ctx, begun.Add(f.scenario.Period)) {
			return
		}
	}
}
