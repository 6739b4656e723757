package ui

import (
	"context"
	"fmt"
	"time"

	"flocktop/internal/job"
)

// queueEngine is an engine whose queue behaves: jobs move, leave and come back.
type queueEngine struct{ *fakeEngine }

func (e queueEngine) at(id job.ID) int {
	for i := range e.jobs {
		if e.jobs[i].ID == id {
			return i
		}
	}
	return -1
}

func (e queueEngine) Move(ctx context.Context, id job.ID, by int) error {
	err := e.fakeEngine.Move(ctx, id, by)
	e.change(func(*fakeEngine) {
		jobs := append([]job.Status(nil), e.jobs...)
		for ; by != 0; by -= direction(by) {
			i := e.at(id)
			k := i + direction(by)
			if i < 0 || k < 0 || k >= len(jobs) || jobs[k].State != job.Queued {
				break
			}
			jobs[i], jobs[k] = jobs[k], jobs[i]
			e.jobs = jobs
		}
		e.jobs = jobs
	})
	return err
}

func direction(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

func (e queueEngine) Cancel(ctx context.Context, id job.ID) error {
	err := e.fakeEngine.Cancel(ctx, id)
	e.set(id, func(j *job.Status) { j.State, j.Ended = job.Cancelled, frozen })
	return err
}

func (e queueEngine) Restore(ctx context.Context, id job.ID) error {
	err := e.fakeEngine.Restore(ctx, id)
	e.set(id, func(j *job.Status) { j.State, j.Ended = job.Queued, time.Time{} })
	return err
}

// set changes one job, and puts one that is queued at the end.
func (e queueEngine) set(id job.ID, f func(*job.Status)) {
	e.change(func(*fakeEngine) {
		jobs := append([]job.Status(nil), e.jobs...)
		i := e.at(id)
		f(&jobs[i])
		if jobs[i].State == job.Queued {
			moved := jobs[i]
			jobs = append(append(jobs[:i:i], jobs[i+1:]...), moved)
		}
		e.jobs = jobs
	})
}

// longQueue is a flock with as many jobs queued behind the running one.
func longQueue(n int) *fakeEngine {
	e := busyFlock()
	e.jobs = e.jobs[:2]
	for i := range n {
		e.jobs = append(e.jobs, job.Status{
			ID: job.ID(10 + i), Title: fmt.Sprintf("report-%03d.pdf", i+1), Paths: []string{fmt.Sprintf("/home/ada/reports/report-%03d.pdf", i+1)},
			Model: "nomic-embed-text:latest", State: job.Queued, Created: frozen.Add(-30 * time.Second),
		})
	}
	return e
}

// failingFlock is a flock whose last job has failures of many kinds.
func failingFlock() *fakeEngine {
	e := idleFlock()
	j := &e.jobs[0]
	j.Title, j.Paths, j.Failures = "archive/", []string{"/home/ada/archive"}, nil
	const tooLong = "the input length exceeds the context length"
	refused := []job.Refusal{{Node: e.flock.Nodes[1].ID, Name: e.flock.Nodes[1].Name, Reason: tooLong}}
	for _, chunk := range []int{14, 15, 20, 21, 22, 23} {
		j.Failures = append(j.Failures, job.Failure{Path: "/home/ada/archive/2019/minutes/scan.pdf", Chunk: new(chunk), Reason: tooLong, RefusedBy: refused})
	}
	j.Failures = append(j.Failures,
		job.Failure{Path: "/home/ada/archive/2021/table.csv", Chunk: new(3), Reason: tooLong, RefusedBy: refused, Text: "\n year;canal;trees;planted by;felled by;reason\n1874;north;12;the council"},
		job.Failure{Path: "/home/ada/archive/locked.pdf", Reason: "the PDF is encrypted and needs a password"},
		job.Failure{Path: "/home/ada/archive/2020/film.txt", Reason: "file too large: 120 MB, the limit is 64 MB"},
		job.Failure{Path: "/home/ada/archive/2020/dump.txt", Reason: "file too large: 94 MB, the limit is 64 MB"},
		job.Failure{Path: "/home/ada/archive/2018/letter to the council about the trees along the northern canal, second version.docx", Reason: "damaged archive: zip: not a valid zip file"},
	)
	j.Failed, j.FailedFiles, j.Ignored, j.Gone = 7, 4, 56, 2
	e.passed = []job.PassedOver{
		{Reason: "not a document", Count: 53, Paths: []string{"/home/ada/archive/2018/photo.raw", "/home/ada/archive/2018/photo-2.raw"}},
		{Reason: "empty", Count: 2, Paths: []string{"/home/ada/archive/todo.txt", "/home/ada/archive/2020/ideas.md"}},
		{Reason: "symbolic link", Count: 1, Paths: []string{"/home/ada/archive/latest"}},
	}
	j.PassedOver = e.passed
	e.documents = []job.Document{
		{Path: "/home/ada/archive/2019/minutes/scan.pdf", Chunks: 24, Embedded: 18, Failed: 6, Read: true},
		{Path: "/home/ada/archive/2021/table.csv", Chunks: 310, Embedded: 309, Failed: 1, Read: true},
		{Path: "/home/ada/archive/locked.pdf", Reason: "the PDF is encrypted and needs a password", Read: true},
		{Path: "/home/ada/archive/2020/film.txt", Reason: "file too large: 120 MB, the limit is 64 MB", Read: true},
		{Path: "/home/ada/archive/2020/summary.md", Chunks: 58, Skipped: 58, Read: true},
		{Path: "/home/ada/archive/2020/agenda.md", Chunks: 868, Embedded: 868, Read: true},
	}
	return e
}
