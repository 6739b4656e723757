package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"slices"
)

// MaxDocuments is how many documents are kept of a job that has ended.
const MaxDocuments = 1000

// JobDocument is what became of a document in a job.
type JobDocument struct {
	Path     string
	Chunks   int // Embedded + Skipped + Failed, and those that a cancelled job did not come to
	Embedded int
	Skipped  int
	Failed   int
	Reason   string // why the file could not be read; "" where it was
}

// JobDocuments lists documents of a job: files that could not be read, then those with failed chunks, then the others,
// the latest first; at most MaxDocuments. Of a job that has not ended it reads every chunk that its last run noted; of
// jobs that an older program ended only failures are known.
func (s *Store) JobDocuments(ctx context.Context, job JobID) ([]JobDocument, error) {
	all, err := list(ctx, s.reader, func(rows *sql.Rows) (d JobDocument, err error) {
		err = rows.Scan(&d.Path, &d.Chunks, &d.Embedded, &d.Skipped, &d.Failed, &d.Reason)
		return d, err
	}, `
		SELECT path, chunks, embedded, skipped, failed, reason FROM (
		    SELECT path, 0 AS chunks, 0 AS embedded, 0 AS skipped, 0 AS failed, reason, 2 AS rank, 0 AS number
		    FROM job_failures WHERE job_id = ?1
		    UNION ALL
		    SELECT path, j.chunks, j.embedded, j.skipped, j.failed, '', j.failed > 0, document_id
		    FROM job_documents j JOIN documents d ON d.id = document_id WHERE job_id = ?1 AND j.chunks IS NOT NULL
		    UNION ALL
		    SELECT path, coalesce(c.chunks, 0), coalesce(c.embedded, 0), coalesce(c.skipped, 0), coalesce(c.failed, 0), '',
		        coalesce(c.failed, 0) > 0, j.document_id
		    FROM job_documents j JOIN documents d ON d.id = j.document_id LEFT JOIN (
		        SELECT document_id, `+chunkCounts+` FROM job_chunks WHERE job_id = ?1 GROUP BY document_id
		    ) c ON c.document_id = j.document_id
		    WHERE j.job_id = ?1 AND j.chunks IS NULL AND EXISTS (SELECT 1 FROM jobs WHERE id = ?1 AND ended IS NULL))
		ORDER BY rank DESC, number DESC, path LIMIT ?2`, job, MaxDocuments)
	return all, s.failed("list a job's documents", err)
}

// chunkCounts counts the chunks of each document.
const chunkCounts = `count(*) AS chunks,
	count(*) FILTER (WHERE state = 'done' AND origin = 'new') AS embedded,
	count(*) FILTER (WHERE state = 'done' AND origin <> 'new') AS skipped,
	count(*) FILTER (WHERE state = 'failed') AS failed`

// keepDocuments keeps those documents of a job that JobDocuments will list, and counts their chunks; the others leave
// the job. It comes before the chunks do, and reads them twice.
func keepDocuments(ctx context.Context, tx *sql.Tx, job JobID) error {
	kept := map[int64]*JobDocument{}
	for _, query := range []string{
		`SELECT DISTINCT document_id FROM job_chunks WHERE job_id = ? AND state = 'failed' ORDER BY 1 DESC LIMIT ?`,
		`SELECT document_id FROM job_documents WHERE job_id = ? ORDER BY document_id DESC LIMIT ?`,
	} {
		if err := pickDocuments(ctx, tx, kept, query, job); err != nil {
			return err
		}
	}
	if err := countDocuments(ctx, tx, kept, job); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM job_documents WHERE job_id = ?`, job); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(kept)) {
		d := kept[id]
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO job_documents (job_id, document_id, chunks, embedded, skipped, failed) VALUES (?, ?, ?, ?, ?, ?)`,
			job, id, d.Chunks, d.Embedded, d.Skipped, d.Failed); err != nil {
			return err
		}
	}
	return nil
}

// pickDocuments adds those that a query gives, as long as there is room.
func pickDocuments(ctx context.Context, tx *sql.Tx, kept map[int64]*JobDocument, query string, job JobID) error {
	rows, err := tx.QueryContext(ctx, query, job, MaxDocuments)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		if kept[id] == nil && len(kept) < MaxDocuments {
			kept[id] = &JobDocument{}
		}
	}
	return rows.Err()
}

// countDocuments counts the chunks of those.
func countDocuments(ctx context.Context, tx *sql.Tx, kept map[int64]*JobDocument, job JobID) error {
	ids, err := json.Marshal(slices.Collect(maps.Keys(kept)))
	if err != nil {
		return err
	}
	rows, err := tx.QueryContext(ctx, `
		SELECT document_id, `+chunkCounts+`
		FROM job_chunks
		WHERE job_id = ? AND document_id IN (SELECT value FROM json_each(?)) GROUP BY document_id`, job, string(ids))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err
	for rows.Next() {
		var (
			id int64
			d  JobDocument
		)
		if err := rows.Scan(&id, &d.Chunks, &d.Embedded, &d.Skipped, &d.Failed); err != nil {
			return err
		}
		kept[id] = &d
	}
	return rows.Err()
}

// FailedPaths lists the files of a job that have something without a vector, by path: those that could not be read, and
// those of whose failed chunks one has no vector of the job's model to this day.
func (s *Store) FailedPaths(ctx context.Context, job JobID) ([]string, error) {
	paths, err := list(ctx, s.reader, func(rows *sql.Rows) (path string, err error) {
		err = rows.Scan(&path)
		return path, err
	}, `
		SELECT path FROM job_failures WHERE job_id = ?1
		UNION
		SELECT d.path FROM job_chunks c JOIN documents d ON d.id = c.document_id
		WHERE c.job_id = ?1 AND c.state = 'failed' AND NOT EXISTS (
		    SELECT 1 FROM vectors v JOIN models m ON m.id = v.model_id JOIN jobs j ON j.digest = m.digest
		    WHERE j.id = ?1 AND v.chunk_id = c.chunk_id)
		ORDER BY path`, job)
	return paths, s.failed("list what failed", err)
}
