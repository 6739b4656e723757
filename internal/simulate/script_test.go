package simulate

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// scripted is a flock of one node, "a", that always chokes on some text. It needs no
// listener: faults are looked at as they are put in force.
func scripted(period time.Duration, script ...Step) (*Flock, *Server) {
	server := &Server{Node: New(Spec{Name: "a"}), closed: true}
	return &Flock{
		servers: []*Server{server}, scripted: map[int][]Fault{}, byHand: map[int][]Fault{},
		scenario: Scenario{
			Nodes:  []ScenarioNode{{Spec: server.Spec(), Faults: []Fault{{Kind: PoisonText, Text: "x"}}}},
			Period: period, Script: script,
		},
	}, server
}

func TestTheScriptPlaysAgainAndAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, server := scripted(10*time.Second,
			Step{At: 2 * time.Second, Node: "a", Faults: []Fault{{Kind: Hang}}},
			Step{At: 3 * time.Second, Node: "nobody", Faults: []Fault{{Kind: Hang}}},
			Step{At: 5 * time.Second, Node: "a"},
		)
		ctx, cancel := context.WithCancel(t.Context())
		go f.play(ctx)
		time.Sleep(time.Millisecond)
		for second := range 30 {
			hangs, poisoned := server.immediate(Hang), server.immediate(PoisonText)
			if in := second % 10; hangs != (in >= 2 && in < 5) || poisoned != (second >= 2) {
				t.Errorf("second %d: hangs %v, poisoned %v", second, hangs, poisoned)
			}
			time.Sleep(time.Second)
		}
		cancel()
		synctest.Wait()
	})
}

// What is done by hand stands beside what the script does, and is taken back
// together with that.
func TestAHandBesideTheScript(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, server := scripted(0,
			Step{At: 2 * time.Second, Node: "a", Faults: []Fault{{Kind: Hang}}},
			Step{At: 4 * time.Second, Node: "a", Faults: []Fault{{Kind: SlowBy}}},
		)
		ctx, cancel := context.WithCancel(t.Context())
		go f.play(ctx)
		looks := func(when string, ails, inForce Kind) {
			t.Helper()
			if got := f.Ails("a", Down, Hang, SlowBy); got != ails {
				t.Errorf("%s it is %v, want %v", when, got, ails)
			}
			if !server.immediate(PoisonText) || inForce != 0 && !server.immediate(inForce) {
				t.Errorf("%s %v is not in force, or not what it always has", when, inForce)
			}
		}
		time.Sleep(time.Second)
		if err := f.Afflict("a", Fault{Kind: Down}); err != nil {
			t.Fatal(err)
		}
		looks("when it is killed", Down, Down)
		time.Sleep(2 * time.Second)
		looks("when the script has it hang", Down, Hang)
		if err := f.Afflict("a"); err != nil {
			t.Fatal(err)
		}
		looks("when it is well", 0, 0)
		time.Sleep(2 * time.Second)
		looks("when the script goes on", SlowBy, SlowBy)
		if err := f.Afflict("b"); err == nil {
			t.Error("a node that is not there is afflicted")
		}
		cancel()
		synctest.Wait()
	})
}
