package cluster

import (
	"context"
	"io"
	"net/http"
	"strings"

	"golang.org/x/sync/semaphore"
)

// What a server may say is bounded: each answer by what an honest one could
// have, and all that are read at the same time by a budget. Whoever would exceed
// the budget waits for others to be read.
const (
	kilobyte = 1 << 10
	megabyte = 1 << 20

	smallAnswer     = 64 * kilobyte // a version, an error
	loadedAnswer    = 1 * megabyte  // the models in memory
	inventoryAnswer = 4 * megabyte  // the models on disk
	modelAnswer     = 32 * megabyte // a model with its vocabulary

	// numberText is the most that a number of a vector takes as JSON, its comma
	// included, and usualNumbers what a vector may have whose dimension is not
	// known yet.
	numberText   = 32
	usualNumbers = 4096

	// headerBytes bounds the head of an answer.
	headerBytes = 64 * kilobyte
)

// budget bounds what answers take in memory together while they are read.
type budget struct {
	free *semaphore.Weighted
	all  int64
}

func newBudget(bytes int64) *budget {
	return &budget{free: semaphore.NewWeighted(bytes), all: bytes}
}

// limit is how many bytes of an answer to this request are read.
func (b *budget) limit(r *http.Request) int64 {
	limit := int64(smallAnswer)
	switch call := r.URL.Path; {
	case strings.HasSuffix(call, "/api/embed"):
		if place := placeOf(r.Context()); place != nil {
			limit += place.most
		}
	case strings.HasSuffix(call, "/api/tags"):
		limit = inventoryAnswer
	case strings.HasSuffix(call, "/api/ps"):
		limit = loadedAnswer
	case strings.HasSuffix(call, "/api/show"):
		limit = modelAnswer
	}
	return min(limit, b.all)
}

// bound limits how much of the answer's body is read, and keeps as much of the
// budget until the body is closed.
func (b *budget) bound(ctx context.Context, body io.ReadCloser, limit int64) (io.ReadCloser, error) {
	if err := b.free.Acquire(ctx, limit); err != nil {
		_ = body.Close() // nobody will read it
		return nil, err  //nolint:wrapcheck // the request's own end
	}
	return &boundedBody{ReadCloser: body, left: limit, release: func() { b.free.Release(limit) }}, nil
}

// boundedBody is a body of which only so much is read.
type boundedBody struct {
	io.ReadCloser
	left    int64
	release func() // nil once it is closed
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errAnswerTooLong
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	return n, err //nolint:wrapcheck // io.EOF must stay what it is
}

// Close gives the budget back. It is called from one goroutine at a time.
func (b *boundedBody) Close() error {
	if b.release != nil {
		b.release()
		b.release = nil
	}
	return b.ReadCloser.Close() //nolint:wrapcheck // a transport passes errors on as they are
}

// vectorText is the most that so many vectors take as JSON.
func vectorText(texts, numbers int) int64 {
	return int64(texts) * int64(numbers) * numberText
}
