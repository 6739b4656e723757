package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// sample is what the process takes at one moment.
type sample struct {
	at         time.Duration
	texts      int
	heap       uint64 // bytes in use after a collection
	rss        uint64 // bytes; 0 where the system does not tell
	goroutines int
	files      int // open descriptors; 0 where the system does not tell
}

func take(at time.Duration, texts int) sample {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return sample{at: at, texts: texts, heap: m.HeapAlloc, rss: rss(), goroutines: runtime.NumGoroutine(), files: files()}
}

// rss reads /proc, where there is one.
func rss() uint64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseUint(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * uint64(os.Getpagesize()) //nolint:gosec // a page has some bytes
}

func files() int {
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(open)
}

const megabyte = 1 << 20

func (s sample) String() string {
	return fmt.Sprintf("heap %5.1f MB, RSS %5.1f MB, %4d goroutines, %4d files",
		float64(s.heap)/megabyte, float64(s.rss)/megabyte, s.goroutines, s.files)
}

// A figure is level when its median in the last third of the samples is not
// above that of the first by more than this. Faults make every figure jump;
// what leaks goes on for as long as the run does.
const (
	levelFactor     = 1.25
	levelHeap       = 4 * megabyte
	levelGoroutines = 30
	levelFiles      = 30
	// fewest samples that say anything.
	fewest = 9
)

// rise is a figure at the beginning and at the end.
type rise struct {
	name        string
	first, last float64
	level       bool
}

// rises compares the thirds; nil where there are too few samples.
func rises(samples []sample) []rise {
	if len(samples) < fewest {
		return nil
	}
	third := len(samples) / 3
	first, last := samples[:third], samples[len(samples)-third:]
	compare := func(name string, slack float64, figure func(sample) float64) rise {
		r := rise{name: name, first: median(first, figure), last: median(last, figure)}
		r.level = r.last <= r.first*levelFactor+slack
		return r
	}
	return []rise{
		compare("heap MB", float64(levelHeap)/megabyte, func(s sample) float64 { return float64(s.heap) / megabyte }),
		compare("goroutines", levelGoroutines, func(s sample) float64 { return float64(s.goroutines) }),
		compare("files", levelFiles, func(s sample) float64 { return float64(s.files) }),
	}
}

func median(samples []sample, figure func(sample) float64) float64 {
	values := make([]float64, len(samples))
	for i, s := range samples {
		values[i] = figure(s)
	}
	slices.Sort(values)
	return values[len(values)/2]
}
