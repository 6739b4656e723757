-- The flock book. One row for each animal that was ever here: nobody is deleted,
-- not even the ram of 2016.

CREATE TABLE grp (
    id               INTEGER PRIMARY KEY,
    name             TEXT NOT NULL UNIQUE,   -- 'Greys', 'crossbreds', 'milk sheep', 'accident'
    weeks_to_lambing INTEGER NOT NULL
);

CREATE TABLE ewe (
    tag     INTEGER PRIMARY KEY,             -- year of birth and number: 21047
    grp     INTEGER NOT NULL REFERENCES grp (id),
    mother  INTEGER REFERENCES ewe (tag),
    born    TEXT NOT NULL,
    left_on TEXT,                            -- NULL while she is with us
    why     TEXT                             -- 'sold', 'died', 'lent to Hollow Farm'
);

CREATE TABLE condition (
    tag   INTEGER NOT NULL REFERENCES ewe (tag),
    month TEXT NOT NULL,                     -- '2024-02'
    score REAL NOT NULL CHECK (score BETWEEN 1 AND 5),
    PRIMARY KEY (tag, month)
);

-- Which families have sound feet?
CREATE VIEW sound_families AS
SELECT mother, COUNT(*) AS daughters, AVG(c.score) AS score
FROM ewe JOIN condition c USING (tag)
WHERE mother IS NOT NULL
GROUP BY mother
HAVING daughters >= 3
ORDER BY score DESC;
