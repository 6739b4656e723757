package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/documents"
	"flocktop/internal/numbers"
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

// work carries a job out: documents flow through while the flock embeds.
func (q *Queue) work(ctx context.Context, e *entry) (cluster.Progress, error) {
	p, err := q.prepare(ctx, e)
	if err != nil {
		return cluster.Progress{}, err
	}
	texts, survey := make(chan []cluster.Text, 4), e.begin()
	group, ctx := errgroup.WithContext(ctx)
	var progress cluster.Progress
	group.Go(q.guarded(func() error {
		defer close(texts)
		return q.produce(ctx, e, p, survey, texts)
	}))
	group.Go(q.guarded(func() error {
		survey.run(ctx, e.paths)
		return nil
	}))
	group.Go(q.guarded(func() error {
		var err error
		progress, err = q.tools.Flock.Embed(ctx, cluster.Batch{
			Model: p.model.Model, Digest: p.model.Digest, Dimension: p.kept, Announced: p.model.Dimension,
			Exact:    !p.approximate,
			Texts:    texts,
			Expected: e.expected,
			Ledger:   &ledger{queue: q, entry: e, plan: p},
			Wait:     q.tools.Wait,
			Observe: func(now cluster.Progress) {
				q.outlook.goes(p.model.Model, now.Pace)
				e.observe(now)
			},
		})
		return err //nolint:wrapcheck // the flock's errors are sentences already
	}))
	return progress, group.Wait() //nolint:wrapcheck // as above
}

// errPanic stands for what a part of a job did not say that panicked.
var errPanic = errors.New("the program has a fault")

