package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations are the steps from an empty file to today's schema; step i leads to version i+1. A step that was released
// is never changed again: a change is a further step.
var migrations = mustReadMigrations()

func mustReadMigrations() []string {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql") // sorted
	if err != nil {
		panic("store: " + err.Error()) // a malformed pattern above
	}
	steps := make([]string, 0, len(names))
	for _, name := range names {
		step, err := migrationFiles.ReadFile(name)
		if err != nil {
			panic("store: " + err.Error()) // embedded in the program itself
		}
		steps = append(steps, string(step))
	}
	return steps
}

// schemaVersion is the number of steps that a file has behind it.
func schemaVersion(ctx context.Context, db *sql.DB) (int, error) {
	var version int
	err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	return version, err
}

// checkVersion refuses what a newer program wrote, and what none did.
func checkVersion(path string, version, known int) error {
	switch {
	case version > known:
		return &SchemaError{Path: path, Found: version, Known: known}
	case version < 0:
		return &FileError{
			Doing: doingOpen, Path: path, Kind: ErrDamaged,
			Err: fmt.Errorf("its schema has the number %d", version),
		}
	}
	return nil
}

// migrate takes the steps that are missing, each in a transaction with its number: a crash leaves a store at one
// version or the next, never between.
func migrate(ctx context.Context, db *sql.DB, path string, steps []string) error {
	version, err := schemaVersion(ctx, db)
	if err != nil {
		return fileError(doingOpen, path, err)
	}
	if err := checkVersion(path, version, len(steps)); err != nil {
		return err
	}
	if version == len(steps) {
		return nil
	}
	return fileError("update", path, contradicted(takeSteps(ctx, db, steps, version)))
}

// takeSteps takes those behind version. Meanwhile no reference is checked: where a step makes a table anew, dropping
// the old one would count as removing rows that others refer to.
func takeSteps(ctx context.Context, db *sql.DB, steps []string, version int) (err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // gives the connection back; it cannot fail usefully
	if _, err := conn.ExecContext(ctx, "PRAGMA foreign_keys = OFF"); err != nil {
		return err
	}
	defer func() {
		_, e := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA foreign_keys = ON")
		err = errors.Join(err, e)
	}()
	for i, step := range steps[version:] {
		number := version + i + 1
		if err := takeStep(ctx, conn, step, number); err != nil {
			return fmt.Errorf("schema step %d: %w", number, err)
		}
	}
	return nil
}

func takeStep(ctx context.Context, conn *sql.Conn, step string, version int) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	if _, err := tx.ExecContext(ctx, step); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
		return err
	}
	return tx.Commit()
}
