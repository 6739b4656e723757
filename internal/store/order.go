package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// placeOf is a job's place in the queue, lastPlace the one behind all others.
const (
	placeOf   = `coalesce(place, id)`
	lastPlace = `(SELECT 1 + coalesce(max(` + placeOf + `), 0) FROM jobs)`
)

// OrderJobs gives these jobs that order in the queue, for this run and the next: among themselves they change places,
// all others keep theirs. It fails with ErrNoJob, and changes nothing, where one of them does not exist or has ended.
func (s *Store) OrderJobs(ctx context.Context, ids []JobID) error {
	return s.write(ctx, "order the queue", func(ctx context.Context, tx *sql.Tx) error {
		places := make([]int64, len(ids))
		for i, id := range ids {
			err := tx.QueryRowContext(ctx,
				`SELECT coalesce(max(`+placeOf+`), 0) FROM jobs WHERE id = ? AND ended IS NULL`, id).Scan(&places[i])
			if err != nil {
				return err
			}
			if places[i] == 0 {
				return fmt.Errorf("job %d: %w", id, ErrNoJob)
			}
		}
		slices.Sort(places)
		for i, id := range ids {
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
			UPDATE jobs SET state = ?, started = NULL, ended = NULL, predicted = NULL, actual = NULL, bound = NULL,
			    nodes = NULL, decision = NULL, error = '', documents = 0, chunks = 0, embedded = 0, skipped = 0,
			    failed = 0, failed_files = 0, place = `+lastPlace+`
			WHERE id = ? AND (state = ? OR ended IS NULL)`, JobQueued, id, JobCancelled)); err != nil {
			return err
		}
		return forgetRun(ctx, tx, id)
	})
}
