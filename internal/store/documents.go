package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// ChunkID is a chunk's number in this store. A chunk is its text: the same text has one number, wherever it stands.
type ChunkID int64

// Document is a file that was read.
type Document struct {
	Path     string // absolute: its identity
	Title    string
	Kind     string   // "markdown", "pdf" …
	Hash     [32]byte // SHA-256 of the file
	Size     int64    // bytes
	Modified time.Time
}

// Chunk is a piece of a document's text.
type Chunk struct {
	Position int    // in the document, from 0; each once
	Heading  string // where it stands: "Guide › Install"
	Text     string
	Tokens   int // as the job's model counts them
}

// ChunkStatus says what is to be done with a chunk.
type ChunkStatus int

const (
	// New is to be embedded.
	New ChunkStatus = iota
	// Stored has its vector already: skipped.
	Stored
	// Duplicate is a text that this job has met before: skipped, and it shares the fate of the first.
	Duplicate
)

// PlacedChunk is a chunk with its number and what is to be done with it.
type PlacedChunk struct {
	ID       ChunkID
	Position int
	Status   ChunkStatus
}

// PutDocument stores a document and its chunks, and enters them in the job, in one transaction. The chunks replace what
// the document had for that model; their vectors stay, so a text that comes back is not embedded again. The answer has
// one entry for each chunk, in the order given. It hands out each text as New once in a run of a job, even when a
// document comes twice.
func (s *Store) PutDocument(
	ctx context.Context, job JobID, model ModelID, doc Document, chunks []Chunk,
) ([]PlacedChunk, error) {
	placed := make([]PlacedChunk, 0, len(chunks))
	err := s.write(ctx, "store a document", func(ctx context.Context, tx *sql.Tx) error {
		document, err := putDocumentRow(ctx, tx, job, doc)
		if err != nil {
			return err
		}
		at := place{tx: tx, hot: s.hot.in(ctx, tx), job: job, model: model, document: document}
		wanted := make([]placement, 0, len(chunks))
		for _, c := range chunks {
			id, status, err := at.enter(ctx, c.Position, c.Text)
			if err != nil {
				return err
			}
			placed = append(placed, PlacedChunk{ID: id, Position: c.Position, Status: status})
			wanted = append(wanted, placement{position: c.Position, chunk: id, heading: c.Heading, tokens: c.Tokens})
		}
		return at.replacePlacements(ctx, wanted)
	})
	if err != nil {
		return nil, err
	}
	return placed, nil
}

