package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// How a chunk came into a job, and how far it is; words of the table job_chunks.
const (
	originNew       = "new"
	originStored    = "stored"
	originDuplicate = "duplicate"

	statePending = "pending"
	stateDone    = "done"
)

// Counts are a job's numbers. Embedded + Skipped + Failed + Pending = Chunks, at every moment.
type Counts struct {
	Documents   int // files that were read
	Chunks      int // places in documents; a text that stands in two counts twice
	Embedded    int // vectors that this job stored
	Skipped     int // the vector was there, or the text stands at an earlier place too
	Failed      int // chunks without a vector, for a reason
	Pending     int // still to be embedded, and the duplicates that wait for them; 0 in a finished job unless cancelled
	FailedFiles int // files that could not be read; no chunks of theirs are counted
}

// Counts tells a job's numbers. It reads every chunk of a running job, so it is for its end and for now and then;
// progress is told by events.
func (s *Store) Counts(ctx context.Context, job JobID) (Counts, error) {
	const doing = "count a job's chunks"
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one moment for all that is read
	if err != nil {
		return Counts{}, s.failed(doing, err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	var (
		c     Counts
		ended bool
	)
	err = tx.QueryRowContext(ctx, `
		SELECT ended IS NOT NULL, documents, chunks, embedded, skipped, failed, failed_files
		FROM jobs WHERE id = ?`, job).
		Scan(&ended, &c.Documents, &c.Chunks, &c.Embedded, &c.Skipped, &c.Failed, &c.FailedFiles)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		err = fmt.Errorf("job %d: %w", job, ErrNoJob)
	case err == nil && !ended:
		c, err = liveCounts(ctx, tx, job)
	}
	c.Pending = c.Chunks - c.Embedded - c.Skipped - c.Failed
	return c, s.failed(doing, err)
}

// liveCounts counts the rows of a job that has not ended.
func liveCounts(ctx context.Context, tx *sql.Tx, job JobID) (Counts, error) {
	var c Counts
	err := tx.QueryRowContext(ctx, `
		SELECT count(*),
		    count(*) FILTER (WHERE state = 'done' AND origin = 'new'),
		    count(*) FILTER (WHERE state = 'done' AND origin <> 'new'),
		    count(*) FILTER (WHERE state = 'failed'),
		    (SELECT count(*) FROM job_documents WHERE job_id = ?1),
		    (SELECT count(*) FROM job_failures WHERE job_id = ?1)
		FROM job_chunks WHERE job_id = ?1`, job).
		Scan(&c.Chunks, &c.Embedded, &c.Skipped, &c.Failed, &c.Documents, &c.FailedFiles)
	return c, err
}
