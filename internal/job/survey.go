package job

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"

	"flocktop/internal/documents"
)

// A large job is embedded long before all of it is read: documents are read no
// further ahead than memory allows. How much is still to come is guessed then
// from how large the documents are that nobody has read yet.

// survey adds up the sizes of a job's documents. It is run ahead of those who
// read them.
type survey struct {
	total atomic.Int64 // bytes of the documents that were found
	ended atomic.Bool
	read  atomic.Int64 // bytes of those that were read, or could not be

	mu    sync.Mutex
	kinds map[documents.Kind]pile // the documents by the kind that names promise
}

// pile is documents of one kind.
type pile struct {
	bytes int64
	some  int // documents that are not empty
}

// add takes in a document that was found.
func (s *survey) add(file documents.File) {
	s.total.Add(file.Size)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kinds == nil {
		s.kinds = map[documents.Kind]pile{}
	}
	p := s.kinds[file.Promised()]
	p.bytes += file.Size
	if file.Size > 0 {
		p.some++
	}
	s.kinds[file.Promised()] = p
}

// piles are all documents by kind; nil until they are known.
func (s *survey) piles() map[documents.Kind]pile {
	if !s.ended.Load() {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := maps.Clone(s.kinds)
	if out == nil {
		out = map[documents.Kind]pile{}
	}
	return out
}

// run walks the job's paths. What cannot be walked is for the one who reads to
// say.
func (s *survey) run(ctx context.Context, paths []string) {
	for file, err := range documents.Walk(ctx, paths, documents.WalkOptions{}) {
		if err == nil {
			s.add(file)
		}
	}
	if ctx.Err() == nil {
		s.ended.Store(true)
	}
}

const (
	// enoughRead is from which share of all bytes on it is known how many chunks
	// they make, and enoughBytes from how many whatever the share.
	enoughRead  = 0.02
	enoughBytes = 256 << 10
)

// rest is how many times as many bytes are still to be read as were; false while
// that is not known.
func (s *survey) rest() (times float64, known bool) {
	total, read := float64(s.total.Load()), float64(s.read.Load())
	if !s.ended.Load() || read <= 0 || read < min(enoughRead*total, enoughBytes) {
		return 0, false
	}
	return max(0, total-read) / read, true
}

// begin gives a run a survey of its own.
func (e *entry) begin() *survey {
	s := &survey{}
	e.mu.Lock()
	if e.survey != nil && e.survey.ended.Load() {
		e.ahead = e.survey
	}
	e.survey, e.texts, e.since = s, 0, 0
	e.mu.Unlock()
	return s
}

// expected is how many texts are still to come from documents that are not read
// yet, and whether that is certain. What is stored already often comes first, of a
// job that was begun before: what part of the rest is new is judged by what was
// found since the first text that was.
func (e *entry) expected() (n int, certain bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.status.Walked {
		return 0, true
	}
	times, _ := e.survey.rest()
	if e.since == 0 {
		return 0, false
	}
	fresh := float64(e.texts) / float64(e.since)
	return int(times * float64(e.status.Chunks) * fresh), false
}
