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
func atVersion(t testing.TB, path string, version int, statements ...string) {
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

func TestASchemaThatCannotBeIsDamage(t *testing.T) {
	for name, statement := range map[string]string{
		"below the first":             "PRAGMA user_version = -1",
		"older than what is there":    "PRAGMA user_version = 1",
		"without one of its tables":   "DROP TABLE job_chunks",
		"with another of its columns": "ALTER TABLE vectors RENAME COLUMN vector TO wool",
	} {
		path := newPath(t)
		atVersion(t, path, len(migrations), statement)
		if _, err := Open(t.Context(), path, Options{}); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want ErrDamaged", name, err)
		}
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
