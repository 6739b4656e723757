package store

import (
	"context"
	"database/sql"
)

// Changes tells whether others have written to a store. Close it.
type Changes struct {
	store   *Store
	conn    *sql.Conn // SQLite counts what others write for each connection on its own
	version int64
	looked  bool
}

// Changes begins to look for what others write.
func (s *Store) Changes(ctx context.Context) (*Changes, error) {
	conn, err := s.reader.Conn(ctx)
	if err != nil {
		return nil, s.failed(doingLook, err)
	}
	return &Changes{store: s, conn: conn}, nil
}

const doingLook = "look for changes"

// Any says whether anything was written since it was last asked, the first time that there may have been. It reads no
// table. It fails with ErrGone where the file is no longer there, and with a *SchemaError where a newer program has
// changed its schema meanwhile.
func (c *Changes) Any(ctx context.Context) (bool, error) {
	if err := c.store.identity.check(); err != nil {
		return false, c.store.failed(doingLook, err)
	}
	var version int64
	if err := c.conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version); err != nil {
		return false, c.store.failed(doingLook, err)
	}
	if c.looked && version == c.version {
		return false, nil
	}
	var schema int
	if err := c.conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&schema); err != nil {
		return false, c.store.failed(doingLook, err)
	}
	if err := checkVersion(c.store.path, schema, len(migrations)); err != nil {
		return false, err
	}
	c.version, c.looked = version, true
	return true, nil
}

// Close ends the looking.
func (c *Changes) Close() error { return c.conn.Close() }
