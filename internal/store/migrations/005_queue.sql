-- An order of the queue that the user can change, and more of what is left of a job that has ended.

ALTER TABLE jobs ADD COLUMN place INTEGER; -- in the queue, the lowest first; NULL: its own number

ALTER TABLE jobs ADD COLUMN nodes INTEGER; -- that had a share; NULL: not known

-- Of a job that has ended: some of its documents, the ones with failures first, and what became of their chunks.
-- While it runs these are NULL, and follow from job_chunks.
ALTER TABLE job_documents ADD COLUMN chunks INTEGER;
ALTER TABLE job_documents ADD COLUMN embedded INTEGER;
ALTER TABLE job_documents ADD COLUMN skipped INTEGER;
ALTER TABLE job_documents ADD COLUMN failed INTEGER;
