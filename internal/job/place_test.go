package job_test

import (
	"testing"

	"flocktop/internal/job"
)

func TestThePlaceOfAJobInTheQueue(t *testing.T) {
	jobs := []job.Status{
		{ID: 1, State: job.Done}, {ID: 2, State: job.Running}, {ID: 3, State: job.Queued}, {ID: 4, State: job.Cancelled}, {ID: 5, State: job.Queued}, {ID: 6, State: job.Queued},
	}
	for id, want := range map[job.ID][3]int{3: {1, 0, 2}, 5: {2, -1, 1}, 6: {3, -2, 0}} {
		next, last := job.PlacesToEnds(jobs, id)
		if got := [3]int{job.PlaceOf(jobs, id), next, last}; got != want {
			t.Errorf("job %d: place, to the next, to the last: %v, want %v", id, got, want)
		}
	}
	for _, id := range []job.ID{1, 2, 4, 7} {
		if place := job.PlaceOf(jobs, id); place != 0 {
			t.Errorf("job %d is at place %d of the queue", id, place)
		}
	}
}
