package ui

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"syscall"
	"time"

	"flocktop/cluster"
	"flocktop/internal/footprint"
	"flocktop/internal/job"
)

const (
	// asBusy, in the environment, makes this program a dashboard of busyNodes nodes in
	// mid-batch that is told what changes by another process: so it can be measured
	// what it costs without what makes the changes.
	asBusy      = "FLOCKTOP_AS_BUSY"
	wholeScreen = "screen"
	onlyTold    = "told" // without a screen
	// busyEvents is the file that it is told by.
	busyEvents = 3
	busyNodes  = 1000
)

// busyEvent is that a node has answered with so many texts.
type busyEvent struct{ Node, Texts uint16 }

// busy is the program under [asBusy]; its exit code.
func busy(as string) int {
	footprint.Garbage() // as the program does
	e := &busyEngine{fakeEngine: manyNodes(busyNodes)}
	e.flock.Rates = sumRates(e.flock.Nodes)
	e.jobs[1].Chunks = 600_000                                    // for a minute
	if err := syscall.SetNonblock(busyEvents, true); err != nil { // read as a connection is: no thread waits for it
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	events := os.NewFile(busyEvents, "events")
	if as == onlyTold {
		e.follow(events)
		return 0
	}
	go e.follow(events)
	if _, err := Run(context.Background(), e, Options{Theme: "dark"}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// busyEngine is an engine whose nodes answer all the time. As the cluster it
// publishes a snapshot 20 times a second, and as the queue it tells of jobs as they
// are; what it has given away is not changed any more.
type busyEngine struct {
	*fakeEngine
	texts     float64 // in this second
	published cluster.Snapshot
}

// follow takes in events until there are no more.
func (e *busyEngine) follow(events io.Reader) {
	from := bufio.NewReader(events)
	record := make([]byte, binary.Size(busyEvent{}))
	for {
		var event busyEvent
		if _, err := io.ReadFull(from, record); err != nil {
			if !errors.Is(err, io.EOF) {
				fmt.Fprintln(os.Stderr, err)
			}
			return
		}
		_, _ = binary.Decode(record, binary.LittleEndian, &event) // it is as long as that
		e.change(func(*fakeEngine) { e.answered(event) })
	}
}

// answered changes what an answer changes: numbers of its node, of the flock and
// of the job. When a second is over, all rates have a new one.
func (e *busyEngine) answered(event busyEvent) {
	if now := time.Now(); now.Unix() != e.flock.Second {
		e.flock.Second = now.Unix()
		e.flock.Rates = later(e.flock.Rates, e.texts)
		e.texts = 0
		for i := range e.flock.Nodes {
			n := &e.flock.Nodes[i]
			n.Rates = later(n.Rates, float64(n.Requests%100))
			n.Revision++
		}
	}
	texts := int(event.Texts)
	e.texts += float64(texts)
	n := &e.flock.Nodes[event.Node]
	n.Requests++
	n.Texts += int64(texts)
	n.InFlight = int(n.Requests) % 3
	n.Average += time.Duration(event.Node) * time.Microsecond
	n.Revision++
	running := &e.jobs[1]
	running.Embedded = (running.Embedded + texts) % running.Chunks
}

// later is a history a second later.
func later(rates []float64, newest float64) []float64 {
	if len(rates) == 0 {
		return []float64{newest}
	}
	return append(slices.Clone(rates[1:]), newest)
}

func (e *busyEngine) Flock() cluster.Snapshot {
	return locked(e.fakeEngine, func() cluster.Snapshot {
		const least = time.Second / 20
		if now := time.Now(); now.Sub(e.published.At) >= least {
			e.published = e.flock
			e.published.At = now
			e.published.Nodes = slices.Clone(e.flock.Nodes)
		}
		return e.published
	})
}

func (e *busyEngine) Jobs() []job.Status {
	return locked(e.fakeEngine, func() []job.Status { return slices.Clone(e.jobs) })
}
