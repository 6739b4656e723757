package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// OtherModelError refuses a second model in a store.
type OtherModelError struct {
	Path   string
	Held   Model // of which the store has vectors
	Wanted Model
	Count  int64 // how many vectors there are
}

// Error says what the store holds and the two ways out.
func (e *OtherModelError) Error() string {
	held := strings.TrimSuffix(e.Held.Name, ":latest")
	return fmt.Sprintf("the store %s holds %s of %s, and vectors of two models cannot be compared; "+
		"name another file with --store, or embed with --model %s", e.Path, vectorsOf(e.Count), held, held)
}

func vectorsOf(count int64) string {
	if count == 1 {
		return "1 vector"
	}
	return fmt.Sprintf("%d vectors", count)
}

// RefuseOtherModel fails with an *OtherModelError where the store has vectors of another model than m: under another
// name, and of another digest. What UseModel refuses is another build under the same name.
func (s *Store) RefuseOtherModel(ctx context.Context, m Model) error {
	held := Model{}
	var count int64
	err := s.reader.QueryRowContext(ctx, `
		SELECT name, digest, dimension, (SELECT count(*) FROM vectors WHERE model_id = models.id) AS held
		FROM model_names JOIN models ON models.id = model_id
		WHERE held > 0 AND name <> ?1 AND digest <> ?2
		ORDER BY held DESC, name LIMIT 1`, m.Name, m.Digest).Scan(&held.Name, &held.Digest, &held.Dimension, &count)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return s.failed("look up its models", err)
	}
	return &OtherModelError{Path: s.path, Held: held, Wanted: m, Count: count}
}
