package documents

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"flocktop/internal/documents/pdf"
	"flocktop/internal/documents/worker"
)

// The roles of worker processes. PDF has one of its own, since PDFium is loaded before it can begin.
const (
	rolePDF    = "pdf"
	roleMarkup = "markup"
)

// WorkerMain is to be called first of all in main, before flags are read: where it gives true, this
// process was started as a worker, has done its work, and main is to return.
//
//	if documents.WorkerMain() {
//		return
//	}
//
// In a program that does not call it, PDF files fail with a sentence that says so; other kinds are read
// in the program itself, where no time limit can hold.
func WorkerMain() (handled bool) {
	return worker.Main(worker.Roles{
		rolePDF: func(cacheDir string) (worker.Handler, error) {
			engine, err := pdf.Open(cacheDir)
			if err != nil {
				return nil, err
			}
			return handler(func(_ Kind, data []byte) (extracted, error) { return extractPDF(engine, data) }), nil
		},
		roleMarkup: func(string) (worker.Handler, error) { return handler(extractMarkup), nil },
	})
}

// extractMarkup reads the kinds whose readers are written in Go.
func extractMarkup(kind Kind, data []byte) (extracted, error) {
	read, known := markup[kind]
	if !known {
		return extracted{}, notDocument("", string(kind))
	}
	return read(data)
}

// A request is the kind, a line end and the file's content; a reply is this as JSON.
type reply struct {
	Found    extracted
	Reason   string // name of the error that errors.Is finds, blank where there is none to be told apart
	Sentence string // blank where all went well
}

// reasons are the errors that survive the way between the processes.
var reasons = map[string]error{
	"not a document": ErrNotDocument,
	"too large":      ErrTooLarge,
	"no text":        ErrNoText,
}

func handler(read func(kind Kind, data []byte) (extracted, error)) worker.Handler {
	return func(request []byte) []byte {
		kind, data, _ := bytes.Cut(request, []byte("\n"))
		var answer reply
		found, err := read(Kind(kind), data)
		if err != nil {
			answer.Sentence = err.Error()
			for name, reason := range reasons {
				if errors.Is(err, reason) {
					answer.Reason = name
				}
			}
		} else {
			answer.Found = found
		}
		encoded, err := json.Marshal(answer)
		if err != nil { // strings and numbers cannot fail
			panic(err)
		}
		return encoded
	}
}

// foreign reads files of foreign formats in worker processes.
type foreign struct {
	pdf, markup *worker.Client
}

func newForeign(cacheDir string, timeout time.Duration) foreign {
	return foreign{
		pdf:    worker.NewClient(worker.Options{Role: rolePDF, CacheDir: cacheDir, Timeout: timeout}),
		markup: worker.NewClient(worker.Options{Role: roleMarkup, Timeout: timeout}),
	}
}

func (f foreign) close() error {
	return errors.Join(f.pdf.Close(), f.markup.Close())
}

func (f foreign) read(ctx context.Context, kind Kind, data []byte) (extracted, error) {
	client := f.markup
	if kind == KindPDF {
		client = f.pdf
	}
	payload, err := client.Ask(ctx, append([]byte(string(kind)+"\n"), data...))
	switch {
	case errors.Is(err, worker.ErrStart) && kind != KindPDF:
		return extractMarkup(kind, data)
	case err != nil && ctx.Err() == nil:
		return extracted{}, fmt.Errorf("reading the file as %s: %w", kind, err)
	case err != nil:
		return extracted{}, err
	}
	var answer reply
	if err := json.Unmarshal(payload, &answer); err != nil {
		return extracted{}, fmt.Errorf("reading the file as %s: the worker's answer is none: %w", kind, err)
	}
	if answer.Sentence != "" {
		return extracted{}, say(reasons[answer.Reason], "%s", answer.Sentence)
	}
	return answer.Found, nil
}
