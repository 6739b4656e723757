package job

import (
	"slices"
	"sync"
	"time"

	"flocktop/cluster"
	"flocktop/internal/documents"
)

// What waits in the queue is not read before its turn. How many texts it makes
// is guessed from the sizes of its documents, by what documents of the same kind
// came to that were read since the program began, and how long they take by what
// the flock does with the model now, and by what jobs took of late beside their
// texts: of many small ones that is nearly all of it.

// Outlook is what is still to be done in the whole queue.
type Outlook struct {
	Jobs    int           // that have not ended
	Texts   int           // of those jobs of which it is known or can be guessed
	Unknown int           // jobs of which nothing can be said yet
	Rest    time.Duration // until the last one ends; 0 while unknown
}

// Ahead is the outlook of these jobs. It is unknown until something is known of
// each.
func Ahead(all []Status) Outlook {
	var out Outlook
	for i := range all {
		s := &all[i]
		if s.State.Ended() {
			continue
		}
		out.Jobs++
		out.Texts += s.Left()
		rest, known := s.Rest()
		if !known {
			out.Unknown++
		}
		out.Rest += rest
	}
	if out.Unknown > 0 {
		out.Rest = 0
	}
	return out
}

// Rest is how long a job that has not ended still takes; false while that is not
// known.
func (s *Status) Rest() (rest time.Duration, known bool) {
	switch {
	case !s.Walked && !s.Sized:
		return 0, false
	case s.Left() == 0:
		return s.Beside, true
	case s.ETA > 0:
		return s.ETA, true
	case s.Pace > 0:
		return s.Beside + takes(s.Left(), s.Pace), true
	}
	return 0, false
}

// takes is how long so many texts take at that many a second.
func takes(texts int, pace float64) time.Duration {
	return time.Duration(float64(texts) / pace * float64(time.Second))
}

// outlook is what was learned since the program began of what jobs come to.
type outlook struct {
	mu     sync.Mutex
	models map[string]*experience
	last   string // the model that was used last
}

// experience is what was learned of a model.
type experience struct {
	pace  float64         // texts a second that the flock is expected to do
	whole bool            // some job was read to its end
	light []time.Duration // what the latest light jobs took beside their texts, the last one last
	kinds map[documents.Kind]size
	all   size
}

// of is what is learned of a model, "" for the one that was used last; made where
// nothing is. The lock is held.
func (o *outlook) of(model string) *experience {
	if model == "" {
		model = o.last
	}
	model = cluster.ShortModel(model)
	x := o.models[model]
	if x == nil {
		x = &experience{kinds: map[documents.Kind]size{}}
		if o.models == nil {
			o.models = map[string]*experience{}
		}
		o.models[model] = x
	}
	return x
}

// read takes in how many chunks a document made.
func (o *outlook) read(model string, file documents.File, chunks int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last = model
	x, kind := o.of(model), file.Promised()
	x.all = x.all.with(file.Size, chunks)
	x.kinds[kind] = x.kinds[kind].with(file.Size, chunks)
}

// walked takes in that a job was read to its end.
func (o *outlook) walked(model string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.of(model).whole = true
}

// goes takes in how fast the flock is; 0 where no node can work now, which says
// nothing of later.
func (o *outlook) goes(model string, pace float64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if pace > 0 {
		o.of(model).pace = pace
	}
}

const (
	// lightJobs is of how many jobs it is kept what they took beside their texts,
	// and enoughLight of how many it is believed: the first one may have had to wait
	// for a model to be loaded.
	lightJobs   = 9
	enoughLight = 3
	// mostOfLight is how much a light job has at most: chunks, new or not, and what was
	// found and could not be read, or was passed over.
	mostOfLight = 64
)

// took takes in how long a job took that was done, from the end of the one before
// it to its own, without pauses and stops. One with much to read says nothing of small
// ones, though none of it was new. Nor does one that took most of the time for its texts:
// the rest of that is less than what its pace is wrong by.
func (o *outlook) took(s *Status, span time.Duration) {
	if s.Chunks+s.FailedFiles+s.Ignored > mostOfLight {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	x := o.of(s.Model)
	if s.Embedded > 0 {
		if x.pace <= 0 {
			return
		}
		texts := takes(s.Embedded, x.pace)
		if texts > span/2 {
			return
		}
		span -= texts
	}
	x.light = append(x.light, span)
	x.light = x.light[max(0, len(x.light)-lightJobs):]
}

// beside is what a job takes beside its texts: the median, for one that waited
// for a node or had a large document to read is none of the others' measure. 0 while unknown.
func (x *experience) beside() time.Duration {
	if len(x.light) < enoughLight {
		return 0
	}
	return slices.Sorted(slices.Values(x.light))[len(x.light)/2]
}

// enoughToGuess is from how many bytes on it is known what documents come to,
// where no job has been read to its end.
const enoughToGuess = 64 << 10

// knows says whether enough was read.
func (x *experience) knows() bool {
	return x.all.bytes > 0 && (x.whole || x.all.bytes >= enoughToGuess)
}

// learned tells what documents of a kind came to for a model, and all; nothing as long as
// too few were read.
func (o *outlook) learned(model string) func(documents.Kind) (of, all size) {
	return func(kind documents.Kind) (of, all size) {
		o.mu.Lock()
		defer o.mu.Unlock()
		x := o.of(model)
		if !x.knows() {
			return size{}, size{}
		}
		return x.kinds[kind], x.all
	}
}

// foresee fills in what can be guessed of a job that waits for its turn, from the
// sizes of its documents; nil where they are not known. One that has begun keeps
// the guess until it knows better itself.
func (o *outlook) foresee(s *Status, piles map[documents.Kind]pile) {
	o.mu.Lock()
	defer o.mu.Unlock()
	x := o.of(s.Model)
	if s.State == Queued {
		s.Beside = x.beside()
	}
	if s.Pace <= 0 {
		s.Pace = x.pace
	}
	if s.Walked || s.Sized || piles == nil {
		return
	}
	if !x.knows() {
		return
	}
	n, known := guess(piles, x.kinds, x.all)
	if !known {
		return
	}
	s.Sized = true
	s.Expected = max(0, int(n)-s.Chunks)
}
