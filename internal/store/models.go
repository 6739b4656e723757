package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ModelID is a model's number in this store.
type ModelID int64

// Model is what vectors were computed with. The digest alone says whether two vectors can be compared; the name is what
// people call it, with its tag (the caller has made "nomic-embed-text" into "nomic-embed-text:latest").
type Model struct {
	Name      string
	Digest    string
	Dimension int // of its vectors; 0 where it is not known yet
}

// ModelByName tells which digest the vectors of that name have in this store; false where there is no vector of it.
func (s *Store) ModelByName(ctx context.Context, name string) (Model, bool, error) {
	m := Model{Name: name}
	err := s.reader.QueryRowContext(ctx, `
		SELECT digest, dimension FROM model_names JOIN models ON models.id = model_id
		WHERE name = ? AND EXISTS (SELECT 1 FROM vectors WHERE vectors.model_id = models.id)`, name).
		Scan(&m.Digest, &m.Dimension)
	if errors.Is(err, sql.ErrNoRows) {
		return Model{}, false, nil
	}
	if err != nil {
		return Model{}, false, s.failed("look up a model", err)
	}
	return m, true, nil
}

// Models lists the names that have vectors in this store, in alphabetical order.
func (s *Store) Models(ctx context.Context) ([]Model, error) {
	models, err := list(ctx, s.reader, func(rows *sql.Rows) (m Model, err error) {
		err = rows.Scan(&m.Name, &m.Digest, &m.Dimension)
		return m, err
	}, `
		SELECT name, digest, dimension FROM model_names JOIN models ON models.id = model_id
		WHERE EXISTS (SELECT 1 FROM vectors WHERE vectors.model_id = models.id) ORDER BY name`)
	return models, s.failed("list models", err)
}

// UseModel gives the number under which vectors of m are stored. It fails with an *OtherDigestError where the store has
// vectors under that name of another digest, or under that digest of another dimension: they must not be mixed.
// A name without vectors may change its digest.
func (s *Store) UseModel(ctx context.Context, m Model) (ModelID, error) {
	if m.Name == "" || m.Digest == "" || m.Dimension < 0 {
		return 0, fmt.Errorf("use model %q in the store %s: name, digest (%q) and a dimension (%d) of 0 or more "+
			"must be known; ask a node for them first", m.Name, s.path, m.Digest, m.Dimension)
	}
	var id ModelID
	err := s.write(ctx, "use a model", func(ctx context.Context, tx *sql.Tx) error {
		if err := s.refuseMixing(ctx, tx, m); err != nil {
			return err
		}
		err := tx.QueryRowContext(ctx, `
			INSERT INTO models (digest, dimension) VALUES (?, ?)
			ON CONFLICT (digest) DO UPDATE
			SET dimension = CASE WHEN excluded.dimension > 0 THEN excluded.dimension ELSE dimension END
			RETURNING id`, m.Digest, m.Dimension).Scan(&id)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO model_names (name, model_id) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET model_id = excluded.model_id`, m.Name, id)
		return err
	})
	return id, err
}

// refuseMixing compares m with what the store has vectors of.
func (s *Store) refuseMixing(ctx context.Context, tx *sql.Tx, m Model) error {
	held := Model{Name: m.Name}
	var count int64
	// Of the name's model and the digest's model only one can differ in a way that matters: the first that does.
	err := tx.QueryRowContext(ctx, `
		SELECT digest, dimension, (SELECT count(*) FROM vectors WHERE model_id = models.id) AS held
		FROM models
		WHERE held > 0
		  AND (id = (SELECT model_id FROM model_names WHERE name = ?1) AND digest <> ?2
		       OR digest = ?2 AND dimension <> ?3 AND dimension > 0 AND ?3 > 0)
		LIMIT 1`, m.Name, m.Digest, m.Dimension).Scan(&held.Digest, &held.Dimension, &count)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return &OtherDigestError{Path: s.path, Held: held, Wanted: m, Count: count}
}
