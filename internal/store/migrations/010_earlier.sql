-- What runs of a job that were interrupted had stored, before the one that ended it.

ALTER TABLE jobs ADD COLUMN earlier INTEGER NOT NULL DEFAULT 0; -- chunks
