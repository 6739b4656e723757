package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
)

// On real servers there is no bound to compute, so every contender is compared
// with auto in the same run.

// realTexts are so many different texts of a few dozen words.
func realTexts(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("report %d of the flock: %s", i, strings.Repeat("the sheep of hill and valley are counted at dusk, ", 2+i%3))
	}
	return out
}

// runReal compares on servers that run elsewhere.
func runReal(ctx context.Context, o options, out io.Writer) error {
	texts := realTexts(o.texts)
	opt := flockOptions{model: o.model, begin: func() {}}
	if _, _, err := runFlock(ctx, o.nodes, texts[:min(len(texts), 60)], nil, opt); err != nil { // loads the model everywhere
		return err
	}
	_, known, err := runFlock(ctx, o.nodes, texts, nil, opt)
	if err != nil {
		return err
	}
	own := func(s cluster.Steering) func() (time.Duration, error) {
		return func() (time.Duration, error) {
			took, _, err := runFlock(ctx, o.nodes, texts, known, flockOptions{model: o.model, steering: s, begin: opt.begin})
			return took, err
		}
	}
	contenders := []struct {
		name string
		run  func() (time.Duration, error)
	}{
		{"auto", own(cluster.Steering{})},
		{"sequential", own(cluster.Steering{Forced: adaptive.Sequential})},
		{"even split", func() (time.Duration, error) {
			c, err := newOthers(o.nodes, o.model)
			if err != nil {
				return 0, err
			}
			begun := time.Now()
			err = c.evenSplit(ctx, texts)
			return time.Since(begun), err
		}},
		{"nginx least_conn", func() (time.Duration, error) {
			path, err := exec.LookPath("nginx")
			if err != nil {
				return 0, fmt.Errorf("install nginx to measure against it: %w", err)
			}
			return runNginx(ctx, path, o.nodes, texts, o.model, func() {})
		}},
	}
	took := map[string][]float64{}
	ratio := map[string][]float64{}
	for i := range o.runs {
		now := map[string]float64{}
		for k := range contenders {
			c := contenders[(k+i)%len(contenders)]
			t, err := c.run()
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			now[c.name] = t.Seconds()
		}
		for name, t := range now {
			took[name] = append(took[name], t)
			ratio[name] = append(ratio[name], t/now["auto"])
		}
	}
	fmt.Fprintf(out, "%d texts on %d real servers, %d runs\n\n| | median | over auto in the same run: median | p95 |\n|---|---|---|---|\n",
		len(texts), len(o.nodes), o.runs)
	for _, c := range contenders {
		fmt.Fprintf(out, "| %s | %.2f s | %.2f | %.2f |\n", c.name, quantile(took[c.name], 0.5),
			quantile(ratio[c.name], 0.5), quantile(ratio[c.name], 0.95))
	}
	return nil
}
