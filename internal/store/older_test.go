package store

import (
	"database/sql"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// olderRows fill every table of the versions from and until.
var olderRows = []struct {
	from, until int
	rows        string
}{
	{1, 99, `
		INSERT INTO models VALUES (1, 'sha256:abc', 2), (2, 'sha256:unused', 0);
		INSERT INTO model_names VALUES ('m:latest', 1), ('m:v1', 1), ('n:latest', 2);
		INSERT INTO documents (id, path, title, kind, hash, size, modified) VALUES (1, '/a.md', 'A', 'text', x'00', 3, NULL), (4, '/b.pdf', 'B', 'pdf', x'01ff', 99, 1700000000123);
		INSERT INTO chunks VALUES (1, zeroblob(32), 'wool'), (2, x'` + strings.Repeat("ab", 32) + `', 'naïve 羊'), (9, x'` + strings.Repeat("cd", 32) + `', '');
		INSERT INTO placements VALUES (1, 1, 0, 0, 1, 'Sheep', 1), (1, 1, 0, 1, 2, 'Sheep', 3), (4, 1, 5, 0, 1, '', 1)`},
	{1, 3, `INSERT INTO sources VALUES (1, 'http://a:11434', '0.17.4'), (7, 'http://a:11434', '0.18.0')`},
	{4, 99, `INSERT INTO sources VALUES (1, 'http://a:11434', '0.17.4', ''), (7, 'http://a:11434', '0.18.0', '{"truncate":false}')`},
	{1, 99, `INSERT INTO vectors VALUES (1, 1, 1, 1, 0, x'0000803f00000040'), (3, 2, 1, 7, 1700000000123, x'000000400000803f')`},
	{2, 99, `
		INSERT INTO jobs (id, title, paths, model, digest, state, mode, policy, created, decision, chunks)
		VALUES (1, 'old/', '["/old"]', 'm:latest', 'sha256:abc', 'done', 'auto', 'auto', 1, '{"mode":"parallel"}', 12),
		    (5, 'a/', '["/a.md","/b.pdf"]', 'm:latest', '', 'running', 'auto', 'rules', 2, NULL, 0);
		INSERT INTO job_documents (job_id, document_id) VALUES (5, 1), (5, 4);
		INSERT INTO job_chunks (job_id, chunk_id, document_id, position, origin, state, reason) VALUES (5, 1, 1, 0, 'stored', 'done', ''), (5, 9, 1, 1, 'new', 'pending', ''), (5, 2, 4, 5, 'new', 'failed', 'EOF');
		INSERT INTO job_failures VALUES (5, '/c.md', 'encrypted')`},
	{3, 99, `
		INSERT INTO speeds VALUES ('http://a:11434', 'sha256:abc', '0.17.4', 'm:latest', 'gpu', 0.001, 0.002, 0.012, 0.00005, 1e-6, 40, 3);
		INSERT INTO node_stats VALUES ('http://a:11434', 10, 1, 0.1, 0.02, NULL, 4);
		INSERT INTO settings VALUES ('last_model', 'm:latest')`},
	{4, 5, `
		INSERT INTO canary_checks VALUES ('http://a:11434', 'sha256:abc', '0.17.4', 5, ''), ('http://b:11434', 'sha256:abc', '0.17.4', 6, 'cosine 0.4')`},
	{6, 99, `
		INSERT INTO canary_checks VALUES ('http://a:11434', 'sha256:abc', '0.17.4', 5, '', 1), ('http://b:11434', 'sha256:abc', '0.17.4', 6, 'cosine 0.4', 0)`},
	{4, 99, `
		INSERT INTO canary_references VALUES ('sha256:abc', 1, 2, x'0000803f000000400000803f00000040', 'http://a:11434', '0.17.4', 7)`},
	{madeIn("job_passed"), 99, `INSERT INTO job_passed VALUES (5, 'empty', 3, '["/d.md"]')`},
}

// madeIn is the version from which on there is a table.
func madeIn(table string) int {
	return 1 + slices.IndexFunc(migrations, func(step string) bool { return strings.Contains(step, "CREATE TABLE "+table+" ") })
}

// filled makes a store as a program of that version left it in the middle of a job.
func filled(t testing.TB, path string, version int) {
	t.Helper()
	var statements []string
	for _, each := range olderRows {
		if each.from <= version && version <= each.until {
			statements = append(statements, each.rows)
		}
	}
	atVersion(t, path, version, statements...)
}

// contents are the rows of each table, by table and then by the columns' names.
type contents map[string]struct {
	columns string
	rows    []string
}

// readAll reads every table; of those that are in like, only the columns that it has.
func readAll(t *testing.T, path string, like contents) contents {
	t.Helper()
	db := connect(path, readerParameters(), 1)
	defer db.Close()
	all := contents{}
	for _, table := range texts(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`) {
		columns := like[table].columns
		if columns == "" {
			columns = strings.Join(texts(t, db, `SELECT name FROM pragma_table_info(?)`, table), ", ")
		}
		quoted := "quote(" + strings.ReplaceAll(columns, ", ", ") || ' ' || quote(") + ")"
		each := all[table]
		each.columns = columns
		each.rows = texts(t, db, fmt.Sprintf(`SELECT %s AS line FROM %s ORDER BY line`, quoted, table))
		all[table] = each
	}
	return all
}

// texts are the rows of a query of one column.
func texts(t *testing.T, db *sql.DB, query string, args ...any) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// holds fails where a store at the newest version lacks something that it held before, or is not whole.
func holds(t *testing.T, path string, before contents) {
	t.Helper()
	after := readAll(t, path, before)
	for table, was := range before {
		if !reflect.DeepEqual(after[table], was) {
			t.Errorf("%s held\n%q\nand holds\n%q", table, was, after[table])
		}
	}
	db := connect(path, readerParameters(), 1)
	defer db.Close()
	if got := texts(t, db, `PRAGMA integrity_check`); !slices.Equal(got, []string{"ok"}) {
		t.Errorf("integrity: %q", got)
	}
	if got := texts(t, db, `SELECT "table" FROM pragma_foreign_key_check`); len(got) > 0 {
		t.Errorf("rows that refer to nothing, in %q", got)
	}
	if version, err := schemaVersion(t.Context(), db); err != nil || version != len(migrations) {
		t.Errorf("schema %d, %v; want %d", version, err, len(migrations))
	}
}

func TestEveryOlderSchemaIsBroughtUpToDateAndLosesNothing(t *testing.T) {
	fresh := newPath(t)
	open(t, fresh, Options{})
	newest := slices.Sorted(maps.Keys(readAll(t, fresh, nil)))
	for version := range len(migrations) + 1 {
		for _, readOnly := range []bool{false, true} {
			t.Run(fmt.Sprintf("from %d, read-only %v", version, readOnly), func(t *testing.T) {
				path := newPath(t)
				filled(t, path, version)
				before := readAll(t, path, nil)
				for table, each := range before {
					if len(each.rows) == 0 {
						t.Errorf("the test has nothing in %s", table)
					}
				}
				s := open(t, path, Options{ReadOnly: readOnly})
				holds(t, path, before)
				if got := slices.Sorted(maps.Keys(readAll(t, path, nil))); !slices.Equal(got, newest) {
					t.Errorf("tables %q, a new store has %q", got, newest)
				}
				usable(t, s, version)
			})
		}
	}
}

// usable goes on with what an older version left.
func usable(t *testing.T, s *Store, version int) {
	t.Helper()
	b := &bench{Store: s, t: t, ctx: t.Context()}
	records := b.records(ExportFilter{})
	if version > 0 && (len(records) != 3 || records[0].Text != "wool" || !slices.Equal(records[1].Vector, []float32{2, 1})) {
		t.Errorf("records %+v", records)
	}
	for _, r := range records {
		if version < 4 && r.Options != "" {
			t.Errorf("%s has the options %q, which nobody knows", r.Path, r.Options)
		}
	}
	if checks := b.checks(); (version == 4 || version == 5) && (len(checks) != 2 || checks[0].Quick || checks[1].Quick) {
		t.Errorf("checks of all texts became %+v", checks)
	}
	jobs, err := s.UnfinishedJobs(t.Context())
	b.check(err)
	if version < 2 || s.ReadOnly() {
		return
	}
	if len(jobs) != 1 || jobs[0].ID != 5 {
		t.Fatalf("unfinished: %+v", jobs)
	}
	if jobs[0].Nodes != 0 {
		t.Errorf("%d nodes had a share, which nobody knows", jobs[0].Nodes)
	}
	if documents, err := s.JobDocuments(t.Context(), 5); err != nil || len(documents) != 3 || documents[0].Reason != "encrypted" ||
		documents[1].Failed != 1 || documents[2].Chunks != 2 || documents[2].Skipped != 1 {
		t.Errorf("documents of an older run: %+v, %v", documents, err)
	}
	if failures, err := s.JobFailures(t.Context(), 5); err != nil || len(failures) != 2 ||
		len(failures[0].RefusedBy)+len(failures[1].RefusedBy) > 0 {
		t.Errorf("failures of an older run, of which nobody knows who refused: %+v, %v", failures, err)
	}
	later := b.newJob()
	b.check(s.OrderJobs(t.Context(), []JobID{later, 5}))
	if got := b.queue(); !slices.Equal(got, []JobID{later, 5}) {
		t.Errorf("the queue is %v", got)
	}
	b.job, b.model = 5, b.use(Model{Name: "m:latest", Digest: "sha256:abc"})
	if got := b.counts(); got.Pending != 1 || got.Failed != 1 || got.FailedFiles != 1 {
		t.Errorf("counts %+v", got)
	}
	batch := Vectors{Node: "http://a:11434", ServerVersion: "0.18.0", Items: []Vector{{Chunk: 9, Values: []float32{1, 1}}}}
	if stored, err := s.PutVectors(t.Context(), b.job, b.model, batch); err != nil || stored != 1 {
		t.Errorf("the job's last vector: %d, %v", stored, err)
	}
}

// Killed at any step, it leaves the version before, and the next opening takes the steps that are missing.
func TestAnUpdateThatIsKilledGoesOn(t *testing.T) {
	for version := range migrations {
		for step := version; step < len(migrations); step++ {
			for _, where := range []string{"before", "after"} {
				t.Run(fmt.Sprintf("from %d, %s step %d", version, where, step+1), func(t *testing.T) {
					path := newPath(t)
					filled(t, path, version)
					before := readAll(t, path, nil)
					c := start(t, "migrate", path, fmt.Sprintf("%s=%d %s", haltVariable, step, where))
					if line := c.hear(t); line != "halted" {
						t.Fatalf("it said %q", line)
					}
					c.kill(t)
					db := connect(path, readerParameters(), 1)
					got, err := schemaVersion(t.Context(), db)
					if err != nil || got != step {
						t.Errorf("schema %d, %v; want %d", got, err, step)
					}
					if err := db.Close(); err != nil {
						t.Error(err)
					}
					s := open(t, path, Options{})
					holds(t, path, before)
					usable(t, s, version)
				})
			}
		}
	}
}

// haltVariable says at which step a child halts: its index, and "before" or "after" what it does.
const haltVariable = "FLOCKTOP_TEST_HALT"

// halting is the SQL function that never comes back.
const halting = "SELECT test_halt();"

func haltAt(steps []string) ([]string, error) {
	var step int
	var where string
	if _, err := fmt.Sscan(os.Getenv(haltVariable), &step, &where); err != nil {
		return nil, err
	}
	steps = slices.Clone(steps)
	if where == "before" {
		steps[step] = halting + steps[step]
	} else {
		steps[step] += ";" + halting
	}
	return steps, nil
}
