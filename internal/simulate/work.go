package simulate

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// messageTooLong is what the runner says.
const messageTooLong = "the input length exceeds the context length"

// work does what a request asks for and appends the answer's body to the given
// buffer. Errors are refusals, or the context's.
func (n *Node) work(ctx context.Context, body []byte, req embedRequest, texts []string, hit met) ([]byte, error) {
	begun := time.Now()
	if req.Model == "" {
		return body, &refusal{http.StatusInternalServerError, "unqualified name: registry.ollama.ai/library/!MISSING!:latest"}
	}
	m, ok := n.model(req.Model)
	if !ok {
		return body, &refusal{http.StatusNotFound, fmt.Sprintf("model %q not found, try pulling it first", req.Model)}
	}
	if inside := n.waiting.Add(1); int(inside) > max(n.spec.MaxQueue, 0)+n.spec.Parallel {
		n.waiting.Add(-1)
		return body, busy(hit)
	}
	defer n.waiting.Add(-1)

	keep := defaultKeepAlive
	if req.KeepAlive != nil {
		keep = req.KeepAlive.Duration
	}
	release, err := n.memory.acquire(ctx, m, req.runner(m), keep)
	if err != nil {
		return body, err
	}
	defer release()
	loaded := time.Since(begun)
	if len(texts) == 0 {
		return answerTail(answerHead(body, req.Model), 0, 0, 0), nil
	}

	job := n.prepare(m, req, texts, hit)
	start, err := n.queue.enter(ctx)
	if err != nil {
		return body, err
	}
	body = n.encode(body, m, req, job)
	if err := n.serve(ctx, start, job); err != nil {
		return body, err
	}
	return answerTail(body, time.Since(begun), loaded, job.total), nil
}

// job is a request's texts as the runner gets them.
type job struct {
	model  Model
	texts  []string
	tokens []int
	total  int // tokens
	hit    met
	fail   *refusal // what the request ends with, once its work is done
}

// prepare counts tokens and truncates.
func (n *Node) prepare(m Model, req embedRequest, texts []string, hit met) *job {
	j := &job{model: m, texts: texts, tokens: make([]int, len(texts)), hit: hit}
	if n.spec.ReadyMade {
		for i, text := range texts {
			j.tokens[i] = specialTokens + len(text)/lettersPerToken
			j.total += j.tokens[i]
		}
		j.fail = n.failure(hit)
		return j
	}
	limit := req.context(m)
	forbidden := req.Truncate != nil && !*req.Truncate && !hit.has(SilentTruncation)
	broken, contextError := hit.get(ContextError)
	for i, text := range texts {
		tokens := CountTokens(text)
		switch {
		case contextError && broken.Text != "" && broken.meets(text),
			tokens > limit && (forbidden || contextError):
			j.fail = &refusal{http.StatusBadRequest, messageTooLong}
		case tokens > limit:
			if len(j.texts) > 0 && &j.texts[0] == &texts[0] {
				j.texts = append([]string(nil), texts...) // the caller's stay as they are
			}
			j.texts[i], tokens = truncate(text, limit)
		}
		j.tokens[i] = tokens
		j.total += tokens
	}
	if fail := n.failure(hit); fail != nil {
		j.fail = fail
	}
	return j
}

// encode appends the answer's head and vectors. It is the only real work of a
// node, and is done while the simulated work would be.
func (n *Node) encode(body []byte, m Model, req embedRequest, j *job) []byte {
	if j.fail != nil {
		return body
	}
	body = answerHead(body, req.Model)
	texts := j.texts
	if j.hit.has(WrongCount) {
		texts = texts[:len(texts)-1]
	}
	if n.spec.ReadyMade {
		return n.ready.append(body, m, texts)
	}
	e, ok := n.embedders.Get().(*embedder)
	if !ok {
		e = newEmbedder()
	}
	defer n.embedders.Put(e)
	e.use(m, j.hit)
	var vector []float32
	for i, text := range texts {
		if i > 0 {
			body = append(body, ',')
		}
		vector = e.embed(vector[:0], text)
		if req.Dimensions > 0 && req.Dimensions < len(vector) {
			vector = shorten(vector, req.Dimensions)
		}
		body = appendVector(body, vector)
	}
	return body
}

// serve occupies the node for as long as the job takes, and gives its place
// back. Where the client leaves, it stops after the text under way.
func (n *Node) serve(ctx context.Context, start time.Time, j *job) error {
	slow := 1.0
	if f, ok := j.hit.get(SlowBy); ok {
		const slower = 3
		slow = f.factor(slower)
	}
	first := int(n.served.Add(int64(len(j.texts)))) - len(j.texts)
	if j.hit.has(EOFError) { // the runner is dead at once
		n.served.Add(-int64(len(j.texts)))
		j.texts = nil
	}
	ends := make([]time.Time, len(j.texts))
	at := start.Add(time.Duration(float64(n.spec.PerRequest) * slow))
	end := at
	for i := range j.texts {
		at = at.Add(time.Duration(float64(n.spec.Cost(first+i, j.tokens[i])) * slow))
		ends[i], end = at, at
	}
	if _, dies := j.hit.get(Down); dies {
		if sleep(ctx, time.Until(end)/2) {
			n.kill()
		}
		n.queue.leave(time.Now())
		return errKilled
	}

	done := len(ends)
	whole := sleepUntil(ctx, end)
	if !whole {
		now := time.Now()
		done = 0
		for done < len(ends) && ends[done].Before(now) {
			done++
		}
		if done < len(ends) { // the text under way is worked off
			end = ends[done]
			done++
			if life, ok := ctx.Value(lifeKey{}).(*lifetime); ok {
				sleepUntil(life, end) // unless the whole node ends
			}
		}
		// the luck of the texts that were not begun is left to others, where
		// nobody has drawn beyond it yet
		n.served.CompareAndSwap(int64(first+len(ends)), int64(first+done))
	}
	n.queue.leave(end)
	n.tally.add(func(s *Stats) {
		s.Texts += done
		for _, tokens := range j.tokens[:done] {
			s.Tokens += tokens
		}
		s.Busy += end.Sub(start)
	})
	if !whole {
		return ctx.Err()
	}
	if j.fail != nil {
		if f, ok := j.hit.get(EOFError); ok && f.Crash {
			n.memory.drop(j.model)
		} else if f, ok := j.hit.get(PoisonText); ok && f.Crash {
			n.memory.drop(j.model)
		}
		return j.fail
	}
	return nil
}

// shorten cuts a vector and brings it back to unit length.
func shorten(vector []float32, dimensions int) []float32 {
	vector = vector[:dimensions]
	sum := make([]float64, len(vector))
	for i, x := range vector {
		sum[i] = float64(x)
	}
	scale := 1 / max(length(sum), 1e-12)
	for i := range vector {
		vector[i] = float32(sum[i] * scale)
	}
	return vector
}
