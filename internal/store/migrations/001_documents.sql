-- What was read, the pieces it was cut into, and the vector of each piece.

-- A model is its digest: two tags of one blob share their vectors.
CREATE TABLE models (
    id        INTEGER PRIMARY KEY,
    digest    TEXT    NOT NULL UNIQUE,
    dimension INTEGER NOT NULL CHECK (dimension >= 0) -- 0: not known before the first vector
) STRICT;

CREATE TABLE model_names (
    name     TEXT    PRIMARY KEY,
    model_id INTEGER NOT NULL REFERENCES models (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
    id       INTEGER PRIMARY KEY,
    path     TEXT    NOT NULL UNIQUE,
    title    TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    hash     BLOB    NOT NULL, -- SHA-256 of the file
    size     INTEGER NOT NULL, -- bytes
    modified INTEGER           -- Unix milliseconds, as all times here
) STRICT;

-- Addressed by content: the same text is one row, wherever it stands.
CREATE TABLE chunks (
    id   INTEGER PRIMARY KEY,
    hash BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32), -- SHA-256 of the text
    text TEXT    NOT NULL
) STRICT;

-- Where a chunk stands in a document. Models differ in how long a chunk may be, so each has placements of its own.
CREATE TABLE placements (
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    model_id    INTEGER NOT NULL REFERENCES models (id),
    position    INTEGER NOT NULL,
    part        INTEGER NOT NULL, -- 0, or the number of the piece where a server found the chunk too long
    chunk_id    INTEGER NOT NULL REFERENCES chunks (id),
    heading     TEXT    NOT NULL,
    tokens      INTEGER NOT NULL,
    PRIMARY KEY (document_id, model_id, position, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX placements_by_chunk ON placements (chunk_id);

-- Who computed a vector.
CREATE TABLE sources (
    id             INTEGER PRIMARY KEY,
    node           TEXT NOT NULL,
    server_version TEXT NOT NULL,
    UNIQUE (node, server_version)
) STRICT;

-- Apart from the chunks, so that reading texts never drags vectors through the cache.
CREATE TABLE vectors (
    id        INTEGER PRIMARY KEY,
    chunk_id  INTEGER NOT NULL REFERENCES chunks (id),
    model_id  INTEGER NOT NULL REFERENCES models (id),
    source_id INTEGER NOT NULL REFERENCES sources (id),
    stored_at INTEGER NOT NULL,
    vector    BLOB    NOT NULL, -- float32, little endian
    UNIQUE (chunk_id, model_id)
) STRICT;
