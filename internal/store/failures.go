package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
)

// Failure is something of a job that has no vector, and why.
type Failure struct {
	Path     string
	Position *int // of the chunk; nil where the whole file failed
	Reason   string
	Text     string // of the chunk, the first MaxFailureText characters; "" where the whole file failed
	// RefusedBy are the nodes that refused the chunk; none where that is not known, or the whole file failed.
	RefusedBy []Refusal
}

// Refusal is a node that refused a text, and its words.
type Refusal struct {
	Node   string `json:"node"` // its URL
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

const doingFail = "note a failed chunk"

// refusedJSON is how refusals are kept; none are an empty text.
func refusedJSON(by []Refusal) (string, error) {
	if len(by) == 0 {
		return "", nil
	}
	text, err := json.Marshal(by)
	return string(text), err
}

// MaxFailureText is how much of a chunk's text is told with its failure, in characters.
const MaxFailureText = 400

// FailChunk notes why a chunk of the job has no vector; all places of that text in the job share the reason. A chunk
// that is done stays done: a late failure takes nothing back.
func (s *Store) FailChunk(ctx context.Context, job JobID, chunk ChunkID, reason string, by ...Refusal) error {
	refused, err := refusedJSON(by)
	if err != nil {
		return s.failed(doingFail, err)
	}
	return s.write(ctx, doingFail, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			UPDATE job_chunks SET state = 'failed', reason = ?, refused = ?
			WHERE job_id = ? AND chunk_id = ? AND state <> 'done'`, reason, refused, job, chunk)
		return err
	})
}

// FailFile notes why a file of the job could not be read. The last reason stands.
func (s *Store) FailFile(ctx context.Context, job JobID, path, reason string) error {
	return s.write(ctx, "note a failed file", func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO job_failures (job_id, path, reason) VALUES (?, ?, ?)
			ON CONFLICT (job_id, path) DO UPDATE SET reason = excluded.reason`, job, path, reason)
		if dangling(err) {
			err = fmt.Errorf("job %d: %w", job, ErrNoJob)
		}
		return err
	})
}

// JobFailures lists what failed in a job, by path, then position; a whole file stands before chunks.
func (s *Store) JobFailures(ctx context.Context, job JobID) ([]Failure, error) {
	failures, err := list(ctx, s.reader, func(rows *sql.Rows) (f Failure, err error) {
		var refused string
		err = rows.Scan(&f.Path, &f.Position, &f.Reason, &f.Text, &refused)
		if err == nil && refused != "" {
			// what cannot be read is shown as not known: a list of failures is no place to fail
			_ = json.Unmarshal([]byte(refused), &f.RefusedBy)
		}
		return f, err
	}, `
		SELECT path, NULL AS position, reason, '', '' FROM job_failures WHERE job_id = ?1
		UNION ALL
		SELECT path, position, reason, substr(text, 1, ?2), refused FROM job_chunks JOIN documents ON documents.id = document_id
		JOIN chunks ON chunks.id = chunk_id
		WHERE job_id = ?1 AND state = 'failed'
		ORDER BY path, position`, job, MaxFailureText)
	return failures, s.failed("list failures", err)
}
