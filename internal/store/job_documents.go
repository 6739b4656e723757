package store

import (
	"context"
	"database/sql"
	"fmt"
)

// MaxDocuments is how many documents are kept of a job that has ended.
const MaxDocuments = 1000

// JobDocument is what became of a document in a job that has ended.
type JobDocument struct {
	Path     string
	Chunks   int // Embedded + Skipped + Failed, and those that a cancelled job did not come to
	Embedded int
	Skipped  int
	Failed   int
	Reason   string // why the file could not be read; "" where it was
}

// JobDocuments lists documents of a job that has ended: files that could not be read, then those with failed chunks,
// then the others, the latest first; at most MaxDocuments. Of jobs that an older program ended, and of those that have
// not, only failures are known.
func (s *Store) JobDocuments(ctx context.Context, job JobID) ([]JobDocument, error) {
	const doing = "list a job's documents"
	rows, err := s.reader.QueryContext(ctx, `
		SELECT path, chunks, embedded, skipped, failed, reason FROM (
		    SELECT path, 0 AS chunks, 0 AS embedded, 0 AS skipped, 0 AS failed, reason, 2 AS rank, 0 AS number
		    FROM job_failures WHERE job_id = ?1
		    UNION ALL
		    SELECT path, j.chunks, j.embedded, j.skipped, j.failed, '', j.failed > 0, document_id
		    FROM job_documents j JOIN documents d ON d.id = document_id WHERE job_id = ?1 AND j.chunks IS NOT NULL)
		ORDER BY rank DESC, number DESC, path LIMIT ?2`, job, MaxDocuments)
	if err != nil {
		return nil, s.failed(doing, err)
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err
	var all []JobDocument
	for rows.Next() {
		var d JobDocument
		if err := rows.Scan(&d.Path, &d.Chunks, &d.Embedded, &d.Skipped, &d.Failed, &d.Reason); err != nil {
			return nil, s.failed(doing, err)
		}
		all = append(all, d)
	}
	return all, s.failed(doing, rows.Err())
}

// keepDocuments keeps those documents of a job that JobDocuments will list, and counts their chunks; the others leave
// the job. It comes before the chunks do.
func keepDocuments(ctx context.Context, tx *sql.Tx, job JobID) error {
	for _, step := range []string{
		`DELETE FROM job_documents WHERE job_id = ?1 AND document_id NOT IN (
		    SELECT document_id FROM job_documents j
		    LEFT JOIN (SELECT DISTINCT document_id FROM job_chunks WHERE job_id = ?1 AND state = 'failed') f
		        USING (document_id)
		    WHERE j.job_id = ?1
		    ORDER BY f.document_id IS NULL, document_id DESC LIMIT ?2)`,
		`UPDATE job_documents SET chunks = 0, embedded = 0, skipped = 0, failed = 0 WHERE job_id = ?1 AND ?2 > 0`,
		`UPDATE job_documents SET chunks = c.chunks, embedded = c.embedded, skipped = c.skipped, failed = c.failed
		FROM (
		    SELECT document_id, count(*) AS chunks,
		        count(*) FILTER (WHERE state = 'done' AND origin = 'new') AS embedded,
		        count(*) FILTER (WHERE state = 'done' AND origin <> 'new') AS skipped,
		        count(*) FILTER (WHERE state = 'failed') AS failed
		    FROM job_chunks
		    WHERE job_id = ?1 AND document_id IN (SELECT document_id FROM job_documents WHERE job_id = ?1)
		    GROUP BY document_id) c
		WHERE job_documents.job_id = ?1 AND job_documents.document_id = c.document_id AND ?2 > 0`,
	} {
		if _, err := tx.ExecContext(ctx, step, job, MaxDocuments); err != nil {
			return fmt.Errorf("keep the job's documents: %w", err)
		}
	}
	return nil
}

// FailedPaths lists the files of a job that have something without a vector, by path: those that could not be read, and
// those of whose failed chunks one has no vector of the job's model to this day.
func (s *Store) FailedPaths(ctx context.Context, job JobID) ([]string, error) {
	const doing = "list what failed"
	rows, err := s.reader.QueryContext(ctx, `
		SELECT path FROM job_failures WHERE job_id = ?1
		UNION
		SELECT d.path FROM job_chunks c JOIN documents d ON d.id = c.document_id
		WHERE c.job_id = ?1 AND c.state = 'failed' AND NOT EXISTS (
		    SELECT 1 FROM vectors v JOIN models m ON m.id = v.model_id JOIN jobs j ON j.digest = m.digest
		    WHERE j.id = ?1 AND v.chunk_id = c.chunk_id)
		ORDER BY path`, job)
	if err != nil {
		return nil, s.failed(doing, err)
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err
	var paths []string
	for rows.Next() {
		var path string
		if err := rows.Scan(&path); err != nil {
			return nil, s.failed(doing, err)
		}
		paths = append(paths, path)
	}
	return paths, s.failed(doing, rows.Err())
}
