package cluster

import (
	"slices"
	"testing"
	"time"
)

// A machine that swaps gets a line a minute, with what it held up since; a long stop
// is told whenever it comes, and a short one that is past is not lost.
func TestShortStopsAreToldTogether(t *testing.T) {
	const second = time.Second
	var (
		t0    stalls
		begun = time.Now()
		told  []string
	)
	for _, each := range []struct {
		at time.Duration
		stop
	}{
		{0, stop{still: second}},
		{2 * second, stop{still: 3 * second}}, // as somebody stops it
		{4 * second, stop{still: second / 2}}, // too short to be told at all
		{6 * second, stop{slept: 4 * second}},
		{8 * second, stop{still: second}},
		{20 * second, stop{slept: time.Hour}},
		{25 * second, stop{still: 2 * second}},
		{81 * second, stop{still: second}},
		{142 * second, stop{still: second}},
	} {
		if text := t0.tell(each.stop, begun.Add(each.at)); text != "" {
			told = append(told, text)
		}
	}
	want := []string{
		"flocktop was stopped for 1s; that counts against no node",
		"flocktop was stopped for 3s; that counts against no node",
		"flocktop was stopped for 1h00m: this machine slept, or its clock was set; that counts against no node" +
			" (and 2 more since this was last said, 5s together)",
		"flocktop was stopped for 1s; that counts against no node (and 1 more since this was last said, 2s together)",
		"flocktop was stopped for 1s; that counts against no node",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told:\n%q\nwant:\n%q", told, want)
	}
}

// Half an hour of stalls, one a second, is no more than a line a minute.
func TestStallsDoNotFillTheLog(t *testing.T) {
	var (
		t0    stalls
		lines int
		begun = time.Now()
	)
	for at := time.Duration(0); at < 30*time.Minute; at += time.Second {
		if t0.tell(stop{still: 800 * time.Millisecond}, begun.Add(at)) != "" {
			lines++
		}
	}
	if lines != 30 {
		t.Errorf("%d lines", lines)
	}
}
