package store

import (
	"context"
	"database/sql"
	"time"
)

// Speed is what was learned about a node with a model: a request of b texts takes RoundTrip + PerRequest + b·PerText
// seconds. A server of another version is learned anew.
type Speed struct {
	URL           string
	Model         string
	Digest        string
	ServerVersion string
	Hardware      string  // as it was when this was learned: "gpu", "cpu", "gpu 45%" …; "" where unknown
	RoundTrip     float64 // seconds; does not occupy the node
	PerRequest    float64 // seconds
	PerText       float64 // seconds
	PerToken      float64 // seconds
	Variance      float64 // seconds², of a text
	Samples       int
	Updated       time.Time
}

// NodeStats are a node's numbers over all runs.
type NodeStats struct {
	URL        string
	Requests   int64
	Errors     int64
	ErrorRate  float64  // 0 to 1, recent requests weighing more
	AvgSeconds float64  // service seconds per text
	GPUShare   *float64 // 0 to 1, as last seen; nil: never seen
	Updated    time.Time
}

// Speeds lists all that was learned, by URL, the latest first for each.
func (s *Store) Speeds(ctx context.Context) ([]Speed, error) {
	speeds, err := list(ctx, s.reader, func(rows *sql.Rows) (v Speed, err error) {
		var updated int64
		err = rows.Scan(&v.URL, &v.Model, &v.Digest, &v.ServerVersion, &v.Hardware, &v.RoundTrip, &v.PerRequest,
			&v.PerText, &v.PerToken, &v.Variance, &v.Samples, &updated)
		v.Updated = fromMillis(&updated)
		return v, err
	}, `
		SELECT url, model, digest, server_version, hardware, round_trip, per_request, per_text, per_token, variance,
		    samples, updated
		FROM speeds ORDER BY url, updated DESC, digest, server_version`)
	return speeds, s.failed("read speeds", err)
}

// SaveSpeeds stores speeds, each in the place of what was known for that node, digest and server version.
func (s *Store) SaveSpeeds(ctx context.Context, speeds []Speed) error {
	return s.write(ctx, "keep speeds", func(ctx context.Context, tx *sql.Tx) error {
		for _, v := range speeds {
			if _, err := tx.ExecContext(ctx, `
				INSERT OR REPLACE INTO speeds (url, model, digest, server_version, hardware, round_trip, per_request,
				    per_text, per_token, variance, samples, updated)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				v.URL, v.Model, v.Digest, v.ServerVersion, v.Hardware, v.RoundTrip, v.PerRequest,
				v.PerText, v.PerToken, v.Variance, v.Samples, v.Updated.UnixMilli()); err != nil {
				return err
			}
		}
		return nil
	})
}

// NodeStats lists what is known of every node that was ever used, by URL.
func (s *Store) NodeStats(ctx context.Context) ([]NodeStats, error) {
	stats, err := list(ctx, s.reader, func(rows *sql.Rows) (n NodeStats, err error) {
		var updated int64
		err = rows.Scan(&n.URL, &n.Requests, &n.Errors, &n.ErrorRate, &n.AvgSeconds, &n.GPUShare, &updated)
		n.Updated = fromMillis(&updated)
		return n, err
	}, `
		SELECT url, requests, errors, error_rate, avg_seconds, gpu_share, updated FROM node_stats ORDER BY url`)
	return stats, s.failed("read nodes' statistics", err)
}

// SaveNodeStats stores nodes' numbers, each in the place of the node's earlier ones. A GPU share that is not known now
// leaves the last known one.
func (s *Store) SaveNodeStats(ctx context.Context, stats []NodeStats) error {
	return s.write(ctx, "keep nodes' statistics", func(ctx context.Context, tx *sql.Tx) error {
		for _, n := range stats {
			if _, err := tx.ExecContext(ctx, `
				INSERT INTO node_stats (url, requests, errors, error_rate, avg_seconds, gpu_share, updated)
				VALUES (?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT (url) DO UPDATE SET requests = excluded.requests, errors = excluded.errors,
				    error_rate = excluded.error_rate, avg_seconds = excluded.avg_seconds,
				    gpu_share = coalesce(excluded.gpu_share, gpu_share), updated = excluded.updated`,
				n.URL, n.Requests, n.Errors, n.ErrorRate, n.AvgSeconds, n.GPUShare, n.Updated.UnixMilli()); err != nil {
				return err
			}
		}
		return nil
	})
}
