package job

// PlaceOf is the place of a job among those that are queued, 1 for the next one; 0
// where it is none of them.
func PlaceOf(jobs []Status, id ID) int {
	place := 0
	for i := range jobs {
		if jobs[i].State != Queued {
			continue
		}
		place++
		if jobs[i].ID == id {
			return place
		}
	}
	return 0
}

// PlacesToEnds is by how many places a job that is queued is moved to become the next
// one, and by how many to become the last: what [Queue.Move] takes.
func PlacesToEnds(jobs []Status, id ID) (next, last int) {
	queued := 0
	for i := range jobs {
		if jobs[i].State == Queued {
			queued++
		}
	}
	place := PlaceOf(jobs, id)
	return 1 - place, queued - place
}
