package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Vector is a chunk's vector.
type Vector struct {
	Chunk  ChunkID
	Values []float32 // as many as the model's dimension, each finite
}

// Vectors are those of one answer: one node computed them, and they are stored together.
type Vectors struct {
	Node          string // its URL
	ServerVersion string
	Options       string // JSON of those that shaped the vectors, such as {"truncate":false}; "" where not known
	Items         []Vector
}

// PutVectors stores the vectors of one answer in one transaction and marks their chunks done in the job. A chunk that
// has a vector of that model already keeps it, whoever comes second: embedding may happen twice, storing may not. The
// count is of those that were stored by this call.
//
// It fails with ErrBadVector, and stores nothing, where one has not the model's dimension, a value is not finite, or
// the options are not JSON; the first vector settles a dimension that was not known.
func (s *Store) PutVectors(ctx context.Context, job JobID, model ModelID, batch Vectors) (stored int, err error) {
	if len(batch.Items) == 0 {
		return 0, nil
	}
	err = s.write(ctx, "store vectors", func(ctx context.Context, tx *sql.Tx) error {
		stored = 0
		if err := checkVectors(ctx, tx, model, batch); err != nil {
			return err
		}
		source, err := sourceID(ctx, tx, batch)
		if err != nil {
			return err
		}
		var (
			hot    = s.hot.in(ctx, tx)
			now    = time.Now().UnixMilli()
			buffer []byte
		)
		for _, v := range batch.Items {
			buffer = appendVector(buffer[:0], v.Values)
			result, err := hot.insertVector.ExecContext(ctx, v.Chunk, model, source, now, buffer)
			if dangling(err) {
				err = ErrNoChunk
			}
			if err != nil {
				return fmt.Errorf("chunk %d: %w", v.Chunk, err)
			}
			inserted, err := result.RowsAffected()
			if err != nil {
				return err
			}
			mark := hot.chunkFoundDone
			if inserted > 0 {
				mark = hot.chunkDone
				stored++
			}
			if _, err := mark.ExecContext(ctx, job, v.Chunk); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return stored, nil
}

// checkVectors is the last line of defence: what a node answered was checked when it arrived.
func checkVectors(ctx context.Context, tx *sql.Tx, model ModelID, batch Vectors) error {
	var dimension int
	err := tx.QueryRowContext(ctx, `SELECT dimension FROM models WHERE id = ?`, model).Scan(&dimension)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("model %d: %w", model, ErrNoModel)
	}
	if err != nil {
		return err
	}
	if dimension == 0 {
		dimension = len(batch.Items[0].Values)
		if _, err := tx.ExecContext(ctx,
			`UPDATE models SET dimension = ? WHERE id = ?`, dimension, model); err != nil {
			return err
		}
	}
	for _, v := range batch.Items {
		if len(v.Values) != dimension || dimension == 0 {
			return fmt.Errorf("%w: chunk %d from %s has %d values, the model has %d",
				ErrBadVector, v.Chunk, batch.Node, len(v.Values), dimension)
		}
		for i, x := range v.Values {
			if !finite(x) {
				return fmt.Errorf("%w: value %d of chunk %d from %s is %v", ErrBadVector, i, v.Chunk, batch.Node, x)
			}
		}
	}
	return nil
}

// sourceID finds or makes the row that says how a vector came about.
func sourceID(ctx context.Context, tx *sql.Tx, batch Vectors) (id int64, err error) {
	if batch.Options != "" && !json.Valid([]byte(batch.Options)) {
		return 0, fmt.Errorf("%w: the options of the request to %s are not JSON: %q",
			ErrBadVector, batch.Node, batch.Options)
	}
	err = tx.QueryRowContext(ctx,
		`SELECT id FROM sources WHERE node = ? AND server_version = ? AND options = ?`,
		batch.Node, batch.ServerVersion, batch.Options).Scan(&id)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	err = tx.QueryRowContext(ctx,
		`INSERT INTO sources (node, server_version, options) VALUES (?, ?, ?) RETURNING id`,
		batch.Node, batch.ServerVersion, batch.Options).Scan(&id)
	return id, err
}
