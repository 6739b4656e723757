package store

import (
	"context"
	"database/sql"
	"errors"
)

// Unused is what a store keeps and no document that is there has any more.
type Unused struct {
	Documents []string // that are gone, by path
	Chunks    int      // texts that stand in no other document
	Vectors   int
	Bytes     int64 // of those texts and vectors
}

// Empty says that there is nothing of it.
func (u Unused) Empty() bool { return len(u.Documents) == 0 && u.Chunks == 0 }

// errOnlyLooked ends a transaction that was to find out what it would do.
var errOnlyLooked = errors.New("nothing was to be changed")

// Unused tells what Prune with the same paths would delete.
func (s *Store) Unused(ctx context.Context, gone []string) (Unused, error) {
	u, err := s.prune(ctx, gone, true)
	if errors.Is(err, errOnlyLooked) {
		err = nil
	}
	return u, err
}

// Prune deletes the documents that are gone, those of the given paths too, and every text and vector that no other
// document has and no unfinished job waits for. The space in the file is given back.
func (s *Store) Prune(ctx context.Context, gone []string) (Unused, error) {
	u, err := s.prune(ctx, gone, false)
	if err != nil || u.Empty() {
		return u, err
	}
	_, err = s.writer.ExecContext(ctx, `VACUUM`)
	return u, s.failed("give back the space of what was deleted", err)
}

// unusedChunks are those that nothing refers to.
const unusedChunks = `(SELECT id FROM chunks WHERE id NOT IN (SELECT chunk_id FROM placements UNION SELECT chunk_id FROM job_chunks))`

func (s *Store) prune(ctx context.Context, gone []string, look bool) (u Unused, err error) {
	err = s.write(ctx, "delete what is gone", func(ctx context.Context, tx *sql.Tx) error {
		u = Unused{}
		if err := markGone(ctx, tx, gone); err != nil {
			return err
		}
		if u.Documents, err = goneDocuments(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM documents WHERE gone IS NOT NULL`); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, `
			SELECT count(*), coalesce(sum(length(CAST(text AS BLOB))), 0) FROM chunks WHERE id IN `+unusedChunks).
			Scan(&u.Chunks, &u.Bytes); err != nil {
			return err
		}
		var vectors int64
		if err := tx.QueryRowContext(ctx, `
			SELECT count(*), coalesce(sum(length(vector)), 0) FROM vectors WHERE chunk_id IN `+unusedChunks).
			Scan(&u.Vectors, &vectors); err != nil {
			return err
		}
		u.Bytes += vectors
		if look {
			return errOnlyLooked
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM vectors WHERE chunk_id IN `+unusedChunks); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM chunks WHERE id IN `+unusedChunks)
		return err
	})
	return u, err
}

func goneDocuments(ctx context.Context, tx *sql.Tx) ([]string, error) {
	rows, err := tx.QueryContext(ctx, `SELECT path FROM documents WHERE gone IS NOT NULL ORDER BY path`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err
	var paths []string
	for rows.Next() {
		var path string
		if err := rows.Scan(&path); err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, rows.Err()
}
