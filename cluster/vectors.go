package cluster

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"sync"

	"github.com/ollama/ollama/api"
)

// Decoding vectors is most of what a client does for a text: hundreds of
// numbers each, which encoding/json reads one by one through reflection. So the
// transport takes the vectors out of an answer before api.Client decodes the
// rest of it: everything else about an answer, errors above all, stays with
// api.Client. See BenchmarkDecodeVectors.

// vectorsKey is where a request's context holds the place for its vectors.
type vectorsKey struct{}

// embed sends an embed request and returns the answer with its vectors.
func embed(ctx context.Context, client *api.Client, request *api.EmbedRequest) (*api.EmbedResponse, error) {
	var vectors [][]float32
	answer, err := client.Embed(context.WithValue(ctx, vectorsKey{}, &vectors), request)
	if err != nil {
		return nil, err //nolint:wrapcheck // classified by its type and message
	}
	if vectors != nil {
		answer.Embeddings = vectors
	}
	return answer, nil
}

// buffers are reused between answers: one of 256 vectors is megabytes.
type buffers struct{ pool sync.Pool }

// takeVectors reads a good answer, moves its vectors to the place that the
// request's context holds, and leaves the rest as the body. An answer that it
// cannot read stays as it is, for api.Client to complain about.
func (b *buffers) takeVectors(r *http.Request, answer *http.Response) error {
	place, wanted := r.Context().Value(vectorsKey{}).(*[][]float32)
	if !wanted || answer.StatusCode != http.StatusOK {
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
	*place = vectors
	answer.Body = io.NopCloser(bytes.NewReader(rest))
	answer.ContentLength = int64(len(rest))
	b.pool.Put(buffer)
	return nil
}