// guarded makes a panic an error of the job; the guard sees to the rest.
func (q *Queue) guarded(work func() error) func() error {
	return func() error {
		err := errPanic
		q.tools.Guard(func() { err = work() })
		return err
	}
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
		Mode: steering.Forced.String(), Policy: steering.Policy.String(), Started: time.Now(),
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
	const again = 500 * time.Millisecond
	begun := time.Now()
	for {
		d, err := q.tryDescribe(ctx, e)
		var missing *cluster.NoModelError
		switch {
		case err == nil:
			e.update(func(*Status) { e.stalled = "" })
			return d, nil
		case errors.As(err, &missing) && len(missing.Choices) > 0:
			return cluster.Description{}, err // nodes are there; waiting will not help
		case ctx.Err() != nil:
			return cluster.Description{}, ctx.Err() //nolint:wrapcheck // the context's
		case q.tools.Wait > 0 && time.Since(begun) >= q.tools.Wait:
			return cluster.Description{}, &cluster.NoNodeError{For: q.tools.Wait, Why: err.Error()}
		}
		e.update(func(*Status) { e.stalled = "waits for a node: " + err.Error() })
		timer := time.NewTimer(again)
		select {
		case <-ctx.Done():
			timer.Stop()
		case <-timer.C:
		}
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

// produce walks, reads and cuts; every chunk is in the store before the flock
// hears of it. A file that fails is booked and ends nothing.
func (q *Queue) produce(ctx context.Context, e *entry, p plan, ahead *survey, texts chan<- []cluster.Text) error {
	for file, err := range documents.Walk(ctx, e.paths, documents.WalkOptions{Ignored: e.passedOver}) {
		if err == nil {
			err = q.produceFile(ctx, e, p, file, texts)
			ahead.read.Add(file.Size)
		}
		var failure *documents.Failure
		switch {
		case errors.As(err, &failure):
			f := Failure{Path: failure.Path, Reason: failure.Err.Error()}
			e.failed(f)
			q.tell(e, f)
			if err := q.tools.Store.FailFile(ctx, store.JobID(e.id), failure.Path, failure.Err.Error()); err != nil {
				return fmt.Errorf("book a failure: %w", err)
			}
		case err != nil:
			return err
		}
	}
	if ctx.Err() != nil {
		return ctx.Err() //nolint:wrapcheck // the context's
	}
	q.outlook.walked(p.model.Model)
	return q.walked(ctx, e)
}

// produceFile does all that for one file.
func (q *Queue) produceFile(ctx context.Context, e *entry, p plan, file documents.File, texts chan<- []cluster.Text) error {
	e.opened(file.Path)
	document, err := q.tools.Extractor.Extract(ctx, file)
	if err != nil {
		return err //nolint:wrapcheck // a Failure, or the context's
	}
	if document.Warning != "" {
		q.tools.Log.Warn(fmt.Sprintf("%s: %s", file.Rel, document.Warning))
	}
	chunks := p.splitter.Split(document)
	if len(chunks) == 0 {
		e.blank(file.Path)
		if err := q.tools.Store.MarkGone(ctx, []string{file.Path}); err != nil { // it may have had a text once
			return fmt.Errorf("note that %s has no text: %w", file.Rel, err)
		}
		return nil
	}
	stored := make([]store.Chunk, len(chunks))
	for i, c := range chunks {
		stored[i] = store.Chunk(c)
	}
	placed, err := q.tools.Store.PutDocument(ctx, store.JobID(e.id), p.modelID, store.Document{
		Path: document.Path, Title: document.Title, Kind: string(document.Kind),
		Hash: document.Hash, Size: file.Size, Modified: file.Modified,
	}, stored)
	if err != nil {
		return fmt.Errorf("keep %s: %w", file.Rel, err)
	}
	e.found(file.Path, placed)
	q.outlook.read(p.model.Model, file, len(placed))
	var fresh []cluster.Text
	for i, c := range placed {
		if c.Status == store.New {
			fresh = append(fresh, cluster.Text{ID: int64(c.ID), Body: chunks[i].Text, Work: float64(chunks[i].Tokens)})
		}
	}
	e.update(func(*Status) {
		if e.texts += len(fresh); e.texts > 0 {
			e.since += len(placed)
		}
	})
	if len(fresh) == 0 {
		return nil
	}
	select {
	case texts <- fresh:
		return nil
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // the context's
	}
}

// end books how a job ended, with the store's own counts.
func (q *Queue) end(ctx context.Context, e *entry, state State, cause error, p cluster.Progress) error {
	id := store.JobID(e.id)
	counts, err := q.tools.Store.Counts(ctx, id)
	if err != nil {
		return fmt.Errorf("count what was done: %w", err)
	}
	result := store.JobResult{
		State: stored(state), Ended: time.Now(),
		Predicted: p.Predicted, Actual: p.Elapsed, Waited: p.Starved, Bound: p.Bound, Nodes: sharing(p),
	}
	if cause != nil {
		result.Error = cause.Error()
	}
	if p.Verdict.Batch > 0 {
		decided := Decided(p.Verdict)
		if decided != nil {
			decided.Changed = p.Changed
		}
		if result.Decision, err = json.Marshal(decided); err != nil {
			return fmt.Errorf("write the decision: %w", err)
		}
	}
	if err := q.tools.Store.FinishJob(ctx, id, result); err != nil {
		return err //nolint:wrapcheck // the store's sentence
	}
	e.mu.Lock()
	repeated := min(e.status.Repeated, counts.Skipped)
	e.mu.Unlock()
	q.tools.Log.Log(ctx, endLevel(counts), endLine(e.title, state, counts, repeated, p))
	// not sooner: whoever sees that it has ended may end the program
	e.update(func(s *Status) {
		s.State, s.Ended, s.ETA, s.Halted, s.Reading, s.Opened = state, result.Ended, 0, false, false, ""
		s.Why = "" // what it said while it waited is over
		if cause != nil {
			s.Why = cause.Error()
		}
		s.Documents, s.Chunks = counts.Documents, counts.Chunks
		s.Embedded, s.Skipped, s.Failed = counts.Embedded, counts.Skipped, counts.Failed
		s.FailedFiles = counts.FailedFiles
		s.Repeated = repeated
		e.tally = tally{} // the store has them now
	})
	return nil
}

// endLine is what the log says of a job that has ended, in as few words as do.
func endLine(title string, state State, counts store.Counts, repeated int, p cluster.Progress) string {
	const told = 100 * time.Millisecond // from when on waiting is worth a word
	text := fmt.Sprintf("%s %s", title, state)
	switch {
	case counts.Embedded > 0:
		text += ": " + numbers.Count(counts.Embedded) + " embedded"
		if took := worked(p.Elapsed, p.Starved); took > 0 {
			text += " in " + adaptive.Span(took) + foreseenText(state, counts.Embedded, p)
		}
		if p.Starved >= told {
			text += fmt.Sprintf(", after %s waiting for documents", adaptive.Span(p.Starved))
		}
	case counts.Documents == 0 && counts.FailedFiles == 0 && state == Done:
		return text + ": there is no document in it"
	case counts.Chunks == 0 && counts.FailedFiles == 0:
		return text + ": nothing of it was embedded"
	default:
		text += ": nothing embedded"
	}
	if kept := counts.Skipped - repeated; kept > 0 {
		text += ", " + numbers.Count(kept) + " already stored"
	}
	if repeated > 0 {
		text += ", " + numbers.Count(repeated) + " repeated"
	}
	if failed := counts.Failed + counts.FailedFiles; failed > 0 {
		text += ", " + numbers.Count(failed) + " failed"
	}
	return text
}

// foreseenText is what else is known of how long a batch took that was done: what
// was foreseen at first, and what the fastest node would have taken for it.
func foreseenText(state State, embedded int, p cluster.Progress) string {
	if state != Done || embedded < adaptive.LeastTexts || p.Predicted <= 0 {
		return ""
	}
	text := "foreseen " + adaptive.Span(p.Predicted)
	if alone := aloneTook(&p.Verdict, embedded, sharing(p)); alone > 0 {
		text += ", one node ~" + adaptive.Span(alone)
	}
	return " (" + text + ")"
}

// sharing is how many nodes had a share of a batch.
func sharing(p cluster.Progress) int {
	nodes := map[string]bool{} // one that was away is listed again when it comes back
	for _, share := range p.Shares {
		if share.Texts > 0 {
			nodes[share.Node] = true
		}
	}
	return len(nodes)
}

func stored(s State) store.JobState {
	switch s {
	case Done:
		return store.JobDone
	case Cancelled:
		return store.JobCancelled
	case Broken:
		return store.JobFailed
	case Paused:
		return store.JobPaused
	case Queued, Running, Waiting:
		return store.JobRunning
	}
	return store.JobRunning
}
