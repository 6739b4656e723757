package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"flocktop/cluster"
	"flocktop/internal/simulate"
	"flocktop/internal/simulate/simulatetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func short() options {
	return options{minutes: 0.02, nodes: 4, texts: 3000, dimension: 64, seed: 1, every: 100 * time.Millisecond}
}

func TestAShortSoakLosesNothing(t *testing.T) {
	var out bytes.Buffer
	good, err := soak(t.Context(), short(), &out)
	if err != nil || !good {
		t.Fatalf("%v\n%s", err, out.String())
	}
	for _, said := range []string{"3000 stored, 0 given up, 0 twice", "heap MB", "no goroutine is left behind"} {
		if !strings.Contains(out.String(), said) {
			t.Errorf("%q is not in\n%s", said, out.String())
		}
	}
}

func TestASoakCanBeInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	o := short()
	o.minutes, o.texts, o.every = 60, 3_000_000, 20*time.Millisecond
	var out bytes.Buffer
	lines := 0
	good, err := soak(ctx, o, writer(func(p []byte) (int, error) {
		lines++
		if lines == 3 {
			stop()
		}
		return out.Write(p)
	}))
	if err == nil || !good || !strings.Contains(out.String(), "0 twice") {
		t.Errorf("good %v, %v\n%s", good, err, out.String())
	}
}

type writer func(p []byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

func TestTheLedgerFindsWhatItIsThereFor(t *testing.T) {
	one, other := []float32{1, 0}, []float32{0, 1}
	deliver := func(l *ledger, id int64, v []float32) {
		if err := l.Store(t.Context(), cluster.Delivery{IDs: []int64{id}, Vectors: [][]float32{v}}); err != nil {
			t.Fatal(err)
		}
	}
	l := newLedger(3 * kinds)
	deliver(l, 1, one)
	deliver(l, 1+kinds, one)
	if got := l.tally(); got.stored != 2 || got.twice != 0 || got.mixed != 0 {
		t.Errorf("%+v", got)
	}
	deliver(l, 1, one)
	deliver(l, 1+2*kinds, other)
	if err := l.Reject(t.Context(), 2, cluster.Rejection{Reason: "no"}); err != nil {
		t.Fatal(err)
	}
	if got := l.tally(); got.stored != 4 || got.twice != 1 || got.mixed != 1 || got.rejected != 1 {
		t.Errorf("%+v", got)
	}
}

func TestRises(t *testing.T) {
	flat := func(i int) sample { return sample{heap: 50 * megabyte, goroutines: 100 + i%7, files: 60} }
	for name, c := range map[string]struct {
		sample func(int) sample
		count  int
		grows  string
	}{
		"level":         {flat, 30, ""},
		"too few":       {flat, 5, ""},
		"one peak":      {func(i int) sample { s := flat(i); s.heap *= uint64(1 + i/29*9); return s }, 30, ""},
		"heap leaks":    {func(i int) sample { s := flat(i); s.heap += uint64(i) * megabyte; return s }, 60, "heap MB"},
		"goroutines do": {func(i int) sample { s := flat(i); s.goroutines += 3 * i; return s }, 60, "goroutines"},
		"files do":      {func(i int) sample { s := flat(i); s.files += 3 * i; return s }, 60, "files"},
	} {
		t.Run(name, func(t *testing.T) {
			var samples []sample
			for i := range c.count {
				samples = append(samples, c.sample(i))
			}
			compared := rises(samples)
			if (compared == nil) != (c.count < fewest) {
				t.Fatalf("%+v", compared)
			}
			for _, r := range compared {
				if r.level == (r.name == c.grows) {
					t.Errorf("%+v", r)
				}
			}
		})
	}
}

// The epidemic never takes all nodes for long, and the same seed brings the
// same one.
func TestTheEpidemicLeavesSomeNodes(t *testing.T) {
	course := func() string {
		var servers []*simulate.Server
		for i := range 6 {
			s := simulatetest.Start(t, short().spec(i))
			servers = append(servers, s)
		}
		e := newEpidemic(servers, 7)
		var log strings.Builder
		dark := 0
		for range 3000 {
			if err := e.tick(); err != nil {
				t.Fatal(err)
			}
			dark++
			blamers := 0
			for i, p := range e.patients {
				if p.has == nil {
					dark = 0
					continue
				}
				if p.has.blames {
					blamers++
				}
				fmt.Fprint(&log, i, p.has.name, " ")
			}
			if dark > blackout || blamers > 1 {
				t.Fatalf("all nodes are ill for %d ticks, %d blame texts", dark, blamers)
			}
		}
		if e.begun < 50 {
			t.Errorf("%d ailments", e.begun)
		}
		return log.String()
	}
	if first, second := course(), course(); first != second {
		t.Error("the same seed gives two courses")
	}
}

func TestFlagsThatCannotBe(t *testing.T) {
	for _, args := range [][]string{{"-nodes", "2"}, {"-minutes", "0"}, {"-texts", "x"}} {
		if code := run(args, io.Discard); code != exitBad {
			t.Errorf("%v: exit code %d", args, code)
		}
	}
}
