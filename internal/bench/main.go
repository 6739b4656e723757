// Command bench measures how close the dispatcher comes to the limit, beside
// the ways in which others run the same batches.
//
// Without flags it runs every scenario in virtual time: the real dispatcher
// under a made-up clock, on modelled nodes. The figure is the makespan over a
// lower bound that is clairvoyant: whoever reaches it has known the cost of
// every text on every node and all faults beforehand.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1) //nolint:forbidigo // this is a program of its own
	}
}

// options are the flags.
type options struct {
	runs     int
	only     *regexp.Regexp
	markdown bool
	seed     uint64
	fast     bool
	random   int
	http     bool
	parallel int // scenarios at the same time, over HTTP

	canaries bool // what canary texts cost, on real servers

	nodes []string // real servers
	model string
	texts int
}

func run(args []string, out io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	switch {
	case o.canaries:
		return runCanaries(ctx, o, out)
	case len(o.nodes) > 0:
		return runReal(ctx, o, out)
	case o.http:
		return runWire(ctx, o, out)
	}
	contenders := []contender{ours()}
	if !o.fast {
		contenders = append(contenders, baselines()...)
		contenders = append(contenders, modes()...)
	}
	printHead(out, o, contenders)
	var rows []row
	for _, s := range scenarios() {
		if !o.only.MatchString(s.name) && !o.only.MatchString(s.group) {
			continue
		}
		with, runs := contenders, o.runs
		if s.skipBaselines {
			with, runs = contenders[:1], min(runs, 3)
		}
		r := measure(s, o.seed, runs, with)
		rows = append(rows, r)
		printRow(out, o, r, contenders)
	}
	printSummary(out, rows)
	if o.only.MatchString(groupRandom) {
		printRandom(out, o)
	}
	return nil
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.IntVar(&o.runs, "runs", 15, "runs of each scenario")
	only := flags.String("only", "", "only scenarios or groups that match this `pattern`")
	flags.BoolVar(&o.markdown, "markdown", false, "print Markdown tables")
	flags.Uint64Var(&o.seed, "seed", 1, "chooses the luck of all runs")
	flags.BoolVar(&o.fast, "fast", false, "only the project's own policy")
	flags.IntVar(&o.random, "random", 200, "number of random clusters")
	flags.BoolVar(&o.http, "http", false, "over HTTP, against simulated servers on loopback, and nginx where it is installed")
	flags.IntVar(&o.parallel, "parallel", 7, "scenarios side by side over HTTP: they wait most of the time")
	nodes := flags.String("nodes", "", "compare on these real servers instead: addresses, separated by commas")
	flags.BoolVar(&o.canaries, "canaries", false, "on those servers, measure what canary texts cost a first batch of one note")
	flags.StringVar(&o.model, "model", "nomic-embed-text", "the model, on real servers")
	flags.IntVar(&o.texts, "texts", 600, "texts of a batch, on real servers")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if *nodes != "" {
		o.nodes = strings.Split(*nodes, ",")
	}
	if o.canaries && len(o.nodes) == 0 {
		return o, errors.New("-canaries needs real servers: give their addresses with -nodes")
	}
	var err error
	if o.only, err = regexp.Compile(*only); err != nil {
		return o, fmt.Errorf("-only %q is no pattern: %w", *only, err)
	}
	return o, nil
}
