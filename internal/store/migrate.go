package store

import (
	"context"
	"database/sql"
	"embed"
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

// migrate takes the steps that are missing, each in a transaction with its number: a crash leaves a store at one
// version or the next, never between.
func migrate(ctx context.Context, db *sql.DB, path string, steps []string) error {
	version, err := schemaVersion(ctx, db)
	if err != nil {
		return fileError(doingOpen, path, err)
	}
	if version > len(steps) {
		return &SchemaError{Path: path, Found: version, Known: len(steps)}
	}
	for ; version < len(steps); version++ {
		if err := takeStep(ctx, db, steps[version], version+1); err != nil {
			return fileError("update", path, fmt.Errorf("schema step %d: %w", version+1, err))
		}
	}
	return nil
}

func takeStep(ctx context.Context, db *sql.DB, step string, version int) error {
	tx, err := db.BeginTx(ctx, nil)
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
