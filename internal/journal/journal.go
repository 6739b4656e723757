// Package journal keeps the newest log records in memory for whoever shows
// them, beside the handler that writes them to a file. It knows nothing of the
// screen.
package journal

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// Entry is one record, ready to be shown.
type Entry struct {
	Seq   uint64 // grows by one with every record
	At    time.Time
	Level slog.Level
	Node  string // value of the attribute "node"; "" where the record has none
	Text  string // message and the other attributes
}

// Journal is a ring of the newest entries. It is safe for concurrent use.
type Journal struct {
	mu      sync.Mutex
	entries []Entry // a ring once it is full
	next    uint64
	changed func()
}

// New makes a journal of so many entries. changed is called after each new
// entry, from the goroutine that logged; it must not block.
func New(size int, changed func()) *Journal {
	return &Journal{entries: make([]Entry, 0, size), changed: changed}
}

// Since returns the kept entries with a Seq of at least seq, oldest first.
func (j *Journal) Since(seq uint64) []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	oldest := j.next - uint64(len(j.entries))
	seq = max(seq, oldest)
	var out []Entry
	for ; seq < j.next; seq++ {
		out = append(out, j.entries[seq%uint64(cap(j.entries))])
	}
	return out
}

func (j *Journal) add(e Entry) {
	j.mu.Lock()
	e.Seq = j.next
	if len(j.entries) < cap(j.entries) {
		j.entries = append(j.entries, e)
	} else {
		j.entries[j.next%uint64(cap(j.entries))] = e
	}
	j.next++
	j.mu.Unlock()
	if j.changed != nil {
		j.changed()
	}
}

// Handler returns a slog handler that adds records of at least this level to
// the journal and passes every record on to next, if there is one.
func (j *Journal) Handler(level slog.Level, next slog.Handler) slog.Handler {
	return &handler{journal: j, level: level, next: next}
}

type handler struct {
	journal *Journal
	level   slog.Level
	next    slog.Handler
	attrs   []slog.Attr
}

func (h *handler) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= h.level || (h.next != nil && h.next.Enabled(ctx, level))
}

func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	if r.Level >= h.level {
		h.journal.add(h.entry(r))
	}
	if h.next != nil && h.next.Enabled(ctx, r.Level) {
		if err := h.next.Handle(ctx, r); err != nil {
			return fmt.Errorf("write the log: %w", err)
		}
	}
	return nil
}

func (h *handler) entry(r slog.Record) Entry {
	e := Entry{At: r.Time, Level: r.Level}
	var text strings.Builder
	text.WriteString(r.Message)
	add := func(a slog.Attr) bool {
		if a.Key == "node" {
			e.Node = a.Value.String()
			return true
		}
		fmt.Fprintf(&text, " %s=%v", a.Key, a.Value)
		return true
	}
	for _, a := range h.attrs {
		add(a)
	}
	r.Attrs(add)
	e.Text = text.String()
	return e
}

func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	out := *h
	out.attrs = append(append([]slog.Attr{}, h.attrs...), attrs...)
	if h.next != nil {
		out.next = h.next.WithAttrs(attrs)
	}
	return &out
}

// WithGroup keeps attributes flat in the journal: it is read by people.
func (h *handler) WithGroup(name string) slog.Handler {
	out := *h
	if h.next != nil {
		out.next = h.next.WithGroup(name)
	}
	return &out
}
