package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
)

// Record is a stored vector at one of its places, with all that is known about it.
type Record struct {
	Path          string
	Title         string
	Position      int
	Part          int // 0, or the number of the piece where the chunk had to be divided
	Heading       string
	Text          string
	Tokens        int
	Model         string // the asked name, else the first by alphabet that has this digest
	Digest        string
	Node          string
	ServerVersion string
	Options       string // JSON of the request's; "" where not known
	Vector        []float32
}

// ExportFilter says which records are wanted; its zero value means all.
type ExportFilter struct {
	Model string // name with tag
	Under string // a file, or a folder with all below it
}

// Export streams records by path, position and part, each text at each of its places in documents that are not gone. The sequence ends with the first
// error. It sees the store as it was when it began; until it ends, writing goes on beside it.
func (s *Store) Export(ctx context.Context, filter ExportFilter) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		const doing = "export"
		rows, err := s.exportRows(ctx, filter)
		if err != nil {
			yield(Record{}, s.failed(doing, err))
			return
		}
		defer func() { _ = rows.Close() }() // its error is rows.Err
		for rows.Next() {
			record, err := scanRecord(rows)
			if err == nil {
				err = ctx.Err() // the rows would end too, a few records later
			}
			if err != nil {
				yield(Record{}, s.failed(doing, err))
				return
			}
			if !yield(record, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Record{}, s.failed(doing, err))
		}
	}
}

// exportQuery has cross joins, which SQLite takes in the order given: the index of paths comes first, and nothing is
// gathered or sorted before the first record but the few of one document. Its parameters are a model's name, a path,
// and the first and the last path of what is below that.
const exportQuery = `
	SELECT d.path, d.title, p.position, p.part, p.heading, c.text, p.tokens,
	    (SELECT min(name) FROM model_names WHERE model_id = m.id AND (?1 = '' OR name = ?1)),
	    m.digest, s.node, s.server_version, s.options, m.dimension, v.vector
	FROM documents d
	CROSS JOIN placements p ON p.document_id = d.id
	CROSS JOIN vectors v ON v.chunk_id = p.chunk_id AND v.model_id = p.model_id
	CROSS JOIN chunks c ON c.id = p.chunk_id
	CROSS JOIN models m ON m.id = p.model_id
	CROSS JOIN sources s ON s.id = v.source_id
	WHERE d.gone IS NULL AND (?1 = '' OR p.model_id = (SELECT model_id FROM model_names WHERE name = ?1))
	  AND (?2 = '' OR d.path = ?2 OR d.path >= ?3 AND d.path < ?4)
	ORDER BY d.path, p.position, p.part, p.model_id`

func (s *Store) exportRows(ctx context.Context, filter ExportFilter) (*sql.Rows, error) {
	path, first, last := below(filter.Under)
	return s.reader.QueryContext(ctx, exportQuery, filter.Model, path, first, last)
}

func scanRecord(rows *sql.Rows) (Record, error) {
	var (
		r         Record
		model     sql.NullString // a digest whose name moved on to another one has none
		dimension int
		vector    sql.RawBytes
	)
	if err := rows.Scan(&r.Path, &r.Title, &r.Position, &r.Part, &r.Heading, &r.Text, &r.Tokens,
		&model, &r.Digest, &r.Node, &r.ServerVersion, &r.Options, &dimension, &vector); err != nil {
		return Record{}, err
	}
	r.Model = model.String
	if r.Options != "" && !json.Valid([]byte(r.Options)) {
		return Record{}, fmt.Errorf("%w: the options of a vector are not JSON", ErrDamaged)
	}
	var err error
	r.Vector, err = decodeVector(vector, dimension)
	return r, err
}
