package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// placeOf is a job's place in the queue, lastPlace the one behind all others.
const (
	placeOf   = `coalesce(place, id)`
	lastPlace = `(SELECT 1 + coalesce(max(` + placeOf + `), 0) FROM jobs)`
)

// OrderJobs gives these jobs that order in the queue, for this run and the next: among themselves they change places,
// all others keep theirs. One that has ended has no place any more and is passed over. It fails with ErrNoJob, and
// changes nothing, where one of them does not exist.
func (s *Store) OrderJobs(ctx context.Context, ids []JobID) error {
	return s.write(ctx, "order the queue", func(ctx context.Context, tx *sql.Tx) error {
		var waiting []JobID
		var places []int64
		for _, id := range ids {
			var place int64
			var ended bool
			err := tx.QueryRowContext(ctx, `SELECT `+placeOf+`, ended IS NOT NULL FROM jobs WHERE id = ?`, id).Scan(&place, &ended)
			switch {
			case errors.Is(err, sql.ErrNoRows):
				return fmt.Errorf("job %d: %w", id, ErrNoJob)
			case err != nil:
				return err
			case !ended:
				waiting, places = append(waiting, id), append(places, place)
			}
		}
		slices.Sort(places)
		for i, id := range waiting {
			if _, err := tx.ExecContext(ctx, `UPDATE jobs SET place = ? WHERE id = ?`, places[i], id); err != nil {
				return err
			}
		}
		return nil
	})
}

// RestoreJob makes a cancelled job one that waits for its turn again, at the end of the queue. Vectors stay: what it
// stored before is skipped. It fails with ErrNoJob where there is no job of that number, or it ended otherwise.
func (s *Store) RestoreJob(ctx context.Context, id JobID) error {
	return s.write(ctx, "take up a cancelled job", func(ctx context.Context, tx *sql.Tx) error {
		// one whose end could not be written is not cancelled for the store
		if err := oneJob(id)(tx.ExecContext(ctx, `
			UPDATE jobs SET state = ?, started = NULL, ended = NULL, predicted = NULL, actual = NULL, waited = NULL,
			    bound = NULL, earlier = `+allStored+`, nodes = NULL, decision = NULL, error = '', documents = 0, chunks = 0, embedded = 0, skipped = 0,
			    failed = 0, failed_files = 0, place = `+lastPlace+`
			WHERE id = ? AND (state = ? OR ended IS NULL)`, JobQueued, id, JobCancelled)); err != nil {
			return err
		}
		return forgetRun(ctx, tx, id)
	})
}
