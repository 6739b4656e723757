package store

import (
	"context"
	"database/sql"
	"iter"
	"path/filepath"
	"strings"
)

// Unmet lists the documents at or below a path, not gone yet, that a job which has not ended did not come by: neither
// read nor, with a folder above them or alone, failed.
func (s *Store) Unmet(ctx context.Context, job JobID, under string) ([]string, error) {
	path, first, last := below(under)
	var paths []string
	for path, err := range s.paths(ctx, "look for documents that are gone", `
		SELECT d.path FROM documents d
		WHERE d.gone IS NULL AND (d.path = ?2 OR d.path >= ?3 AND d.path < ?4)
		  AND NOT EXISTS (SELECT 1 FROM job_documents WHERE job_id = ?1 AND document_id = d.id)
		  AND NOT EXISTS (SELECT 1 FROM job_failures f WHERE f.job_id = ?1
		      AND (f.path = d.path OR substr(d.path, 1, length(f.path) + 1) = f.path || ?5))
		ORDER BY d.path`, job, path, first, last, string(filepath.Separator)) {
		if err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// Documents streams the paths of all documents that are not gone.
func (s *Store) Documents(ctx context.Context) iter.Seq2[string, error] {
	return s.paths(ctx, "list documents", `SELECT path FROM documents WHERE gone IS NULL ORDER BY path`)
}

func (s *Store) paths(ctx context.Context, doing, query string, args ...any) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		rows, err := s.reader.QueryContext(ctx, query, args...)
		if err != nil {
			yield("", s.failed(doing, err))
			return
		}
		defer func() { _ = rows.Close() }() // its error is rows.Err
		for rows.Next() {
			var path string
			if err := rows.Scan(&path); err != nil {
				yield("", s.failed(doing, err))
				return
			}
			if !yield(path, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield("", s.failed(doing, err))
		}
	}
}

// MarkGone notes that the files of documents are no longer there. Nothing is deleted: exports leave them out, and a
// document that is read again is back with all its vectors.
func (s *Store) MarkGone(ctx context.Context, paths []string) error {
	if len(paths) == 0 {
		return nil
	}
	return s.write(ctx, "note that documents are gone", func(ctx context.Context, tx *sql.Tx) error {
		return markGone(ctx, tx, paths)
	})
}

func markGone(ctx context.Context, tx *sql.Tx, paths []string) error {
	mark, err := tx.PrepareContext(ctx, `UPDATE documents SET gone = unixepoch() * 1000 WHERE gone IS NULL AND path = ?`)
	if err != nil {
		return err
	}
	defer func() { _ = mark.Close() }() // with the transaction at the latest
	for _, path := range paths {
		if _, err := mark.ExecContext(ctx, path); err != nil {
			return err
		}
	}
	return nil
}

// below gives a path as queries want it: itself, and the first and the last path of what is below it, which lies
// between the path with the separator and the path with the character after that.
func below(under string) (path, first, last string) {
	const separator = filepath.Separator
	folder := strings.TrimSuffix(under, string(separator))
	path = folder
	if path == "" { // all, or the root folder
		path = under
	}
	return path, folder + string(separator), folder + string(separator+1)
}
