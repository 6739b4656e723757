package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// statements are those that run once for each chunk or vector: compiled once, they cost a fraction of what they cost
// as text.
type statements struct {
	insertChunk     *sql.Stmt
	findChunk       *sql.Stmt
	hasVector       *sql.Stmt
	chunkHere       *sql.Stmt
	chunkInJob      *sql.Stmt
	insertPlacement *sql.Stmt
	insertJobChunk  *sql.Stmt
	insertVector    *sql.Stmt
	chunkDone       *sql.Stmt
	chunkFoundDone  *sql.Stmt
}

// What a job has of a text: at one place, and at any. A text may stand at a hundred thousand places, and is looked for
// at each, so either must stop at its first row: what they look for is the beginning of the primary key.
const (
	chunkInJobQuery = `SELECT state, reason, refused, origin FROM job_chunks WHERE job_id = ? AND chunk_id = ? LIMIT 1`
	chunkHereQuery  = `
		SELECT state, reason, refused, origin FROM job_chunks
		WHERE job_id = ? AND chunk_id = ? AND document_id = ? AND position = ?`
)

// prepare compiles them for the writing connection.
func prepare(ctx context.Context, db *sql.DB) (*statements, error) {
	var all statements
	for _, each := range []struct {
		into **sql.Stmt
		text string
	}{
		{&all.insertChunk, `INSERT INTO chunks (hash, text) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING`},
		{&all.findChunk, `SELECT id FROM chunks WHERE hash = ?`},
		{&all.hasVector, `SELECT EXISTS (SELECT 1 FROM vectors WHERE chunk_id = ? AND model_id = ?)`},
		{&all.chunkHere, chunkHereQuery},
		{&all.chunkInJob, chunkInJobQuery},
		{&all.insertPlacement, `
			INSERT INTO placements (document_id, model_id, position, part, chunk_id, heading, tokens)
			VALUES (?, ?, ?, ?, ?, ?, ?)`},
		{&all.insertJobChunk, `
			INSERT INTO job_chunks (job_id, chunk_id, document_id, position, origin, state, reason, refused)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`},
		{&all.insertVector, `
			INSERT INTO vectors (chunk_id, model_id, source_id, stored_at, vector)
			VALUES (?, ?, ?, ?, ?) ON CONFLICT (chunk_id, model_id) DO NOTHING`},
		{&all.chunkDone, `
			UPDATE job_chunks SET state = 'done', reason = '', refused = ''
			WHERE job_id = ? AND chunk_id = ? AND state <> 'done'`},
		// The vector came from elsewhere meanwhile, so this job has not embedded it.
		{&all.chunkFoundDone, `
			UPDATE job_chunks SET state = 'done', reason = '', refused = '', origin = 'stored'
			WHERE job_id = ? AND chunk_id = ? AND state <> 'done'`},
	} {
		stmt, err := db.PrepareContext(ctx, each.text) //nolint:sqlclosecheck // close does, with all the others
		if err != nil {
			return nil, errors.Join(fmt.Errorf("prepare %q: %w", each.text, err), all.close())
		}
		*each.into = stmt
	}
	return &all, nil
}

// close gives them back; those that were never compiled are passed over.
func (s *statements) close() error {
	var errs []error
	for _, stmt := range []*sql.Stmt{
		s.insertChunk, s.findChunk, s.hasVector, s.chunkHere, s.chunkInJob, s.insertPlacement, s.insertJobChunk,
		s.insertVector, s.chunkDone, s.chunkFoundDone,
	} {
		if stmt != nil {
			errs = append(errs, stmt.Close())
		}
	}
	return errors.Join(errs...)
}

// in gives the statements as they run inside a transaction; the transaction gives them back at its end.
func (s *statements) in(ctx context.Context, tx *sql.Tx) *statements {
	return &statements{
		insertChunk:     tx.StmtContext(ctx, s.insertChunk),
		findChunk:       tx.StmtContext(ctx, s.findChunk),
		hasVector:       tx.StmtContext(ctx, s.hasVector),
		chunkHere:       tx.StmtContext(ctx, s.chunkHere),
		chunkInJob:      tx.StmtContext(ctx, s.chunkInJob),
		insertPlacement: tx.StmtContext(ctx, s.insertPlacement),
		insertJobChunk:  tx.StmtContext(ctx, s.insertJobChunk),
		insertVector:    tx.StmtContext(ctx, s.insertVector),
		chunkDone:       tx.StmtContext(ctx, s.chunkDone),
		chunkFoundDone:  tx.StmtContext(ctx, s.chunkFoundDone),
	}
}
