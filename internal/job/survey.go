package job

import (
	"context"
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
}

// run walks the job's paths. What cannot be walked is for the one who reads to
// say.
func (s *survey) run(ctx context.Context, paths []string) {
	for file, err := range documents.Walk(ctx, paths, documents.WalkOptions{}) {
		if err == nil {
			s.total.Add(file.Size)
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

// rest is how many times as many bytes are still to be read as were; 0 while
// that is not known.
func (s *survey) rest() float64 {
	total, read := float64(s.total.Load()), float64(s.read.Load())
	if !s.ended.Load() || read <= 0 || read < min(enoughRead*total, enoughBytes) {
		return 0
	}
	return max(0, total-read) / read
}

// begin gives a run a survey of its own.
func (e *entry) begin() *survey {
	s := &survey{}
	e.mu.Lock()
	e.survey, e.texts = s, 0
	e.mu.Unlock()
	return s
}

// expected is how many texts are still to come from documents that are not read
// yet, and whether that is certain.
func (e *entry) expected() (n int, certain bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.status.Walked {
		return 0, true
	}
	return int(e.survey.rest() * float64(e.texts)), false
}
