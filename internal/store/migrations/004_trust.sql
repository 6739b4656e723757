-- What makes a vector one that can be trusted: the options that shaped it, and how its node compares with others.

-- Options join what tells one source from another. SQLite cannot change what a table holds unique, so the table is
-- made anew under its name; numbers stay, and with them what the vectors refer to.
CREATE TABLE sources_with_options (
    id             INTEGER PRIMARY KEY,
    node           TEXT NOT NULL,
    server_version TEXT NOT NULL,
    options        TEXT NOT NULL, -- JSON of the request; '': not known
    UNIQUE (node, server_version, options)
) STRICT;

INSERT INTO sources_with_options (id, node, server_version, options)
SELECT id, node, server_version, '' FROM sources;

DROP TABLE sources;

ALTER TABLE sources_with_options RENAME TO sources;

-- How a server's vectors of the canary texts compared with the reference.
CREATE TABLE canary_checks (
    url            TEXT    NOT NULL,
    digest         TEXT    NOT NULL,
    server_version TEXT    NOT NULL,
    checked        INTEGER NOT NULL,
    fault          TEXT    NOT NULL, -- '': they match; else the sentence that names the text that showed the drift
    PRIMARY KEY (url, digest, server_version)
) STRICT, WITHOUT ROWID;

-- The vectors of the canary texts that all others are compared with.
CREATE TABLE canary_references (
    digest         TEXT    NOT NULL,
    texts          INTEGER NOT NULL, -- version of the canary texts
    dimension      INTEGER NOT NULL CHECK (dimension > 0),
    vectors        BLOB    NOT NULL, -- float32, little endian, one vector after the other
    node           TEXT    NOT NULL,
    server_version TEXT    NOT NULL,
    taken          INTEGER NOT NULL,
    PRIMARY KEY (digest, texts)
) STRICT;
