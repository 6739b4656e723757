// Command soak lets the client work for a long time on servers that keep
// failing, and looks whether anything is lost or grows:
//
//	go run ./internal/soak -minutes 30 -nodes 10 -texts 2000000 -dimension 64
//
// Simulated servers answer as fast as they can; faults are drawn with the seed,
// on random nodes, all the time. The texts are spread over the minutes. Every
// text must be stored once, memory and goroutines must stay level. Both ends
// run in this process, so its figures are those of both. Exit codes: 0 all is
// well, 1 something is not, 130 interrupted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// options are the flags.
type options struct {
	minutes   float64
	nodes     int
	texts     int
	dimension int
	seed      uint64
	every     time.Duration
}

func (o options) duration() time.Duration {
	return time.Duration(o.minutes * float64(time.Minute))
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout)) //nolint:forbidigo // this is a program of its own
}

// The exit codes.
const (
	exitGood        = 0
	exitBad         = 1
	exitInterrupted = 130
)

func run(args []string, out io.Writer) int {
	o, err := parse(args)
	if err != nil {
		fmt.Fprintln(out, "soak:", err)
		return exitBad
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	good, err := soak(ctx, o, out)
	switch {
	case err != nil && !errors.Is(err, context.Canceled):
		fmt.Fprintln(out, "soak:", err)
		return exitBad
	case !good:
		return exitBad
	case ctx.Err() != nil:
		return exitInterrupted
	}
	return exitGood
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	flags.Float64Var(&o.minutes, "minutes", 30, "how long the texts are spread over")
	flags.IntVar(&o.nodes, "nodes", 10, "simulated servers")
	flags.IntVar(&o.texts, "texts", 2_000_000, "texts")
	flags.IntVar(&o.dimension, "dimension", 64, "numbers of a vector")
	flags.Uint64Var(&o.seed, "seed", 1, "draws the faults")
	flags.DurationVar(&o.every, "every", 10*time.Second, "time between two lines")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.minutes <= 0 || o.nodes < 3 || o.texts < 1 || o.dimension < 1 || o.every <= 0 {
		return o, errors.New("there must be minutes, texts and numbers, and three nodes at least")
	}
	return o, nil
}
