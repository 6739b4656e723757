// Flocktop watches a flock of Ollama servers live and embeds batches of
// documents on them. See README.md.
package main

import (
	"os"

	"flocktop/internal/cli"
	"flocktop/internal/documents"
	"flocktop/internal/footprint"
)

func main() {
	if documents.WorkerMain() { // this process was started to read a document
		return
	}
	os.Exit(run())
}

func run() int {
	footprint.Garbage()
	ctx, s := heed()
	defer s.stop()
	streams := cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Console: console}
	return cli.Run(ctx, os.Args[1:], streams, s.dashboard)
}
