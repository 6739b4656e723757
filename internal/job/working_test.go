package job_test

import (
	"slices"
	"testing"

	"flocktop/internal/job"
)

// Between jobs that follow each other nothing is told.
func TestTheQueueTellsWhenItWorks(t *testing.T) {
	told := make(chan bool, 8)
	d := newDesk(t, func(tools *job.Tools) { tools.Working = func(yes bool) { told <- yes } })
	d.pause(true)
	d.add()
	last := d.addPath(d.write("another.txt", "One sheep more."))
	d.run()
	d.pause(false)
	got := []bool{<-told, <-told}
	if !slices.Equal(got, []bool{true, false}) {
		t.Errorf("it tells %v", got)
	}
	if s, _ := d.queue.Status(last); !s.State.Ended() || len(told) != 0 {
		t.Errorf("the last one is %s, and %d more are told", s.State, len(told))
	}
}
