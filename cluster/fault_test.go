package cluster

import (
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"

	"github.com/ollama/ollama/api"
	"pgregory.net/rapid"

	"flocktop/cluster/dispatch"
)

func status(code int, message string) error {
	return api.StatusError{StatusCode: code, Status: fmt.Sprint(code, " ", http.StatusText(code)), ErrorMessage: message}
}

// The wordings are Ollama's own; codes vary between its versions, so each is
// tried with several.
func TestErrorsAreClassifiedByMessageAndNotByStatus(t *testing.T) {
	tests := map[string]struct {
		message string
		want    fault
	}{
		"queue full":       {"server busy, please try again.  maximum pending requests exceeded", fault{kind: dispatch.Overloaded}},
		"model missing":    {`model "nomic-embed-text" not found, try pulling it first`, fault{kind: dispatch.Broken, missing: true}},
		"input too long":   {"the input length exceeds the context length", fault{kind: dispatch.Hopeless, tooLong: true}},
		"runner crashed":   {`do embedding request: Post "http://127.0.0.1:38447/embedding": EOF`, fault{kind: dispatch.BadTexts}},
		"cannot encode":    {"failed to encode response: json: unsupported value: NaN", fault{kind: dispatch.BadTexts}},
		"no memory":        {"model requires more system memory (9 GiB) than is available (4 GiB)", fault{kind: dispatch.Broken}},
		"a proxy's page":   {"<html><body>502 Bad Gateway</body></html>", fault{kind: dispatch.Fell}},
		"another page":     {"<html><body>Moved</body></html>", fault{kind: dispatch.Broken}},
		"something unsaid": {"failed to generate embeddings", fault{kind: dispatch.BadTexts}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			for _, code := range []int{400, 404, 500, 503} {
				got := classify(fmt.Errorf("wrapped: %w", status(code, test.message)))
				if got.kind != test.want.kind || got.missing != test.want.missing || got.tooLong != test.want.tooLong {
					t.Errorf("status %d: %+v, want %+v", code, got, test.want)
				}
				if got.reason == "" {
					t.Error("no reason is given")
				}
			}
		})
	}
}

func TestTransportErrorsBreakTheNode(t *testing.T) {
	for says, err := range map[string]error{
		"connection refused": &url.Error{Op: "Post", URL: "http://x", Err: syscall.ECONNREFUSED},
		"EOF":                &url.Error{Op: "Post", URL: "http://x", Err: errors.New("EOF")},
		"not an answer of an embedding server: no": &LyingAnswerError{What: "no"},
	} {
		got := classify(err)
		if got.kind != dispatch.Broken || got.reason != says {
			t.Errorf("%v: %+v, want %q", err, got, says)
		}
	}
}

func TestAServerThatIsGoneInMidRequestFellUnderIt(t *testing.T) {
	for says, err := range map[string]error{
		"connection reset": &url.Error{Op: "Post", URL: "http://x", Err: syscall.ECONNRESET},
		"the server closed the connection without an answer":  &url.Error{Op: "Post", URL: "http://x", Err: io.EOF},
		"the server closed the connection in mid-answer":      io.ErrUnexpectedEOF,
		"the server closed the connection while it was asked": syscall.EPIPE,
	} {
		if got := classify(err); got.kind != dispatch.Fell || got.reason != says {
			t.Errorf("%v: %+v, want %q", err, got, says)
		}
	}
}

// The address of the runner is no node's, and another one each time.
func TestFailuresOfARunnerHaveOneReason(t *testing.T) {
	for message, want := range map[string]string{
		`do embedding request: Post "http://127.0.0.1:38447/embedding": EOF`:                                                 "the server's runner crashed in mid-answer (EOF)",
		`do embedding request: Post "http://127.0.0.1:40001/embedding": unexpected EOF`:                                      "the server's runner crashed in mid-answer (EOF)",
		`Post "http://127.0.0.1:40001/embedding": read tcp 127.0.0.1:50000->127.0.0.1:40001: read: connection reset by peer`: "the server's runner crashed in mid-answer (connection reset)",
		`Post "http://localhost:40001/embedding": dial tcp 127.0.0.1:40001: connect: connection refused`:                     "the server's runner is gone (connection refused)",
		`Get "http://127.0.0.1:40001/health": odd`:                                                                           "the server's runner: odd",
		"the input length exceeds the context length":                                                                        "the input length exceeds the context length",
	} {
		if got := classify(status(400, message)).reason; got != want {
			t.Errorf("%s is said as %q, want %q", message, got, want)
		}
	}
}

func TestABadVectorIsFirstTakenForTheTextsFault(t *testing.T) {
	for says, vector := range map[string][]float32{"zeros": {0, 0}, "length": {3, 4}} {
		got := classify(checkVectors([][]float32{{0.6, 0.8}, vector}, 2, 2))
		if got.kind != dispatch.BadTexts || !strings.Contains(got.reason, says) {
			t.Errorf("%+v; one text may be to blame for %s", got, says)
		}
	}
}

func TestForeignTextIsMadeFitToShow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		got := clean(rapid.String().Draw(t, "text") + "\x1b[31m\a\u202e\x00" + rapid.String().Draw(t, "more"))
		if strings.ContainsAny(got, "\x1b\a\x00\n\r\t\u202e") || len(got) > maxForeign+len("…") {
			t.Fatalf("%q", got)
		}
	})
}

func TestVectorsAreChecked(t *testing.T) {
	unit := []float32{0.6, 0.8}
	nan := float32(math.NaN())
	tests := map[string]struct {
		vectors [][]float32
		texts   int
		good    bool
	}{
		"good":           {[][]float32{unit, unit}, 2, true},
		"too few":        {[][]float32{unit}, 2, false},
		"too many":       {[][]float32{unit, unit, unit}, 2, false},
		"none":           {nil, 1, false},
		"other length":   {[][]float32{unit, {1}}, 2, false},
		"empty":          {[][]float32{{}, {}}, 2, false},
		"all zeros":      {[][]float32{unit, {0, 0}}, 2, false},
		"not a number":   {[][]float32{{nan, 0.8}}, 1, false},
		"infinite":       {[][]float32{{float32(math.Inf(1)), 0}}, 1, false},
		"not unit":       {[][]float32{{3, 4}}, 1, false},
		"rounded is all": {[][]float32{{0.6001, 0.8}}, 1, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := checkVectors(test.vectors, test.texts, 2)
			if (err == nil) != test.good {
				t.Errorf("%v", err)
			}
		})
	}
}
