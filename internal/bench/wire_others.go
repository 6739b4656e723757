package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/ollama/ollama/api"
)

// others are clients as others write them: one text a request.
type others struct {
	clients []*api.Client
	model   string

	mu     sync.Mutex
	load   []int // requests under way
	next   int   // for round robin
	failed map[int]time.Time
}

func newOthers(urls []string, model string) (*others, error) {
	o := &others{model: model, load: make([]int, len(urls)), failed: map[int]time.Time{}}
	transport := &http.Transport{MaxIdleConnsPerHost: 1024}
	for _, u := range urls {
		base, err := url.Parse(u)
		if err != nil {
			return nil, fmt.Errorf("address %s: %w", u, err)
		}
		o.clients = append(o.clients, api.NewClient(base, &http.Client{Transport: transport}))
	}
	return o, nil
}

// embed sends one text to one server.
func (o *others) embed(ctx context.Context, node int, text string) error {
	answer, err := o.clients[node].Embed(ctx, &api.EmbedRequest{Model: o.model, Input: []string{text}})
	if err == nil && len(answer.Embeddings) != 1 {
		err = fmt.Errorf("%d vectors for one text", len(answer.Embeddings))
	}
	return err //nolint:wrapcheck // only whether it failed matters
}

// shun is for how long these clients leave a server alone that failed, as
// nginx's fail_timeout does.
const shun = 10 * time.Second

// pool lets workers take texts from one queue; pick chooses the server. A text
// that failed is tried again.
func (o *others) pool(ctx context.Context, texts []string, workers int, pick func() int) error {
	queue := make(chan string, len(texts))
	for _, t := range texts {
		queue <- t
	}
	var open sync.WaitGroup
	open.Add(len(texts))
	go func() { open.Wait(); close(queue) }()
	var work sync.WaitGroup
	for range workers {
		work.Go(func() {
			for text := range queue {
				node := pick()
				err := o.embed(ctx, node, text)
				o.mu.Lock()
				o.load[node]--
				if err != nil {
					o.failed[node] = time.Now()
				}
				o.mu.Unlock()
				if err != nil && ctx.Err() == nil {
					queue <- text // it has room for all of them
					continue
				}
				open.Done()
			}
		})
	}
	work.Wait()
	return ctx.Err() //nolint:wrapcheck // the context's
}

// choose books a request on the server that better prefers, failed ones last.
func (o *others) choose(nodes []int, better func(a, b int) bool) int {
	best := -1
	for _, n := range nodes {
		if time.Since(o.failed[n]) < shun && !o.failed[n].IsZero() {
			continue
		}
		if best < 0 || better(n, best) {
			best = n
		}
	}
	if best < 0 {
		best = nodes[0]
	}
	o.load[best]++
	return best
}

func (o *others) roundRobin(nodes []int) func() int {
	return func() int {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.next++
		turn := o.next
		return o.choose(nodes, func(a, b int) bool {
			return (a+len(nodes)*turn-turn)%len(nodes) < (b+len(nodes)*turn-turn)%len(nodes)
		})
	}
}

func (o *others) leastConnections(nodes []int) func() int {
	return func() int {
		o.mu.Lock()
		defer o.mu.Unlock()
		return o.choose(nodes, func(a, b int) bool { return o.load[a] < o.load[b] })
	}
}

// evenSplit gives every server the same number of texts, two at a time; what a
// server fails on goes to the next one.
func (o *others) evenSplit(ctx context.Context, texts []string) error {
	var wait sync.WaitGroup
	for i := range o.clients {
		var own []string
		for k := i; k < len(texts); k += len(o.clients) {
			own = append(own, texts[k])
		}
		order := make([]int, len(o.clients))
		for k := range order {
			order[k] = (i + k) % len(o.clients)
		}
		wait.Go(func() {
			_ = o.pool(ctx, own, 2, func() int { // ends early only with the context, which is looked at below
				o.mu.Lock()
				defer o.mu.Unlock()
				return o.choose(order, func(int, int) bool { return false })
			})
		})
	}
	wait.Wait()
	return ctx.Err() //nolint:wrapcheck // the context's
}

// wireContenders are all that run over HTTP without a program of their own.
func wireContenders() []wireContender {
	with := func(name string, run func(context.Context, *others, *wireRun) error) wireContender {
		return wireContender{name, func(ctx context.Context, r *wireRun, _ []lesson) (time.Duration, error) {
			o, err := newOthers(r.urls(), wireModel)
			if err != nil {
				return 0, err
			}
			r.begin()
			begun := time.Now()
			err = run(ctx, o, r)
			return time.Since(begun), err
		}}
	}
	return append(ownContenders(),
		with("seed even split", func(ctx context.Context, o *others, r *wireRun) error {
			return o.evenSplit(ctx, r.texts)
		}),
		with("seed rules", func(ctx context.Context, o *others, r *wireRun) error {
			nodes, workers := seedRules(r.world)
			return o.pool(ctx, r.texts, workers, o.roundRobin(nodes))
		}),
		with("least conn", func(ctx context.Context, o *others, r *wireRun) error {
			return o.pool(ctx, r.texts, 2*len(r.servers), o.leastConnections(everyone(r.world)))
		}),
	)
}
