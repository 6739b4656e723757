-- A node may be let in by a few short canary texts, before it has embedded all of them.

ALTER TABLE canary_checks ADD COLUMN quick INTEGER NOT NULL DEFAULT 0; -- 1: only the short texts were compared
