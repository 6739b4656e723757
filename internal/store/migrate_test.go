package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
)

// atVersion makes a store as an older program left it, and runs statements in it.
func atVersion(t *testing.T, path string, version int, statements ...string) {
	t.Helper()
	if err := makeFolder(path); err != nil {
		t.Fatal(err)
	}
	if err := create(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	db := connect(path, writerParameters(Full), 1)
	if err := migrate(t.Context(), db, path, migrations[:version]); err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestEveryOlderSchemaIsBroughtUpToDate(t *testing.T) {
	for version := range len(migrations) + 1 {
		for _, readOnly := range []bool{false, true} {
			t.Run(fmt.Sprintf("from %d, read-only %v", version, readOnly), func(t *testing.T) {
				path := newPath(t)
				atVersion(t, path, version)
				s := open(t, path, Options{ReadOnly: readOnly})
				got, err := schemaVersion(t.Context(), s.reader)
				if err != nil || got != len(migrations) {
					t.Errorf("schema %d, %v; want %d", got, err, len(migrations))
				}
				if _, err := s.Jobs(t.Context(), 0); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestVectorsOfTheFirstSchemaSurvive(t *testing.T) {
	path := newPath(t)
	atVersion(t, path, 1,
		`INSERT INTO models VALUES (1, 'sha256:abc', 2)`,
		`INSERT INTO model_names VALUES ('m:latest', 1)`,
		`INSERT INTO documents VALUES (1, '/a.md', 'A', 'text', x'00', 3, NULL)`,
		`INSERT INTO chunks VALUES (1, zeroblob(32), 'wool')`,
		`INSERT INTO placements VALUES (1, 1, 0, 0, 1, 'Sheep', 1)`,
		`INSERT INTO sources VALUES (1, 'http://a:11434', '0.17.4')`,
		`INSERT INTO vectors VALUES (1, 1, 1, 1, 0, x'0000803f00000040')`)
	b := &bench{Store: open(t, path, Options{}), t: t, ctx: t.Context()}
	records := b.records(ExportFilter{})
	if len(records) != 1 || records[0].Text != "wool" || records[0].Vector[0] != 1 || records[0].Vector[1] != 2 {
		t.Errorf("after the migration: %+v", records)
	}
}

func TestANewerSchemaIsRefused(t *testing.T) {
	path := newPath(t)
	newer := len(migrations) + 1
	atVersion(t, path, len(migrations), fmt.Sprintf("PRAGMA user_version = %d", newer))
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, readOnly := range []bool{false, true} {
		_, err := Open(t.Context(), path, Options{ReadOnly: readOnly})
		if schema, ok := errors.AsType[*SchemaError](err); !ok || schema.Found != newer || schema.Known != len(migrations) ||
			!strings.Contains(err.Error(), "newer flocktop") {
			t.Errorf("read-only %v: %v", readOnly, err)
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the file was changed, %v", err)
	}
}

func TestAStepThatFailsLeavesTheLastGoodVersion(t *testing.T) {
	path := newPath(t)
	atVersion(t, path, 1)
	db := connect(path, writerParameters(Full), 1)
	defer db.Close()
	steps := []string{migrations[0], "CREATE TABLE sheep (name TEXT); CREATE TABLE sheep (name TEXT)"}
	err := migrate(t.Context(), db, path, steps)
	if err == nil || !strings.Contains(err.Error(), "schema step 2") {
		t.Errorf("%v, want an error about step 2", err)
	}
	if got, err := schemaVersion(t.Context(), db); err != nil || got != 1 {
		t.Errorf("schema %d, %v; want 1", got, err)
	}
	var tables int
	if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM sqlite_master WHERE name = 'sheep'`).Scan(&tables); err != nil || tables != 0 {
		t.Errorf("half of the step is there: %d tables, %v", tables, err)
	}
}
