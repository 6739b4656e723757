package job

import "container/list"

// Document is how a job stands with one document.
type Document struct {
	Path     string
	Chunks   int // found so far; 0 while it is read
	Embedded int
	Skipped  int
	Failed   int
	Read     bool   // its chunks are all known
	Reason   string // why the whole file failed; "" where it did not
}

// MaxDocuments is how many documents of a job are listed.
const MaxDocuments = 1000

// finished says that nothing of it is to be done any more.
func (d *Document) finished() bool {
	return d.Reason != "" || d.Read && d.Embedded+d.Skipped+d.Failed >= d.Chunks
}

// tally counts what becomes of each document of a running job. Those under way
// are as many as chunks are on their way; of the others only the latest are
// kept, so a job may be of any size.
type tally struct {
	underWay map[string]*list.Element
	lists    [3]list.List // of *Document: under way, with failures, the others; the latest first
	finished int          // documents, all of whose chunks are done
}

// The lists of a tally, in the order in which they are shown.
const (
	listUnderWay = iota
	listFailed
	listDone
)

// change counts something of a document, and books it where that was the last.
func (t *tally) change(path string, count func(*Document)) {
	at, known := t.underWay[path]
	if !known {
		if t.underWay == nil {
			t.underWay = map[string]*list.Element{}
		}
		at = t.lists[listUnderWay].PushFront(&Document{Path: path})
		t.underWay[path] = at
	}
	d, ok := at.Value.(*Document)
	if !ok {
		return // never: nothing else is put in
	}
	count(d)
	if !d.finished() {
		return
	}
	delete(t.underWay, path)
	t.lists[listUnderWay].Remove(at)
	to := &t.lists[listDone]
	if d.Failed > 0 || d.Reason != "" {
		to = &t.lists[listFailed]
	}
	if d.Reason == "" {
		t.finished++
	}
	to.PushFront(d)
	if to.Len() > MaxDocuments {
		to.Remove(to.Back())
	}
}

// leave drops a document that turns out to be none.
func (t *tally) leave(path string) {
	if at := t.underWay[path]; at != nil {
		delete(t.underWay, path)
		t.lists[listUnderWay].Remove(at)
	}
}

// chunk counts something of a document that is under way; of another it is too
// late.
func (t *tally) chunk(path string, count func(*Document)) {
	if t.underWay[path] != nil {
		t.change(path, count)
	}
}

// documents are copies, as they are shown.
func (t *tally) documents() []Document {
	total := 0
	for i := range t.lists {
		total += t.lists[i].Len()
	}
	out := make([]Document, 0, min(total, MaxDocuments))
	for i := range t.lists {
		for at := t.lists[i].Front(); at != nil && len(out) < MaxDocuments; at = at.Next() {
			if d, ok := at.Value.(*Document); ok {
				out = append(out, *d)
			}
		}
	}
	return out
}
