package main

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"flocktop/internal/simulate"
)

// ailment is a way of failing, as it is put on a node.
type ailment struct {
	name  string
	fault simulate.Fault
	flaps bool // on and off, several times a second
	// blames: the node says that a text is at fault. Two nodes that blame the
	// same text have it given up, so only one of them may be ill in this way.
	blames bool
}

// half of the requests.
const half = 0.5

func ailments() []ailment {
	return []ailment{
		{name: "killed", fault: simulate.Fault{Kind: simulate.Down}},
		{name: "flapping", fault: simulate.Fault{Kind: simulate.Down}, flaps: true},
		{name: "refusing", fault: simulate.Fault{Kind: simulate.Refuse}},
		{name: "frozen", fault: simulate.Fault{Kind: simulate.SilentAll}},
		{name: "hanging", fault: simulate.Fault{Kind: simulate.Hang}},
		{name: "hanging at times", fault: simulate.Fault{Kind: simulate.Hang, Probability: 0.1}},
		{name: "busy", fault: simulate.Fault{Kind: simulate.Busy503, Probability: half}},
		{name: "resetting", fault: simulate.Fault{Kind: simulate.ResetMidBody, Probability: half}},
		{name: "cut short", fault: simulate.Fault{Kind: simulate.CutShort, Probability: half}},
		{name: "a web page", fault: simulate.Fault{Kind: simulate.HTMLPage}},
		{name: "crashing runner", fault: simulate.Fault{Kind: simulate.EOFError, Probability: half}, blames: true},
		{name: "NaN", fault: simulate.Fault{Kind: simulate.NaN, Probability: half}, blames: true},
		{name: "wrong count", fault: simulate.Fault{Kind: simulate.WrongCount, Probability: half}},
		{name: "slow", fault: simulate.Fault{Kind: simulate.SlowBy, Factor: 20}},
		{name: "slow, without losing a word", fault: simulate.Fault{Kind: simulate.SlowBy, Factor: 3}},
	}
}

// patient is a node and what it has now.
type patient struct {
	server *simulate.Server
	has    *ailment
	left   int // ticks until it is well again
	off    bool
}

// epidemic spreads ailments. It is drawn tick by tick, so that a seed gives the
// same one whatever the machine's mood.
type epidemic struct {
	random   *rand.Rand
	patients []*patient
	kinds    []ailment
	begun    int          // ailments so far
	sick     atomic.Int64 // nodes that have one, for who looks on
}

const (
	// tick is the time between two draws.
	tick = 100 * time.Millisecond
	// oneIn is how many ticks pass, in the mean, until the next node falls ill.
	oneIn = 8
	// blackoutIn is the same for all nodes at once, which lasts blackout ticks.
	blackoutIn = 1200
	blackout   = 30
	// shortest and longest are the ticks that an ailment lasts.
	shortest, longest = 3, 150
)

func newEpidemic(servers []*simulate.Server, seed uint64) *epidemic {
	e := &epidemic{random: rand.New(rand.NewPCG(seed, 0)), kinds: ailments()}
	for _, s := range servers {
		e.patients = append(e.patients, &patient{server: s})
	}
	return e
}

// run goes on until the context ends; then all are well.
func (e *epidemic) run(ctx context.Context) error {
	clock := time.NewTicker(tick)
	defer clock.Stop()
	for {
		select {
		case <-ctx.Done():
			for _, p := range e.patients {
				if err := p.server.Clear(); err != nil {
					return err
				}
			}
			return nil
		case <-clock.C:
			err := e.tick()
			e.sick.Store(int64(e.ill()))
			if err != nil {
				return err
			}
		}
	}
}

func (e *epidemic) tick() error {
	for _, p := range e.patients {
		if err := p.tick(); err != nil {
			return err
		}
	}
	if e.random.IntN(blackoutIn) == 0 {
		for _, p := range e.patients {
			e.begun++
			if err := p.fallIll(&e.kinds[0], blackout); err != nil {
				return err
			}
		}
		return nil
	}
	if e.random.IntN(oneIn) != 0 {
		return nil
	}
	p, a := e.patients[e.random.IntN(len(e.patients))], &e.kinds[e.random.IntN(len(e.kinds))]
	last := shortest + e.random.IntN(longest-shortest)
	if p.has != nil || e.ill() >= len(e.patients)*2/3 || a.blames && e.blamed() {
		return nil
	}
	e.begun++
	return p.fallIll(a, last)
}

// ill is how many nodes have something.
func (e *epidemic) ill() int {
	n := 0
	for _, p := range e.patients {
		if p.has != nil {
			n++
		}
	}
	return n
}

// blamed says whether a node blames texts now.
func (e *epidemic) blamed() bool {
	for _, p := range e.patients {
		if p.has != nil && p.has.blames {
			return true
		}
	}
	return false
}

func (p *patient) fallIll(a *ailment, ticks int) error {
	p.has, p.left, p.off = a, ticks, false
	return p.server.Set(a.fault)
}

// tick brings the end of an ailment nearer, and a flapping node up or down.
func (p *patient) tick() error {
	if p.has == nil {
		return nil
	}
	p.left--
	const beat = 3 // ticks
	switch {
	case p.left <= 0:
		p.has = nil
		return p.server.Clear()
	case p.has.flaps && p.left%beat == 0:
		p.off = !p.off
		if p.off {
			return p.server.Clear()
		}
		return p.server.Set(p.has.fault)
	}
	return nil
}
