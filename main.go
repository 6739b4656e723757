// Flocktop watches a flock of Ollama servers live and embeds batches of
// documents on them. See README.md.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"flocktop/internal/cli"
	"flocktop/internal/documents"
)

func main() {
	if documents.WorkerMain() { // this process was started to read a document
		return
	}
	os.Exit(run())
}

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), endings()...)
	defer stop()
	streams := cli.Streams{Out: os.Stdout, Err: os.Stderr}
	return cli.Run(ctx, os.Args[1:], streams, dashboard)
}

// endings are the signals that end the program. What its starter has it ignore
// stays ignored: a closed terminal after nohup, ctrl+c in the background.
func endings() []os.Signal {
	out := []os.Signal{syscall.SIGTERM}
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			out = append(out, s)
		}
	}
	return out
}
