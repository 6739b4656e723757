-- Documents whose file is no longer there, and what jobs passed over.

ALTER TABLE documents ADD COLUMN gone INTEGER; -- when it was missed; NULL: it was there

-- What a walk left out without calling it a failure, by reason.
CREATE TABLE job_passed (
    job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    reason TEXT    NOT NULL,
    count  INTEGER NOT NULL,
    paths  TEXT    NOT NULL, -- JSON array of the first of them
    PRIMARY KEY (job_id, reason)
) STRICT, WITHOUT ROWID;
