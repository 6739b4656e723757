-- Which nodes refused a text that failed, and with what words.

ALTER TABLE job_chunks ADD COLUMN refused TEXT NOT NULL DEFAULT ''; -- JSON array; '': not known, or it did not fail
