package job

import (
	"testing"
	"time"
)

// The document that is read is known until it is read, or cannot be.
func TestTheDocumentThatIsReadIsKnown(t *testing.T) {
	e := newEntry(Status{State: Running}, func() {})
	later := time.Now().Add(time.Minute)
	reads := func(want string) {
		t.Helper()
		s := e.snapshot(false)
		if got := s.LongRead(later); got != want {
			t.Errorf("it reads %q, want %q", got, want)
		}
	}
	reads("")
	e.opened("/a.pdf")
	reads("/a.pdf")
	if s := e.snapshot(false); s.LongRead(s.OpenedAt) != "" {
		t.Error("a document is named that was just opened")
	}
	e.found("/a.pdf", nil)
	reads("")
	e.opened("/b.pdf")
	e.failed(Failure{Path: "/b.pdf", Reason: "encrypted"})
	reads("")
	e.opened("/c.pdf")
	e.failed(Failure{Path: "/a.pdf", Chunk: new(3), Reason: "the runner crashed"})
	reads("/c.pdf")
	e.opened("/d.md")
	reads("/c.pdf")
	e.found("/c.pdf", nil)
	reads("/d.md")
	e.found("/d.md", nil)
	reads("")
}
