package simulate

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkReadyMade measures how many texts a second a node can answer when
// they cost nothing, the client reading but not decoding. The dispatcher's
// benchmark needs at least 20,000.
func BenchmarkReadyMade(b *testing.B) { benchmarkTexts(b, Spec{Models: Known(Nomic), ReadyMade: true}) }

// BenchmarkComputed is the same with vectors that are computed.
func BenchmarkComputed(b *testing.B) { benchmarkTexts(b, Spec{Models: Known(Nomic)}) }

func benchmarkTexts(b *testing.B, spec Spec) {
	s, err := Start(b.Context(), spec)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	const perRequest = 64
	input := make([]string, perRequest)
	for i := range input {
		input[i] = fmt.Sprintf("%d: %s", i, strings.Repeat("The shepherd shears the sheep in June. ", 25))
	}
	body, err := json.Marshal(map[string]any{"model": Nomic, "input": input})
	if err != nil {
		b.Fatal(err)
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	c := &http.Client{Transport: transport}
	for b.Loop() {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, s.URL()+"/api/embed", bytes.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		res, err := c.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
	b.ReportMetric(float64(b.N*perRequest)/b.Elapsed().Seconds(), "texts/s")
}

// BenchmarkTiming measures how much longer than the plan a node takes for a
// stream of requests, two of them in flight.
func BenchmarkTiming(b *testing.B) {
	s, err := Start(b.Context(), Spec{Models: Known(MiniLM), PerText: time.Millisecond, PerRequest: time.Millisecond})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	transport := &http.Transport{MaxIdleConnsPerHost: 2}
	defer transport.CloseIdleConnections()
	c := &http.Client{Transport: transport}
	const requests, perRequest = 50, 9
	body, err := json.Marshal(map[string]any{"model": MiniLM, "input": texts(perRequest)})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		todo := make(chan struct{}, requests)
		for range requests {
			todo <- struct{}{}
		}
		close(todo)
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() {
				for range todo {
					req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, s.URL()+"/api/embed", bytes.NewReader(body))
					if err != nil {
						b.Error(err)
						return
					}
					res, err := c.Do(req)
					if err != nil {
						b.Error(err)
						return
					}
					_, _ = io.Copy(io.Discard, res.Body)
					_ = res.Body.Close()
				}
			})
		}
		group.Wait()
	}
	plan := float64(b.N) * requests * (perRequest + 1) * float64(time.Millisecond)
	b.ReportMetric(100*(float64(b.Elapsed())/plan-1), "%over")
}
