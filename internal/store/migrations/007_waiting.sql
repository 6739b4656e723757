-- Time in which a job had nothing to embed is no part of what prediction and limit are about.

ALTER TABLE jobs ADD COLUMN waited INTEGER; -- nanoseconds of actual in which documents were read; NULL: not known
