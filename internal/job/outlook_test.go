package job_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"flocktop/cluster"
	"flocktop/internal/job"
)

func TestWhatIsAheadOfTheWholeQueue(t *testing.T) {
	ended := job.Status{State: job.Done, Chunks: 50, ETA: time.Hour}
	runs := job.Status{State: job.Running, Chunks: 100, Embedded: 40, Walked: true, ETA: 6 * time.Second}
	reads := job.Status{State: job.Running, Chunks: 100, Embedded: 100, Expected: 30, Sized: true, Reading: true, Pace: 10}
	waits := job.Status{State: job.Queued, Expected: 200, Sized: true, Pace: 10}
	resumed := job.Status{State: job.Queued, Chunks: 120, Skipped: 100, Expected: 30, Sized: true, Pace: 10}
	known := job.Status{State: job.Queued, Sized: true, Pace: 10} // there is nothing in it
	slower := job.Status{State: job.Queued, Expected: 200, Sized: true}
	small := job.Status{State: job.Queued, Expected: 1, Sized: true, Pace: 100, Beside: 90 * time.Millisecond}
	unread := job.Status{State: job.Queued}
	begins := job.Status{State: job.Running, Chunks: 10, ETA: time.Second}
	for name, test := range map[string]struct {
		jobs []job.Status
		want job.Outlook
	}{
		"nothing":                              {nil, job.Outlook{}},
		"what has ended takes no time":         {[]job.Status{ended, runs}, job.Outlook{Jobs: 1, Texts: 60, Rest: 6 * time.Second}},
		"one after the other":                  {[]job.Status{runs, waits, known}, job.Outlook{Jobs: 3, Texts: 260, Rest: 26 * time.Second}},
		"what is stored is not embedded again": {[]job.Status{resumed}, job.Outlook{Jobs: 1, Texts: 50, Rest: 5 * time.Second}},
		"while documents are read":             {[]job.Status{reads, waits}, job.Outlook{Jobs: 2, Texts: 230, Rest: 23 * time.Second}},
		"small ones have their price":          {[]job.Status{small, small, small}, job.Outlook{Jobs: 3, Texts: 3, Rest: 300 * time.Millisecond}},
		"no size, no end":                      {[]job.Status{runs, unread}, job.Outlook{Jobs: 2, Texts: 60, Unknown: 1}},
		"no pace, no end":                      {[]job.Status{runs, slower}, job.Outlook{Jobs: 2, Texts: 260, Unknown: 1}},
		"not enough of it is read":             {[]job.Status{begins, waits}, job.Outlook{Jobs: 2, Texts: 210, Unknown: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := job.Ahead(test.jobs); got != test.want {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
}

// writeFolder puts so many documents of about so many bytes into a folder of its own.
func (d *desk) writeFolder(documents, bytes int) string {
	d.t.Helper()
	folder := d.t.TempDir()
	for i := range documents {
		text := fmt.Sprintf("Document %d of %s. ", i, folder) + strings.Repeat("Sheep go through the gate, one after the other. ", bytes/48)
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%03d.txt", i)), []byte(text), 0o600); err != nil {
			d.t.Fatal(err)
		}
	}
	return folder
}

func TestAJobThatWaitsIsSizedUpByThoseThatWereRead(t *testing.T) {
	d := newDesk(t, nothing)
	took, goOn := make(chan struct{}), make(chan struct{})
	d.flock.embed = []func(context.Context, cluster.Batch) error{func(ctx context.Context, b cluster.Batch) error {
		if err := d.flock.store(ctx, b); err != nil {
			return err
		}
		b.Observe(cluster.Progress{Pace: 4})
		close(took)
		<-goOn
		return nil
	}}
	first, second := d.addPath(d.writeFolder(12, 9000)), d.addPath(d.writeFolder(36, 9000))
	sized := func(s job.Status) bool { return s.Sized }
	if s, _ := d.queue.Status(second); s.Sized || s.Left() > 0 {
		t.Errorf("before anything was read %d texts are foreseen", s.Left())
	}
	d.run()
	<-took
	s := d.until(second, "it is sized up", sized)
	read, _ := d.queue.Status(first)
	if want := 3 * read.Chunks; s.State != job.Queued || s.Left() < want*9/10 || s.Left() > want*11/10 {
		t.Errorf("%s: %d texts are foreseen of three times as many documents as made %d", s.State, s.Left(), read.Chunks)
	}
	if rest, known := s.Rest(); !known || rest != time.Duration(s.Left())*time.Second/4 {
		t.Errorf("it is foreseen to take %v, known: %t; want a second for 4 of %d texts", rest, known, s.Left())
	}
	close(goOn)
	if s := d.ended(second); s.State != job.Done {
		t.Errorf("it is %s: %s", s.State, s.Why)
	}
}

// Notes are small beside what was read, and still a text each.
func TestASmallDocumentIsForeseenAsOneText(t *testing.T) {
	d := newDesk(t, nothing)
	d.flock.progress = cluster.Progress{Pace: 2}
	stop := d.run()
	d.ended(d.addPath(d.writeFolder(2, 90_000)))
	d.pause(true)
	folder := d.writeFolder(5, 0)
	if err := os.WriteFile(filepath.Join(folder, "empty.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := d.until(d.addPath(folder), "it is sized up", func(s job.Status) bool { return s.Sized })
	if s.Left() != 5 {
		t.Errorf("%d texts are foreseen of five small documents and an empty one", s.Left())
	}
	stop()
}

func TestJobsThatWaitAreSizedUpThoughTheQueueStandsStill(t *testing.T) {
	d := newDesk(t, nothing)
	d.flock.progress = cluster.Progress{Pace: 2}
	stop := d.run()
	d.ended(d.addPath(d.writeFolder(2, 2000)))
	d.pause(true)
	id := d.addPath(d.writeFolder(4, 2000))
	s := d.until(id, "it is sized up", func(s job.Status) bool { return s.Sized })
	if s.State != job.Queued || s.Left() == 0 {
		t.Errorf("%s, %d texts are foreseen", s.State, s.Left())
	}
	stop() // while it is paused: the look ahead ends with the queue
}

func TestSmallJobsTakeAsLongAsSuchJobsTookOfLate(t *testing.T) {
	d := newDesk(t, nothing)
	const took = 40 * time.Millisecond
	slow := func(ctx context.Context, b cluster.Batch) error {
		b.Observe(cluster.Progress{Pace: 1e6}) // the texts are nothing
		later := time.NewTimer(took)
		defer later.Stop()
		<-later.C
		return d.flock.store(ctx, b)
	}
	const before = 3
	for range before {
		d.flock.embed = append(d.flock.embed, slow)
	}
	var first job.ID
	for i := range before {
		if id := d.addPath(d.writeFolder(1, 100)); i == 0 {
			first = id
		}
	}
	d.pause(true)
	last := d.addPath(d.writeFolder(1, 100))
	if s, _ := d.queue.Status(last); s.Beside != 0 {
		t.Errorf("before any job has ended, one is said to take %v beside its texts", s.Beside)
	}
	d.pause(false)
	d.flock.embed = append(d.flock.embed, func(ctx context.Context, b cluster.Batch) error {
		d.pause(true) // what comes after it waits
		return d.flock.store(ctx, b)
	})
	next := d.addPath(d.writeFolder(1, 100))
	d.run()
	d.ended(first)
	d.ended(last)
	s := d.until(next, "it is foreseen", func(s job.Status) bool { return s.Sized && s.Beside > 0 })
	if rest, known := s.Rest(); s.State != job.Queued || !known || rest < took {
		t.Errorf("%s: it is foreseen to take %v, known: %t; those before took %v and more", s.State, rest, known, took)
	}
}

// What a user paused is no part of what such jobs take, however many of them were.
func TestPausesAreNoPartOfWhatJobsTakeBesideTheirTexts(t *testing.T) {
	d := newDesk(t, nothing)
	const paused = 300 * time.Millisecond
	d.flock.progress = cluster.Progress{Pace: 1e6, Elapsed: time.Millisecond} // the rest of it was a pause
	slow := func(ctx context.Context, b cluster.Batch) error {
		b.Observe(d.flock.progress)
		later := time.NewTimer(paused)
		defer later.Stop()
		<-later.C
		return d.flock.store(ctx, b)
	}
	d.flock.embed = []func(context.Context, cluster.Batch) error{slow, slow, slow}
	stop := d.run()
	for range 3 {
		d.ended(d.addPath(d.writeFolder(1, 100)))
	}
	stop() // now the last one has been taken in too
	if s, _ := d.queue.Status(d.addPath(d.writeFolder(1, 100))); s.Beside <= 0 || s.Beside >= paused {
		t.Errorf("a small job is foreseen to take %v, with pauses of %v", s.Beside, paused)
	}
}
