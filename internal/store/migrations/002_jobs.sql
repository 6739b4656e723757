-- The queue, its history, and what each job still has to embed.

CREATE TABLE jobs (
    id           INTEGER PRIMARY KEY,
    title        TEXT    NOT NULL,
    paths        TEXT    NOT NULL, -- JSON array
    model        TEXT    NOT NULL,
    digest       TEXT    NOT NULL,
    state        TEXT    NOT NULL,
    mode         TEXT    NOT NULL,
    policy       TEXT    NOT NULL,
    created      INTEGER NOT NULL,
    started      INTEGER,
    ended        INTEGER,
    predicted    INTEGER,          -- nanoseconds, as actual and bound
    actual       INTEGER,
    bound        INTEGER,
    decision     TEXT,             -- JSON, as it was shown
    error        TEXT    NOT NULL DEFAULT '',
    -- The counts of an ended job; while it runs they follow from job_chunks.
    documents    INTEGER NOT NULL DEFAULT 0,
    chunks       INTEGER NOT NULL DEFAULT 0,
    embedded     INTEGER NOT NULL DEFAULT 0,
    skipped      INTEGER NOT NULL DEFAULT 0,
    failed       INTEGER NOT NULL DEFAULT 0,
    failed_files INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX jobs_by_state ON jobs (state);

CREATE TABLE job_documents (
    job_id      INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    PRIMARY KEY (job_id, document_id)
) STRICT, WITHOUT ROWID;

-- One row for each place where a job met a chunk. The first place of a text without a vector is 'new'; the others
-- wait for it as 'duplicate' and share its fate.
CREATE TABLE job_chunks (
    job_id      INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    chunk_id    INTEGER NOT NULL REFERENCES chunks (id),
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    origin      TEXT    NOT NULL CHECK (origin IN ('new', 'stored', 'duplicate')),
    state       TEXT    NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
    reason      TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (job_id, chunk_id, document_id, position)
) STRICT, WITHOUT ROWID;

-- Files that could not be read at all.
CREATE TABLE job_failures (
    job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    path   TEXT    NOT NULL,
    reason TEXT    NOT NULL,
    PRIMARY KEY (job_id, path)
) STRICT, WITHOUT ROWID;
