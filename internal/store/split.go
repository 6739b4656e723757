package store

import (
	"context"
	"database/sql"
	"fmt"
)

// SplitChunk puts pieces in the place of a chunk that a server found too long, wherever the chunk stands in the job.
// The pieces keep the chunk's position and are told apart by their part; their own Position is ignored, and an empty
// Heading means the chunk's. The answer has one entry for each piece, as PutDocument gives it. It fails where the job
// has no such chunk.
func (s *Store) SplitChunk(
	ctx context.Context, job JobID, model ModelID, chunk ChunkID, pieces []Chunk,
) ([]PlacedChunk, error) {
	var placed []PlacedChunk
	err := s.write(ctx, "split a chunk", func(ctx context.Context, tx *sql.Tx) error {
		placed = placed[:0]
		places, err := takeFromJob(ctx, tx, job, chunk)
		if err != nil {
			return err
		}
		if len(places) == 0 {
			return fmt.Errorf("chunk %d is not in job %d: %w", chunk, job, ErrNoChunk)
		}
		hot := s.hot.in(ctx, tx)
		for i, where := range places {
			at := place{tx: tx, hot: hot, job: job, model: model, document: where.document}
			ids := make([]ChunkID, 0, len(pieces))
			for _, piece := range pieces {
				id, status, err := at.enter(ctx, where.position, piece.Text)
				if err != nil {
					return err
				}
				ids = append(ids, id)
				if i == 0 { // at its further places the pieces are duplicates
					placed = append(placed, PlacedChunk{ID: id, Position: where.position, Status: status})
				}
			}
			if err := at.divide(ctx, where.position, chunk, ids, pieces); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return placed, nil
}

// chunkPlace is where a chunk stands.
type chunkPlace struct {
	document int64
	position int
}

// takeFromJob takes the chunk out of the job and tells where it stood, always in the same order.
func takeFromJob(ctx context.Context, tx *sql.Tx, job JobID, chunk ChunkID) ([]chunkPlace, error) {
	places, err := list(ctx, tx, func(rows *sql.Rows) (p chunkPlace, err error) {
		err = rows.Scan(&p.document, &p.position)
		return p, err
	}, `
		SELECT document_id, position FROM job_chunks WHERE job_id = ? AND chunk_id = ?
		ORDER BY document_id, position`, job, chunk)
	if err != nil {
		return nil, err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM job_chunks WHERE job_id = ? AND chunk_id = ?`, job, chunk)
	return places, err
}

// divide rewrites one position of a document with the pieces in the chunk's place, and counts its parts anew.
func (p *place) divide(ctx context.Context, position int, chunk ChunkID, ids []ChunkID, pieces []Chunk) error {
	all, err := p.placements(ctx)
	if err != nil {
		return err
	}
	var after []placement
	for _, old := range all {
		if old.position != position {
			continue
		}
		if old.chunk != chunk {
			after = append(after, old)
			continue
		}
		for i, piece := range pieces {
			heading := piece.Heading
			if heading == "" {
				heading = old.heading
			}
			after = append(after, placement{position: position, chunk: ids[i], heading: heading, tokens: piece.Tokens})
		}
	}
	for i := range after {
		after[i].part = i
	}
	if _, err := p.tx.ExecContext(ctx,
		`DELETE FROM placements WHERE document_id = ? AND model_id = ? AND position = ?`,
		p.document, p.model, position); err != nil {
		return err
	}
	return p.insertPlacements(ctx, after)
}
