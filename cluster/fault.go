package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"syscall"

	"github.com/ollama/ollama/api"

	"flocktop/cluster/dispatch"
)

// fault is what a failed request means.
type fault struct {
	kind   dispatch.Fault
	reason string // for people
	// missing: the node does not have the model (any more).
	missing bool
	// tooLong: a text exceeds the model's context.
	tooLong bool
	// nan: the node gave no numbers for a text; on its like the same text is fine.
	nan bool
	// refused: the server, or the proxy before it, did not admit the request.
	refused bool
}

// phrases are how servers say what is wrong, in lower case. Status codes are
// not looked at: generic failures were 500 up to version 0.12 and are 400
// since, a crash of the runner comes as either.
var phrases = []struct {
	part  string
	fault fault
}{
	{"maximum pending requests", fault{kind: dispatch.Overloaded}},
	{"server busy", fault{kind: dispatch.Overloaded}},
	{"exceeds the context length", fault{kind: dispatch.Hopeless, tooLong: true}},
	{"exceeds maximum context", fault{kind: dispatch.Hopeless, tooLong: true}},
	{"too large to process", fault{kind: dispatch.Hopeless, tooLong: true}},
	{"try pulling it first", fault{kind: dispatch.Broken, missing: true}},
	{"unsupported value: nan", fault{kind: dispatch.BadTexts, nan: true}},
	{"unsupported value: +inf", fault{kind: dispatch.BadTexts, nan: true}},
	{"unsupported value: -inf", fault{kind: dispatch.BadTexts, nan: true}},
	{"does not support embed", fault{kind: dispatch.Broken, missing: true}},
	{"unauthorized", fault{kind: dispatch.Broken}},
	{"forbidden", fault{kind: dispatch.Broken}},
	{"bad gateway", fault{kind: dispatch.Fell}},
	{"gateway timeout", fault{kind: dispatch.Broken}},
	{"out of memory", fault{kind: dispatch.Broken}},
	{"requires more system memory", fault{kind: dispatch.Broken}},
	{"failed to load", fault{kind: dispatch.Broken}},
}

// classify says what an error of an embed request means.
func classify(err error) fault {
	if status, ok := errors.AsType[api.StatusError](err); ok {
		return classifyStatus(status)
	}
	if refused, ok := errors.AsType[*refusedError](err); ok {
		return fault{kind: dispatch.Broken, refused: true, reason: clean(refused.Error())}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fault{kind: dispatch.Broken, reason: "no answer in time"}
	}
	if lie, ok := errors.AsType[*LyingAnswerError](err); ok && lie.OfText {
		return fault{kind: dispatch.BadTexts, nan: true, reason: lie.Error()}
	}
	for _, end := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, end) { // the server was there, and is gone
			return fault{kind: dispatch.Fell, reason: explain(err)}
		}
	}
	return fault{kind: dispatch.Broken, reason: explain(err)}
}

// classifyStatus goes by the server's message. What no phrase explains is
// taken for the fault of a text: halving the request finds out, and a node that
// fails whatever it is given is ejected all the same.
func classifyStatus(status api.StatusError) fault {
	message := clean(status.ErrorMessage)
	if message == "" { // nothing but the code is left to be told
		message = clean(cmp.Or(status.Status, fmt.Sprintf("status %d %s", status.StatusCode, http.StatusText(status.StatusCode))))
	}
	if wrong := explainTLS(status); wrong != "" {
		return fault{kind: dispatch.Broken, reason: wrong}
	}
	lower := strings.ToLower(message)
	for _, p := range phrases {
		if strings.Contains(lower, p.part) {
			f := p.fault
			f.reason = plainly(message)
			return f
		}
	}
	if isPage(message) {
		return fault{kind: dispatch.Broken, reason: "a web page instead of an answer"}
	}
	return fault{kind: dispatch.BadTexts, reason: plainly(message)}
}

// titleOfPage finds what a page calls itself.
var titleOfPage = regexp.MustCompile(`(?i)<title>\s*([^<]{1,60}?)\s*</title>`)

// pageTitle is that in brackets; "" where it has none.
func pageTitle(page string) string {
	found := titleOfPage.FindStringSubmatch(page)
	if found == nil {
		return ""
	}
	return " (" + clean(found[1]) + ")"
}

// isPage says whether a message is a web page, as proxies give it.
func isPage(message string) bool { return strings.HasPrefix(strings.TrimSpace(message), "<") }
