package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

const modelName = "soak-embed:latest"

// spec describes the i-th server: each takes a few milliseconds a text, so that
// all of them together are several times faster than the texts come.
func (o options) spec(i int) simulate.Spec {
	const perText = 500 * time.Microsecond
	return simulate.Spec{
		Name: fmt.Sprintf("node %d", i), Seed: o.seed + uint64(i), ReadyMade: true, //nolint:gosec // counts from 0
		PerText: perText * time.Duration(1+i%4), PerRequest: time.Millisecond, Noise: 0.1,
		Models: []simulate.Model{{
			Name: modelName, Digest: strings.Repeat("50a4", 16), Family: "bert", ParameterSize: "1M", Quantization: "F16",
			Dimension: o.dimension, ContextLength: 2048, Size: megabyte,
		}},
	}
}

// ejections counts the log records that speak of one.
type ejections struct {
	slog.Handler
	count *atomic.Int64
}

func (e ejections) Enabled(context.Context, slog.Level) bool { return true }

func (e ejections) Handle(_ context.Context, r slog.Record) error {
	if strings.HasPrefix(r.Message, cluster.Ejected.String()) {
		e.count.Add(1)
	}
	return nil
}

func (e ejections) WithAttrs([]slog.Attr) slog.Handler { return e }

func (e ejections) WithGroup(string) slog.Handler { return e }

// soaking is a run.
type soaking struct {
	options
	out     io.Writer
	servers []*simulate.Server
	flock   *cluster.Flock
	ejected atomic.Int64
	ledger  *ledger
	source  *source
	ill     *epidemic
	samples []sample
}

// soak runs it all, and says whether all was well.
func soak(ctx context.Context, o options, out io.Writer) (good bool, err error) {
	before := runtime.NumGoroutine()
	s := &soaking{options: o, out: out, ledger: newLedger(o.texts), source: newSource(o.texts, o.duration())}
	defer func() {
		for _, server := range s.servers {
			err = errors.Join(err, server.Close())
		}
	}()
	cfg := cluster.DefaultConfig()
	cfg.Model = modelName
	cfg.Log = slog.New(ejections{slog.DiscardHandler, &s.ejected})
	for i := range o.nodes {
		server, err := simulate.Start(context.WithoutCancel(ctx), o.spec(i))
		if err != nil {
			return false, err //nolint:wrapcheck // names the node
		}
		s.servers = append(s.servers, server)
		cfg.Nodes = append(cfg.Nodes, cluster.NodeConfig{URL: server.URL()})
	}
	if s.flock, err = cluster.New(cfg); err != nil {
		return false, err //nolint:wrapcheck // names the node
	}
	s.ill = newEpidemic(s.servers, o.seed)
	begun := time.Now()
	progress, err := s.work(ctx)
	if err != nil && ctx.Err() == nil {
		return false, err
	}
	good = s.verdict(progress, time.Since(begun), ctx.Err() != nil)
	return s.leavesNothing(before) && good, ctx.Err() //nolint:wrapcheck // the context's
}

// work embeds the texts, with faults coming and going and samples taken.
func (s *soaking) work(ctx context.Context) (cluster.Progress, error) {
	running, stop := context.WithCancel(ctx)
	var beside sync.WaitGroup
	defer beside.Wait()
	defer stop()
	beside.Go(func() { s.flock.Run(running) })
	if err := s.flock.Settled(running); err != nil {
		return cluster.Progress{}, err //nolint:wrapcheck // the context's
	}
	var outbreak error
	beside.Go(func() { outbreak = s.ill.run(running) })
	beside.Go(func() { s.watch(running) })
	texts := make(chan []cluster.Text, 2)
	beside.Go(func() { s.source.run(running, texts) })
	snapshot := s.flock.Snapshot()
	progress, err := s.flock.Embed(running, cluster.Batch{
		Model: snapshot.Model, Digest: snapshot.Digest, Announced: s.dimension,
		Texts: texts, Expected: s.source.expected, Ledger: s.ledger,
	})
	stop()
	beside.Wait()
	return progress, errors.Join(err, outbreak)
}

// watch takes a sample and prints a line, again and again.
func (s *soaking) watch(ctx context.Context) {
	begun := time.Now()
	clock := time.NewTicker(s.every)
	defer clock.Stop()
	last := sample{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-clock.C:
		}
		done := s.ledger.tally()
		now := take(time.Since(begun), done.stored+done.rejected)
		s.samples = append(s.samples, now)
		rate := float64(now.texts-last.texts) / (now.at - last.at).Seconds()
		fmt.Fprintf(s.out, "%7s %9d texts %6.0f/s  %s  %d ill of %d, %d ejections\n", now.at.Round(time.Second), now.texts, rate, now,
			s.ill.sick.Load(), len(s.servers), s.ejected.Load())
		last = now
	}
}

// verdict prints how it went.
func (s *soaking) verdict(p cluster.Progress, took time.Duration, interrupted bool) bool {
	t := s.ledger.tally()
	good := t.twice == 0 && t.mixed == 0
	fmt.Fprintf(s.out, "\n%d texts in %s: %d stored, %d given up, %d twice, %d with another text's vector; %d computed\n",
		s.texts, took.Round(time.Second), t.stored, t.rejected, t.twice, t.mixed, p.Computed)
	fmt.Fprintf(s.out, "%d faults, %d ejections\n", s.ill.begun, s.ejected.Load())
	if lost := s.texts - t.stored - t.rejected; !interrupted && lost != 0 {
		fmt.Fprintf(s.out, "LOST: %d texts\n", lost)
		good = false
	}
	// a text that one node blames may wait until another one falls ill the same way
	const seldom = 1e-4
	if float64(t.rejected) > math.Ceil(seldom*float64(s.texts)) {
		fmt.Fprintf(s.out, "GIVEN UP: no text was at fault, the last was given up for: %s\n", t.reason)
		good = false
	}
	compared := rises(s.samples)
	if compared == nil {
		fmt.Fprintln(s.out, "too short to say whether anything grows")
	}
	for _, r := range compared {
		word := "level"
		if !r.level {
			word, good = "GROWS", false
		}
		fmt.Fprintf(s.out, "%-10s %8.1f in the first third, %8.1f in the last: %s\n", r.name, r.first, r.last, word)
	}
	return good
}

// leavesNothing closes the servers and waits for everything to end.
func (s *soaking) leavesNothing(before int) bool {
	for _, server := range s.servers {
		if err := server.Close(); err != nil {
			fmt.Fprintln(s.out, "soak:", err)
		}
	}
	const patience = 10 * time.Second
	end := time.Now().Add(patience)
	pause := time.NewTicker(tick)
	defer pause.Stop()
	for runtime.NumGoroutine() > before {
		if time.Now().After(end) {
			fmt.Fprintf(s.out, "LEFT BEHIND: %d goroutines more than before\n", runtime.NumGoroutine()-before)
			return false
		}
		<-pause.C
	}
	fmt.Fprintln(s.out, "no goroutine is left behind")
	return true
}
