package job

import (
	"context"
	"fmt"

	"flocktop/cluster"
	"flocktop/internal/documents"
	"flocktop/internal/numbers"
	"flocktop/internal/store"
)

// ledger keeps what becomes of a job's texts: vectors, failures, and texts that
// turned out to be too long.
type ledger struct {
	queue *Queue
	entry *entry
	plan  plan
}

// Store keeps the vectors of one answer in one transaction.
func (l *ledger) Store(ctx context.Context, d cluster.Delivery) error {
	items := make([]store.Vector, len(d.IDs))
	for i, id := range d.IDs {
		items[i] = store.Vector{Chunk: store.ChunkID(id), Values: d.Vectors[i]}
	}
	_, err := l.queue.tools.Store.PutVectors(ctx, l.job(), l.plan.modelID, store.Vectors{
		Node: d.Node, ServerVersion: d.Version, Options: d.Options, Items: items,
	})
	if err != nil {
		return fmt.Errorf("keep vectors: %w", err)
	}
	l.entry.embedded(d.Node, items)
	return nil
}

// Refer keeps what the vectors are compared with.
func (l *ledger) Refer(ctx context.Context, ref cluster.Reference) error {
	if err := l.queue.tools.Store.SaveCanaryReference(ctx, StoredReference(ref)); err != nil {
		return fmt.Errorf("keep the reference: %w", err)
	}
	return nil
}

// StoredReference is a reference as it is kept: texts that no vector is known of
// have zeros.
func StoredReference(ref cluster.Reference) store.CanaryReference {
	dimension := 0
	for _, v := range ref.Vectors {
		dimension = max(dimension, len(v))
	}
	vectors := make([][]float32, len(ref.Vectors))
	for i, v := range ref.Vectors {
		if vectors[i] = v; v == nil {
			vectors[i] = make([]float32, dimension)
		}
	}
	return store.CanaryReference{
		Digest: ref.Digest, Texts: ref.Texts, Vectors: vectors, Node: ref.Node, ServerVersion: ref.Version, Taken: ref.Taken,
	}
}

// Withdraw takes back what a node gave that was believed too soon. The job goes
// through its documents once more and embeds that again.
func (l *ledger) Withdraw(ctx context.Context, w cluster.Withdrawal) error {
	count, err := l.queue.tools.Store.WithdrawVectors(ctx, w.Digest, w.Node, w.Version)
	if err != nil {
		return fmt.Errorf("take back what %s gave: %w", w.Name, err)
	}
	l.queue.tools.Log.Warn(numbers.Count(count)+" vectors that it gave before are taken back, and embedded again where the job has their texts", "node", w.Name)
	l.entry.mu.Lock()
	l.entry.again = l.entry.again || count > 0
	l.entry.mu.Unlock()
	return nil
}

// Reject books a text that no node can embed.
func (l *ledger) Reject(ctx context.Context, id int64, why cluster.Rejection) error {
	chunk, refusals := store.ChunkID(id), make([]store.Refusal, len(why.Refusals))
	for i, r := range why.Refusals {
		refusals[i] = store.Refusal(r)
	}
	if err := l.queue.tools.Store.FailChunk(ctx, l.job(), chunk, why.Reason, refusals...); err != nil {
		return fmt.Errorf("book a failure: %w", err)
	}
	l.queue.tell(l.entry, l.entry.rejected(chunk, why.Reason))
	return nil
}

// Split halves a text that a server found longer than the model's context.
func (l *ledger) Split(ctx context.Context, t cluster.Text) ([]cluster.Text, error) {
	first, second, ok := documents.SplitText(t.Body)
	if !ok {
		return nil, nil
	}
	pieces := make([]store.Chunk, 2)
	for i, text := range []string{first, second} {
		pieces[i] = store.Chunk{Text: text, Tokens: l.plan.splitter.Tokenizer.Count(text)}
	}
	chunk := store.ChunkID(t.ID)
	placed, err := l.queue.tools.Store.SplitChunk(ctx, l.job(), l.plan.modelID, chunk, pieces)
	if err != nil {
		return nil, fmt.Errorf("divide a text that is too long: %w", err)
	}
	l.entry.divided(chunk, placed)
	var fresh []cluster.Text
	for i, c := range placed {
		if c.Status == store.New {
			fresh = append(fresh, cluster.Text{ID: int64(c.ID), Body: pieces[i].Text, Work: float64(max(1, pieces[i].Tokens))})
		}
	}
	return fresh, nil
}

func (l *ledger) job() store.JobID { return store.JobID(l.entry.id) }
