package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// CanaryCheck is what came of comparing a server's vectors of the canary texts with the reference. A server of another
// version is another one: its check is its own.
type CanaryCheck struct {
	URL           string
	Digest        string
	ServerVersion string
	Checked       time.Time
	Fault         string // "": they match; else the sentence that names the text that showed the drift
	Quick         bool   // only the short texts were compared
}

// CanaryReference are the vectors of the canary texts that every node's are compared with.
type CanaryReference struct {
	Digest        string
	Texts         int         // version of the canary texts
	Vectors       [][]float32 // one for each text, in their order; of one dimension, each value finite
	Node          string      // URL of the one that computed them
	ServerVersion string      // that node's
	Taken         time.Time
	Relied        bool // there are vectors of the digest, which were trusted because of it; read, not saved
}

// CanaryChecks lists all checks, by URL, the latest first for each.
func (s *Store) CanaryChecks(ctx context.Context) ([]CanaryCheck, error) {
	checks, err := list(ctx, s.reader, func(rows *sql.Rows) (c CanaryCheck, err error) {
		var checked int64
		err = rows.Scan(&c.URL, &c.Digest, &c.ServerVersion, &checked, &c.Fault, &c.Quick)
		c.Checked = fromMillis(&checked)
		return c, err
	}, `
		SELECT url, digest, server_version, checked, fault, quick
		FROM canary_checks ORDER BY url, checked DESC, digest, server_version`)
	return checks, s.failed("read canary checks", err)
}

// SaveCanaryChecks stores checks, each in the place of the earlier one of that server, digest and version.
func (s *Store) SaveCanaryChecks(ctx context.Context, checks []CanaryCheck) error {
	return s.write(ctx, "keep canary checks", func(ctx context.Context, tx *sql.Tx) error {
		for _, c := range checks {
			if _, err := tx.ExecContext(ctx, `
				INSERT OR REPLACE INTO canary_checks (url, digest, server_version, checked, fault, quick)
				VALUES (?, ?, ?, ?, ?, ?)`,
				c.URL, c.Digest, c.ServerVersion, c.Checked.UnixMilli(), c.Fault, c.Quick); err != nil {
				return err
			}
		}
		return nil
	})
}

// CanaryReferences lists all references, by digest and version of the texts.
func (s *Store) CanaryReferences(ctx context.Context) ([]CanaryReference, error) {
	references, err := list(ctx, s.reader, scanReference, `
		SELECT digest, texts, dimension, vectors, node, server_version, taken,
		    EXISTS (SELECT 1 FROM vectors JOIN models ON models.id = model_id WHERE models.digest = canary_references.digest)
		FROM canary_references ORDER BY digest, texts`)
	return references, s.failed("read canary references", err)
}

func scanReference(rows *sql.Rows) (CanaryReference, error) {
	var (
		r         CanaryReference
		dimension int
		vectors   sql.RawBytes
		taken     int64
	)
	if err := rows.Scan(&r.Digest, &r.Texts, &dimension, &vectors, &r.Node, &r.ServerVersion, &taken, &r.Relied); err != nil {
		return CanaryReference{}, err
	}
	r.Taken = fromMillis(&taken)
	var err error
	r.Vectors, err = decodeVectors(vectors, dimension)
	return r, err
}

// SaveCanaryReference stores a reference. As long as the store has vectors of its digest the first one stands, and
// this does nothing: those vectors were trusted because of it. One that only adds vectors where the first has zeros,
// which stand for none, takes its place all the same, with the first one's origin. Where there are no vectors of the
// digest, the new one takes its place.
//
// Checks that are older than a reference that is stored now were made against another one, and are forgotten; those
// that were made against a part of it stand.
//
// It fails with ErrBadVector where there is no vector, they differ in dimension, or a value is not finite.
func (s *Store) SaveCanaryReference(ctx context.Context, r CanaryReference) error {
	blob, dimension, err := encodeReference(r)
	if err != nil {
		return s.failed("keep a canary reference", err)
	}
	return s.write(ctx, "keep a canary reference", func(ctx context.Context, tx *sql.Tx) error {
		known, err := knownReference(ctx, tx, r, dimension)
		if err != nil || bytes.Equal(known, blob) {
			return err
		}
		if completes(blob, known, len(r.Vectors)) {
			_, err := tx.ExecContext(ctx,
				`UPDATE canary_references SET vectors = ? WHERE digest = ? AND texts = ?`, blob, r.Digest, r.Texts)
			return err
		}
		result, err := tx.ExecContext(ctx, `
			INSERT INTO canary_references (digest, texts, dimension, vectors, node, server_version, taken)
			VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (digest, texts) DO UPDATE SET dimension = excluded.dimension, vectors = excluded.vectors,
			    node = excluded.node, server_version = excluded.server_version, taken = excluded.taken
			WHERE NOT EXISTS (SELECT 1 FROM vectors JOIN models ON models.id = model_id WHERE models.digest = excluded.digest)`,
			r.Digest, r.Texts, dimension, blob, r.Node, r.ServerVersion, r.Taken.UnixMilli())
		if err != nil {
			return err
		}
		if stored, err := result.RowsAffected(); err != nil || stored == 0 {
			return err
		}
		_, err = tx.ExecContext(ctx,
			`DELETE FROM canary_checks WHERE digest = ? AND checked < ?`, r.Digest, r.Taken.UnixMilli())
		return err
	})
}

// knownReference are the vectors of the reference that is there already; nil where none is.
func knownReference(ctx context.Context, tx *sql.Tx, r CanaryReference, dimension int) ([]byte, error) {
	var known []byte
	err := tx.QueryRowContext(ctx, `
		SELECT vectors FROM canary_references WHERE digest = ? AND texts = ? AND dimension = ?`,
		r.Digest, r.Texts, dimension).Scan(&known)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return known, err
}

// completes says whether blob has every one of so many vectors that known has, the same bytes, and perhaps some more.
func completes(blob, known []byte, vectors int) bool {
	if len(known) != len(blob) {
		return false
	}
	size := len(blob) / vectors
	for at := 0; at < len(blob); at += size {
		old := known[at : at+size]
		if !bytes.Equal(old, blob[at:at+size]) && slices.ContainsFunc(old, func(b byte) bool { return b != 0 }) {
			return false
		}
	}
	return true
}

// encodeReference puts the vectors one after the other.
func encodeReference(r CanaryReference) (blob []byte, dimension int, err error) {
	if len(r.Vectors) == 0 || len(r.Vectors[0]) == 0 {
		return nil, 0, fmt.Errorf("%w: the canary reference from %s has none", ErrBadVector, r.Node)
	}
	dimension = len(r.Vectors[0])
	for i, v := range r.Vectors {
		if len(v) != dimension {
			return nil, 0, fmt.Errorf("%w: canary %d from %s has %d values, the first has %d",
				ErrBadVector, i, r.Node, len(v), dimension)
		}
		for _, x := range v {
			if !finite(x) {
				return nil, 0, fmt.Errorf("%w: canary %d from %s has the value %v", ErrBadVector, i, r.Node, x)
			}
		}
		blob = appendVector(blob, v)
	}
	return blob, dimension, nil
}
