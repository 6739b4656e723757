package store

import (
	"context"
	"database/sql"
)

// WithdrawVectors takes back every vector of the digest that this server gave at this version, and returns how many
// there were: it was believed, and has turned out to give other vectors than the rest. The texts stay where they are;
// whoever embeds the same paths again finds them new. A job that has stored some of them has to be restarted, see
// [Store.RestartJob].
func (s *Store) WithdrawVectors(ctx context.Context, digest, node, version string) (count int, err error) {
	err = s.write(ctx, "take vectors back", func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `
			DELETE FROM vectors
			WHERE model_id IN (SELECT id FROM models WHERE digest = ?)
			    AND source_id IN (SELECT id FROM sources WHERE node = ? AND server_version = ?)`,
			digest, node, version)
		if err != nil {
			return err
		}
		deleted, err := result.RowsAffected()
		count = int(deleted)
		return err
	})
	return count, err
}
