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

// survey adds up the sizes of a job's documents, by the kind that names promise: notes
// are read before what takes long, and come to many times as many chunks. It is run
// ahead of those who read them.
type survey struct {
	ended atomic.Bool
	// learned is what documents of a kind came to, and all, that other runs read too; nil
	// where nobody knows.
	learned func(documents.Kind) (of, all size)

	mu    sync.Mutex
	kinds map[documents.Kind]pile // the documents that were found
	read  map[documents.Kind]size // those of them that were read, or could not be
}

// add takes in a document that was found.
func (s *survey) add(file documents.File) {
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

// took takes in a document that was read, and how many chunks it made.
func (s *survey) took(file documents.File, chunks int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.read == nil {
		s.read = map[documents.Kind]size{}
	}
	kind := file.Promised()
	s.read[kind] = s.read[kind].with(file.Size, chunks)
}

const (
	// enoughRead is from which share of a kind's bytes on it is known how many chunks
	// they make, and enoughBytes from how many whatever the share.
	enoughRead  = 0.02
	enoughBytes = 256 << 10
)

// rest is how many chunks the documents make that are still to be read; false while
// that is not known.
func (s *survey) rest() (chunks float64, known bool) {
	if !s.ended.Load() {
		return 0, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var all size
	left, of := map[documents.Kind]pile{}, map[documents.Kind]size{}
	for kind, p := range s.kinds {
		r := s.read[kind]
		all = all.with(r.bytes, r.chunks)
		if p.bytes -= r.bytes; p.bytes <= 0 { // what was read may have grown since it was found
			continue
		}
		if float64(r.bytes) >= min(enoughRead*float64(s.kinds[kind].bytes), enoughBytes) {
			of[kind], p.some = r, 0 // small ones are among what was read
		} else if s.learned != nil {
			of[kind], _ = s.learned(kind)
		}
		left[kind] = p
	}
	if all.bytes <= 0 && s.learned != nil {
		_, all = s.learned("")
	}
	if all.bytes <= 0 {
		return 0, false
	}
	return guess(left, of, all)
}

// begin gives a run a survey of its own; learned is what is known of kinds already.
func (e *entry) begin(learned func(documents.Kind) (of, all size)) *survey {
	s := &survey{learned: learned}
	e.mu.Lock()
	if e.survey != nil && e.survey.ended.Load() {
		e.ahead = e.survey
	}
	e.survey, e.texts, e.since, e.held = s, 0, 0, 0
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
	if e.since == 0 {
		return 0, false
	}
	rest, _ := e.survey.rest()
	return int(rest * float64(e.texts) / float64(e.since)), false
}
