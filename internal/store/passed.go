package store

import (
	"context"
	"database/sql"
	"fmt"
)

// PassedOver is what a job left out for one reason without calling it a failure.
type PassedOver struct {
	Reason string
	Count  int
	Paths  []string // of the first of them
}

// PassOver notes what a job left out; an earlier note of the job is replaced.
func (s *Store) PassOver(ctx context.Context, job JobID, passed []PassedOver) error {
	return s.write(ctx, "note what was passed over", func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM job_passed WHERE job_id = ?`, job); err != nil {
			return err
		}
		for _, p := range passed {
			paths, err := encodePaths(p.Paths)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `INSERT INTO job_passed (job_id, reason, count, paths) VALUES (?, ?, ?, ?)`,
				job, p.Reason, p.Count, paths)
			if dangling(err) {
				err = fmt.Errorf("job %d: %w", job, ErrNoJob)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// PassedOver tells what a job left out, the most frequent reason first.
func (s *Store) PassedOver(ctx context.Context, job JobID) ([]PassedOver, error) {
	const doing = "list what was passed over"
	rows, err := s.reader.QueryContext(ctx,
		`SELECT reason, count, paths FROM job_passed WHERE job_id = ? ORDER BY count DESC, reason`, job)
	if err != nil {
		return nil, s.failed(doing, err)
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err
	var all []PassedOver
	for rows.Next() {
		var (
			p     PassedOver
			paths string
		)
		if err := rows.Scan(&p.Reason, &p.Count, &paths); err != nil {
			return nil, s.failed(doing, err)
		}
		if p.Paths, err = decodePaths(paths); err != nil {
			return nil, s.failed(doing, fmt.Errorf("%w: what job %d passed over: %w", ErrDamaged, job, err))
		}
		all = append(all, p)
	}
	return all, s.failed(doing, rows.Err())
}
