package dispatch

import (
	"testing"
	"time"
)

// burdened is a dispatcher of one node with a request of one text of 100 units
// under way.
func burdened(t *testing.T) (*Dispatcher, Request) {
	t.Helper()
	d := New(DefaultSettings(), []Node{{ID: "a", Guess: 0.001, Loaded: true}})
	d.SetUp(0, true)
	d.Add(Text{ID: 1, Work: 100})
	d.Close()
	r, ok := d.Next(0)
	if !ok {
		t.Fatal("no request")
	}
	d.Burden(r.ID, 25)
	return d, r
}

func TestABurdenIsNoPartOfTheLesson(t *testing.T) {
	d, r := burdened(t)
	d.Answered(125*time.Millisecond, r.ID, Answer{})
	if got := d.Learned(0).PerUnit; got < 0.00099 || got > 0.00101 {
		t.Errorf("%g seconds a unit, want 0.001", got)
	}
}

func TestWhatWasSentAgainWithoutItsBurdenCountsFromThen(t *testing.T) {
	d, r := burdened(t)
	d.Unburden(300*time.Millisecond, r.ID)
	d.Answered(400*time.Millisecond, r.ID, Answer{})
	if got := d.Learned(0).PerUnit; got < 0.00099 || got > 0.00101 {
		t.Errorf("%g seconds a unit, want 0.001", got)
	}
}

// However often nodes fall over what a text travels with, the text is not given
// up for it.
func TestTextsAreNotBlamedForABurden(t *testing.T) {
	d, r := burdened(t)
	at := time.Second
	for range 10 {
		if out := d.Failed(at, r.ID, Fell); len(out) > 0 {
			t.Fatalf("given up: %v", out)
		}
		at += time.Second
		d.SetUp(0, true)
		var ok bool
		if r, ok = d.Next(at); !ok {
			t.Fatal("it does not come again")
		}
		d.Burden(r.ID, 25)
	}
	if len(d.Condemned()) > 0 {
		t.Error("it is condemned")
	}
}
