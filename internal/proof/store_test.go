//go:build unix

package proof_test

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"

	"flocktop/internal/simulate"
	"flocktop/internal/store"
)

// row is a stored vector's identity: whatever is embedded again has another.
type row struct{ id, storedAt int64 }

// state is what a store holds at one moment.
type state struct {
	rows   map[string]row // by text
	texts  map[string]bool
	jobs   []store.Job // the latest first
	undone []store.Job
}

// copied makes a copy of the store's files as they lie there. Whoever opens a
// store after a kill repairs it; a test that did so would test itself.
func copied(t testing.TB, path string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "store.db")
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(path + suffix)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to+suffix, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// inspect reads a store that nobody has open, and checks that it is whole.
// There is none where the program was killed before it made one.
func inspect(t testing.TB, path string) (s state) {
	t.Helper()
	s = state{rows: map[string]row{}, texts: map[string]bool{}}
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return s
	}
	file := copied(t, path)
	readable, err := store.Open(t.Context(), file, store.Options{}) // takes the schema's missing steps, too
	if err != nil {
		t.Fatal(err)
	}
	defer readable.Close()
	if s.jobs, err = readable.Jobs(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if s.undone, err = readable.UnfinishedJobs(t.Context()); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	checkWhole(t, db)
	query(t, db, `SELECT c.text, v.id, v.stored_at FROM vectors v JOIN chunks c ON c.id = v.chunk_id`, func(rows *sql.Rows) error {
		var text string
		var r row
		err := rows.Scan(&text, &r.id, &r.storedAt)
		if _, twice := s.rows[text]; twice {
			t.Errorf("%q has two vectors", text)
		}
		s.rows[text] = r
		return err
	})
	query(t, db, `SELECT text FROM chunks`, func(rows *sql.Rows) error {
		var text string
		err := rows.Scan(&text)
		s.texts[text] = true
		return err
	})
	return s
}

// checkWhole has SQLite look at every page, index and reference.
func checkWhole(t testing.TB, db *sql.DB) {
	t.Helper()
	query(t, db, `PRAGMA integrity_check`, func(rows *sql.Rows) error {
		var verdict string
		err := rows.Scan(&verdict)
		if verdict != "ok" {
			t.Errorf("integrity check: %s", verdict)
		}
		return err
	})
	query(t, db, `PRAGMA foreign_key_check`, func(*sql.Rows) error { return errors.New("a reference leads nowhere") })
}

func query(t testing.TB, db *sql.DB, text string, each func(*sql.Rows) error) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// records are all that a store exports, by place.
func records(t testing.TB, path string) map[string]store.Record {
	t.Helper()
	s, err := store.Open(t.Context(), copied(t, path), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	out := map[string]store.Record{}
	for r, err := range s.Export(t.Context(), store.ExportFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		place := fmt.Sprintf("%s, chunk %d.%d", r.Path, r.Position, r.Part)
		if _, twice := out[place]; twice {
			t.Errorf("%s is exported twice", place)
		}
		out[place] = r
	}
	return out
}

// equal checks that two stores hold the same: every chunk at its place, with
// the same text, and a vector of the model that says the same.
func equal(t testing.TB, got, want map[string]store.Record) {
	t.Helper()
	const alike = 0.999
	digest := simulate.Known(simulate.MiniLM)[0].Digest
	for place, w := range want {
		g, ok := got[place]
		switch {
		case !ok:
			t.Errorf("%s is missing", place)
		case g.Text != w.Text || g.Heading != w.Heading || g.Title != w.Title || g.Tokens != w.Tokens:
			t.Errorf("%s differs: %q (%s) for %q (%s)", place, g.Text, g.Heading, w.Text, w.Heading)
		case g.Digest != digest || w.Digest != digest:
			t.Errorf("%s has a vector of %s", place, g.Digest)
		case cosine(g.Vector, w.Vector) < alike:
			t.Errorf("%s: the vectors' cosine is %.4f", place, cosine(g.Vector, w.Vector))
		}
	}
	for place := range got {
		if _, ok := want[place]; !ok {
			t.Errorf("%s is not of the corpus", place)
		}
	}
}

func cosine(a, b []float32) float64 {
	if len(a) != len(b) {
		return 0
	}
	var dot, aa, bb float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		dot, aa, bb = dot+x*y, aa+x*x, bb+y*y
	}
	return dot / math.Sqrt(aa*bb)
}
