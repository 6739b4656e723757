package store

import (
	"context"
	"database/sql"
)

// WithdrawVectors takes back every vector of the digest that this server gave at this version, and returns how many
// there were: it was believed, and has turned out to give other vectors than the rest. The texts stay where they are;
// whoever embeds the same paths again finds them new. A job that has stored some of them has to be restarted, see
// [Store.RestartJob]; until then they count as pending.
func (s *Store) WithdrawVectors(ctx context.Context, digest, node, version string) (count int, err error) {
	const theirs = `
		WHERE model_id IN (SELECT id FROM models WHERE digest = ?1)
		    AND source_id IN (SELECT id FROM sources WHERE node = ?2 AND server_version = ?3)`
	err = s.write(ctx, "take vectors back", func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `
			UPDATE job_chunks SET state = 'pending'
			WHERE state = 'done' AND job_id IN (SELECT id FROM jobs WHERE ended IS NULL AND digest = ?1)
			    AND chunk_id IN (SELECT chunk_id FROM vectors`+theirs+`)`, digest, node, version); err != nil {
			return err
		}
		result, err := tx.ExecContext(ctx, `DELETE FROM vectors`+theirs, digest, node, version)
		if err != nil {
			return err
		}
		deleted, err := result.RowsAffected()
		count = int(deleted)
		return err
	})
	return count, err
}
