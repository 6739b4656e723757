package cluster

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/ollama/ollama/api"
)

// Decoding vectors is most of what a client does for a text: hundreds of
// numbers each, which encoding/json reads one by one through reflection. So the
// transport takes the vectors out of an answer before api.Client decodes the
// rest of it: everything else about an answer, errors above all, stays with
// api.Client. See BenchmarkDecodeVectors.

// place is where a request's vectors go.
type place struct {
	vectors [][]float32
	most    int64 // bytes that they may take in the answer
}

// placeKey is where a request's context holds its place.
type placeKey struct{}

func placeOf(ctx context.Context) *place {
	p, _ := ctx.Value(placeKey{}).(*place)
	return p
}

// embed sends an embed request and returns the answer with its vectors, of
// which each has so many numbers; 0 where that is not known.
func (c *client) embed(ctx context.Context, request *api.EmbedRequest, numbers int) (*api.EmbedResponse, error) {
	texts, _ := request.Input.([]string)
	if numbers <= 0 {
		numbers = usualNumbers
	}
	p := &place{most: vectorText(len(texts), numbers)}
	begun := time.Now()
	answer, err := c.api.Embed(context.WithValue(ctx, placeKey{}, p), request)
	if err != nil {
		if time.Since(begun) > reloadSign { // nobody says whether it was for a load
			c.hints.note()
		}
		return nil, c.mask.err(err)
	}
	if p.vectors != nil {
		answer.Embeddings = p.vectors
	}
	if answer.LoadDuration > reloadSign {
		c.hints.note()
	}
	return answer, nil
}

// buffers are reused between answers: one of 256 vectors is megabytes.
type buffers struct{ pool sync.Pool }

// takeVectors reads a good answer, moves its vectors to the place that the
// request's context holds, and leaves the rest as the body. An answer that it
// cannot read stays as it is, for api.Client to complain about.
func (b *buffers) takeVectors(r *http.Request, answer *http.Response) error {
	place := placeOf(r.Context())
	if place == nil || answer.StatusCode != http.StatusOK {
		return nil
	}
	buffer, _ := b.pool.Get().(*bytes.Buffer)
	if buffer == nil {
		buffer = &bytes.Buffer{}
	}
	buffer.Reset()
	_, err := buffer.ReadFrom(answer.Body)
	if closeErr := answer.Body.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err //nolint:wrapcheck // a transport passes errors on as they are
	}
	vectors, rest, ok := splitVectors(buffer.Bytes())
	if !ok { // the buffer goes with the body
		answer.Body = io.NopCloser(buffer)
		return nil
	}
	place.vectors = vectors
	answer.Body = io.NopCloser(bytes.NewReader(rest))
	answer.ContentLength = int64(len(rest))
	b.pool.Put(buffer)
	return nil
}
