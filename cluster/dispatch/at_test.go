package dispatch

import (
	"testing"
	"time"
)

func TestWhatANodeIsAt(t *testing.T) {
	for name, test := range map[string]struct {
		node  Node
		known bool
	}{
		"measured":       {Node{ID: "a", Loaded: true, Learned: Learned{PerUnit: 0.001, Texts: 100}}, true},
		"never measured": {Node{ID: "a", Loaded: true, Guess: 0.001}, false},
		"it loads first": {Node{ID: "a", Learned: Learned{PerUnit: 0.001, Texts: 100}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := New(DefaultSettings(), []Node{test.node})
			d.SetUp(0, true)
			d.Add(Text{ID: 1, Work: 100})
			d.Close()
			r, ok := d.Next(0)
			if !ok {
				t.Fatal("no request")
			}
			lasted, expected, known := d.At(400*time.Millisecond, 0)
			if known != test.known {
				t.Fatalf("known %t, want %t", known, test.known)
			}
			if known && (lasted != 400*time.Millisecond || expected != 100*time.Millisecond) {
				t.Errorf("at it for %v, %v were expected", lasted, expected)
			}
			d.Answered(time.Second, r.ID, Answer{})
			if _, _, known := d.At(2*time.Second, 0); known {
				t.Error("it is at nothing any more")
			}
		})
	}
}
