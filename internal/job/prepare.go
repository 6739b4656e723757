package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"flocktop/cluster"
	"flocktop/internal/documents"
	"flocktop/internal/store"
)

// plan is what a job has settled before its first document.
type plan struct {
	model       cluster.Description
	modelID     store.ModelID
	kept        int // dimension of the vectors that the store has; 0 where it has none
	splitter    documents.Splitter
	approximate bool // tokens are estimated: the server gives no vocabulary
}

// prepare settles the model, its digest and how documents are cut.
func (q *Queue) prepare(ctx context.Context, e *entry) (plan, error) {
	description, err := q.describe(ctx, e)
	if err != nil {
		return plan{}, err
	}
	err = q.tools.Store.RefuseOtherModel(ctx, store.Model{Name: description.Model, Digest: description.Digest})
	if err != nil {
		return plan{}, err //nolint:wrapcheck // a sentence with the ways out
	}
	held, _, err := q.tools.Store.ModelByName(ctx, description.Model)
	if err != nil {
		return plan{}, fmt.Errorf("look up the model in the store: %w", err)
	}
	id, err := q.tools.Store.UseModel(ctx, store.Model{ // the first vector settles a dimension that is not known
		Name: description.Model, Digest: description.Digest, Dimension: held.Dimension,
	})
	if err != nil {
		return plan{}, err //nolint:wrapcheck // the store's sentence says what and where
	}
	// from here on nodes are judged by the job's build, whatever most of them have
	q.tools.Flock.SetModel(description.Model, description.Digest)
	p := plan{model: description, modelID: id, kept: held.Dimension}
	p.splitter, p.approximate = splitterFor(description, q.tools.Chunking)
	if p.approximate {
		q.tools.Log.Info("token counts are estimated (~): the server gives no vocabulary that can be read")
	}
	e.update(func(s *Status) { s.Model = description.Model })
	steering := q.tools.Flock.Steering()
	err = q.tools.Store.UpdateJob(ctx, store.JobID(e.id), store.JobProgress{
		State: store.JobRunning, Model: description.Model, Digest: description.Digest,
		Mode: modeOf(steering), Policy: steering.Policy.String(), Started: time.Now(),
	})
	if err != nil {
		return plan{}, fmt.Errorf("note that the job runs: %w", err)
	}
	return p, q.tools.Store.SetSetting(ctx, store.SettingLastModel, description.Model)
}

// describe waits for a node that has the job's model and asks it what it is.
func (q *Queue) describe(ctx context.Context, e *entry) (cluster.Description, error) {
	if err := q.tools.Flock.Settled(ctx); err != nil {
		return cluster.Description{}, err //nolint:wrapcheck // the context's
	}
	kept, err := q.tools.Store.Job(ctx, store.JobID(e.id))
	if err != nil {
		return cluster.Description{}, fmt.Errorf("look up the job in the store: %w", err)
	}
	bound := kept.Digest != "" // an earlier run of it has begun: its model is one that a node had
	const again = 500 * time.Millisecond
	var waited time.Duration
	for {
		begun := time.Now()
		d, err := q.tryDescribe(ctx, e)
		waited += time.Since(begun)
		var missing *cluster.NoModelError
		switch {
		case err == nil:
			e.update(func(*Status) { e.stalled = "" })
			return d, nil
		case errors.As(err, &missing) && len(missing.Choices) > 0 && !bound:
			return cluster.Description{}, err // nodes are there; waiting will not help
		case ctx.Err() != nil:
			return cluster.Description{}, ctx.Err() //nolint:wrapcheck // the context's
		case q.tools.Wait > 0 && waited >= q.tools.Wait:
			return cluster.Description{}, &cluster.NoNodeError{For: q.tools.Wait, Why: err.Error()}
		}
		e.update(func(*Status) { e.stalled = "waits for a node: " + err.Error() })
		rest(ctx, again)
		waited += again // however long it took: flocktop may have been stopped meanwhile, which is no waiting
	}
}

func (q *Queue) tryDescribe(ctx context.Context, e *entry) (cluster.Description, error) {
	last, _, err := q.tools.Store.Setting(ctx, store.SettingLastModel)
	if err != nil {
		return cluster.Description{}, fmt.Errorf("read the last model: %w", err)
	}
	snapshot := q.tools.Flock.Refresh()
	if down := snapshot.Unreachable(); down != "" {
		return cluster.Description{}, fmt.Errorf("no node answers: %s", down)
	}
	asked := e.model()
	if asked == "" {
		asked = snapshot.Model
	}
	name, err := snapshot.PickModel(asked, last)
	if err != nil {
		return cluster.Description{}, err //nolint:wrapcheck // a sentence already
	}
	held, _, err := q.tools.Store.ModelByName(ctx, name)
	if err != nil {
		return cluster.Description{}, fmt.Errorf("look up the model in the store: %w", err)
	}
	q.tools.Flock.SetModel(name, held.Digest)
	return q.tools.Flock.Describe(ctx) //nolint:wrapcheck // a sentence already
}

func (e *entry) model() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.status.Model
}

// safeTokens is how far a chunk stays below the model's context, beside the
// special tokens that frame it: a server may count a few more than its
// vocabulary says.
const safeTokens = 8

// splitterFor cuts for a model: with its own vocabulary where the server gives
// one, and inside its context.
func splitterFor(d cluster.Description, c Chunking) (s documents.Splitter, approximate bool) {
	s = documents.Splitter{MaxTokens: c.Tokens, Overlap: c.Overlap}
	if s.MaxTokens <= 0 {
		s.MaxTokens = documents.DefaultMaxTokens
	}
	tokenizer, err := documents.NewTokenizer(d.Info)
	if err != nil {
		tokenizer, approximate = documents.EstimatedTokenizer(), true
	}
	s.Tokenizer = tokenizer
	if d.ContextLength > 0 {
		s.MaxTokens = max(1, min(s.MaxTokens, d.ContextLength-documents.SpecialTokens(tokenizer)-safeTokens))
	}
	return s, approximate
}
