package store

import (
	"context"
	"database/sql"
	"errors"
)

// SettingLastModel is the key under which the model that was used last is kept.
const SettingLastModel = "last_model"

// Setting reads a small value that outlives a run; false where it was never set.
func (s *Store) Setting(ctx context.Context, key string) (string, bool, error) {
	var value string
	err := s.reader.QueryRowContext(ctx, `SELECT value FROM settings WHERE key = ?`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, s.failed("read a setting", err)
	}
	return value, true, nil
}

// SetSetting keeps a value.
func (s *Store) SetSetting(ctx context.Context, key, value string) error {
	return s.write(ctx, "keep a setting", func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO settings (key, value) VALUES (?, ?)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
		return err
	})
}