func putDocumentRow(ctx context.Context, tx *sql.Tx, job JobID, doc Document) (id int64, err error) {
	err = tx.QueryRowContext(ctx, `
		INSERT INTO documents (path, title, kind, hash, size, modified) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (path) DO UPDATE SET title = excluded.title, kind = excluded.kind, hash = excluded.hash,
		    size = excluded.size, modified = excluded.modified, gone = NULL
		RETURNING id`,
		doc.Path, doc.Title, doc.Kind, doc.Hash[:], doc.Size, toMillis(doc.Modified)).Scan(&id)
	if err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO job_documents (job_id, document_id) VALUES (?, ?) ON CONFLICT DO NOTHING`, job, id)
	if dangling(err) {
		err = fmt.Errorf("job %d: %w", job, ErrNoJob)
	}
	return id, err
}

// place is where chunks are put: one document, for one model, by one job, in one transaction.
type place struct {
	tx       *sql.Tx
	hot      *statements
	job      JobID
	model    ModelID
	document int64
}

// placement is a row of that table.
type placement struct {
	position, part int
	chunk          ChunkID
	heading        string
	tokens         int
}

// entry is how a chunk enters a job.
type entry struct{ origin, state, reason, refused string }

// enter stores the text if it is new and notes in the job that it stands at position.
func (p *place) enter(ctx context.Context, position int, text string) (ChunkID, ChunkStatus, error) {
	id, created, err := p.chunk(ctx, text)
	if err != nil {
		return 0, 0, err
	}
	status, as := New, entry{origin: originNew, state: statePending}
	if !created { // a text that was not there can have neither a vector nor a place in the job
		status, as, err = p.known(ctx, id, position)
		if err != nil {
			return 0, 0, err
		}
	}
	_, err = p.hot.insertJobChunk.ExecContext(ctx, p.job, id, p.document, position, as.origin, as.state, as.reason, as.refused)
	return id, status, err
}

// chunk finds the text's number, or gives it one.
func (p *place) chunk(ctx context.Context, text string) (id ChunkID, created bool, err error) {
	hash := sha256.Sum256([]byte(text))
	result, err := p.hot.insertChunk.ExecContext(ctx, hash[:], text)
	if err != nil {
		return 0, false, err
	}
	inserted, err := result.RowsAffected()
	if err != nil {
		return 0, false, err
	}
	if inserted == 0 {
		err = p.hot.findChunk.QueryRowContext(ctx, hash[:]).Scan(&id)
		return id, false, err
	}
	last, err := result.LastInsertId()
	return ChunkID(last), true, err
}

// known decides about a text that the store has seen before. One that the job has met at another place is a duplicate
// also where it has its vector by now: how soon that came is chance.
func (p *place) known(ctx context.Context, id ChunkID, position int) (ChunkStatus, entry, error) {
	as, origin, own, err := p.met(ctx, id, position)
	there := err == nil
	if there && !own && origin != originStored {
		return Duplicate, as, nil
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, entry{}, err
	}
	var stored bool
	if err := p.hot.hasVector.QueryRowContext(ctx, id, p.model).Scan(&stored); err != nil {
		return 0, entry{}, err
	}
	switch {
	case stored:
		return Stored, entry{origin: originStored, state: stateDone}, nil
	case there:
		return Duplicate, as, nil
	default:
		return New, entry{origin: originNew, state: statePending}, nil
	}
}

// met is how a text enters that the job has met before, and what it was there: at this very place rather than at others,
// since whatever becomes of it there, it goes the same way. All its rows have one state. [sql.ErrNoRows] says that the
// job has not met it.
func (p *place) met(ctx context.Context, id ChunkID, position int) (as entry, origin string, own bool, err error) {
	as.origin = originDuplicate
	err = p.hot.chunkHere.QueryRowContext(ctx, p.job, id, p.document, position).
		Scan(&as.state, &as.reason, &as.refused, &origin)
	if !errors.Is(err, sql.ErrNoRows) {
		return as, origin, true, err
	}
	err = p.hot.chunkInJob.QueryRowContext(ctx, p.job, id).Scan(&as.state, &as.reason, &as.refused, &origin)
	return as, origin, false, err
}

// replacePlacements makes the document's placements for the model the wanted ones. Where nothing changed, which is the
// rule when a folder is embedded again, nothing is written.
func (p *place) replacePlacements(ctx context.Context, wanted []placement) error {
	old, err := p.placements(ctx)
	if err != nil {
		return err
	}
	byPlace := slices.SortedFunc(slices.Values(wanted), func(a, b placement) int { return a.position - b.position })
	if slices.Equal(old, byPlace) {
		return nil
	}
	if _, err := p.tx.ExecContext(ctx,
		`DELETE FROM placements WHERE document_id = ? AND model_id = ?`, p.document, p.model); err != nil {
		return err
	}
	return p.insertPlacements(ctx, byPlace)
}

func (p *place) insertPlacements(ctx context.Context, rows []placement) error {
	for _, r := range rows {
		if _, err := p.hot.insertPlacement.ExecContext(ctx,
			p.document, p.model, r.position, r.part, r.chunk, r.heading, r.tokens); err != nil {
			return err
		}
	}
	return nil
}

// placements are the document's, for the model, in order.
func (p *place) placements(ctx context.Context) ([]placement, error) {
	return list(ctx, p.tx, func(rows *sql.Rows) (r placement, err error) {
		err = rows.Scan(&r.position, &r.part, &r.chunk, &r.heading, &r.tokens)
		return r, err
	}, `
		SELECT position, part, chunk_id, heading, tokens FROM placements
		WHERE document_id = ? AND model_id = ? ORDER BY position, part`, p.document, p.model)
}
