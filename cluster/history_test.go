package cluster

import (
	"math"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestHistoryOfASecond(t *testing.T) {
	vram := int64(700)
	tests := map[string]struct {
		second                         func(*member)
		rate, response, inFlight, vram float64
	}{
		"nothing known":                  {func(m *member) { m.answers = false }, 0, math.NaN(), 0, math.NaN()},
		"at rest":                        {func(m *member) { m.vramUsed = &vram }, 0, math.NaN(), 0, 700},
		"away, with what it held before": {func(m *member) { m.vramUsed, m.answers = &vram, false }, 0, math.NaN(), 0, math.NaN()},
		"two answers, mean of their times": {func(m *member) {
			m.spread(12, 0)
			m.past.answered(time.Second)
			m.past.answered(3 * time.Second)
		}, 12, 2, 0, math.NaN()},
		"more under way than at the end": {func(m *member) { m.flight, m.past.peak = 1, 4 }, 0, math.NaN(), 4, math.NaN()},
		"under way all the time":         {func(m *member) { m.flight = 2 }, 0, math.NaN(), 2, math.NaN()},
	}
	same := func(a, b float64) bool { return a == b || (math.IsNaN(a) && math.IsNaN(b)) }
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			m := healthy()
			test.second(m)
			m.closeSecond()
			h := m.history()
			if len(h.Rates) != 1 || len(h.Response) != 1 || len(h.InFlight) != 1 || len(h.VRAM) != 1 {
				t.Fatalf("after a second there are %d, %d, %d and %d values", len(h.Rates), len(h.Response), len(h.InFlight), len(h.VRAM))
			}
			if !same(h.Rates[0], test.rate) || !same(h.Response[0], test.response) || !same(h.InFlight[0], test.inFlight) || !same(h.VRAM[0], test.vram) {
				t.Errorf("%v", h)
			}
		})
	}
}

// A second's figures are of that second alone, and what is under way at its end
// is under way in the next.
func TestHistoryBeginsEachSecondAnew(t *testing.T) {
	m := healthy()
	m.spread(5, 0)
	m.flight, m.past.peak = 1, 3
	m.past.answered(time.Second)
	m.closeSecond()
	m.flight = 0
	m.closeSecond()
	m.closeSecond()
	h := m.history()
	if !slices.Equal(h.Rates, []float64{5, 0, 0}) || !slices.Equal(h.InFlight, []float64{3, 1, 0}) || h.Response[0] != 1 || !math.IsNaN(h.Response[1]) {
		t.Errorf("%+v", h)
	}
}

// Whenever a node begins to work, its series have the same length, end with the
// newest second and hold no more than ten minutes.
func TestHistoryKeepsTheLastSecondsOnly(t *testing.T) {
	const idle, seconds = 50, 3*RateHistory + 7
	m := healthy()
	for i := range seconds {
		if i >= idle {
			m.spread(i, 0)
		}
		m.past.peak = i
		m.closeSecond()
		h := m.history()
		n := min(i+1, RateHistory)
		if len(h.Rates) != n || len(h.Response) != n || len(h.InFlight) != n || len(h.VRAM) != n {
			t.Fatalf("second %d: %d, %d, %d and %d values, want %d", i, len(h.Rates), len(h.Response), len(h.InFlight), len(h.VRAM), n)
		}
		for j := range n {
			second := i + 1 - n + j
			rate := float64(second)
			if second < idle {
				rate = 0
			}
			if h.Rates[j] != rate || h.InFlight[j] != float64(second) {
				t.Fatalf("second %d: value %d of second %d is %v and %v", i, j, second, h.Rates[j], h.InFlight[j])
			}
		}
	}
	m.history().Rates[0] = -1
	if m.history().Rates[0] == -1 {
		t.Error("a history that was handed out is not a copy")
	}
}

// Ten minutes without a text end the changes of a window.
func TestAQuietWindowStaysAsItIs(t *testing.T) {
	m := healthy()
	m.spread(3, 0)
	for range RateHistory + 1 {
		m.closeSecond()
	}
	quiet := m.rates
	if len(quiet) != RateHistory || slices.Max(quiet) != 0 {
		t.Fatalf("%d seconds, at most %v a second", len(quiet), slices.Max(quiet))
	}
	m.closeSecond()
	if !sameList(m.rates, quiet) {
		t.Error("another quiet second makes another window")
	}
	m.spread(4, 0)
	m.closeSecond()
	if m.rates[RateHistory-1] != 4 || len(m.rates) != RateHistory {
		t.Errorf("work after the quiet shows as %v", m.rates[RateHistory-1])
	}
}

func TestHistoryOfANodeThatIsNotThere(t *testing.T) {
	f := &Flock{}
	if h, ok := f.History("http://nowhere:1"); ok || h.Rates != nil {
		t.Errorf("%v, %v", h, ok)
	}
}

// A node that leaves does not take what it did out of the flock's past, and has
// its own again when it is put back, with nothing for the time between.
func TestThePastOfTheFlockStaysWhenANodeLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, err := New(Config{Nodes: []NodeConfig{{Name: "a", URL: "http://127.0.0.1:1"}, {Name: "b", URL: "http://127.0.0.1:2"}}})
		if err != nil {
			t.Fatal(err)
		}
		second := func(a, b int) {
			time.Sleep(time.Second)
			for _, m := range f.members {
				m.spread(map[string]int{"a": a, "b": b}[m.Name], 0)
			}
			f.closeSecond()
		}
		second(3, 4)
		second(5, 6)
		d, err := f.TakeOut("http://127.0.0.1:1")
		if err != nil {
			t.Fatal(err)
		}
		second(7, 8)
		second(9, 10)
		if err := f.PutBack(d); err != nil {
			t.Fatal(err)
		}
		second(1, 2)
		if want := []float64{7, 11, 8, 10, 3}; !slices.Equal(f.rates, want) {
			t.Errorf("the flock's past is %v, want %v", f.rates, want)
		}
		h, _ := f.History("http://127.0.0.1:1")
		if want := []float64{3, 5, 0, 0, 1}; !slices.Equal(h.Rates, want) || len(h.InFlight) != len(want) {
			t.Errorf("the node's is %v, want %v", h.Rates, want)
		}
	})
}
