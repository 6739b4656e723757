-- What was learned about nodes, and small choices that outlive a run.

CREATE TABLE speeds (
    url            TEXT    NOT NULL,
    digest         TEXT    NOT NULL,
    server_version TEXT    NOT NULL,
    model          TEXT    NOT NULL,
    hardware       TEXT    NOT NULL,
    round_trip     REAL    NOT NULL, -- seconds, as the next three
    per_request    REAL    NOT NULL,
    per_text       REAL    NOT NULL,
    per_token      REAL    NOT NULL,
    variance       REAL    NOT NULL,
    samples        INTEGER NOT NULL,
    updated        INTEGER NOT NULL,
    PRIMARY KEY (url, digest, server_version)
) STRICT, WITHOUT ROWID;

CREATE TABLE node_stats (
    url         TEXT    PRIMARY KEY,
    requests    INTEGER NOT NULL,
    errors      INTEGER NOT NULL,
    error_rate  REAL    NOT NULL,
    avg_seconds REAL    NOT NULL,
    gpu_share   REAL,             -- NULL: never seen
    updated     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
