package app_test

import (
	"testing"

	"flocktop/adaptive"
	"flocktop/internal/app"
	"flocktop/internal/job"
)

// What ended is known to the next run, also one that only reads.
func TestThePastOutlivesTheProgram(t *testing.T) {
	dir := home(t)
	cfg := servers(t, dir)
	a := open(t, app.Options{Config: cfg})
	a.Start(t.Context())
	id, err := a.Queue(t.Context(), []string{documentsIn(t, dir, 60)})
	if err != nil {
		t.Fatal(err)
	}
	s := ended(t, a, id)
	closeApp(t, a)

	reader := open(t, app.Options{Config: cfg, ReadOnly: true})
	defer closeApp(t, reader)
	past, err := reader.Past(t.Context(), 10)
	if err != nil || len(past) != 1 {
		t.Fatalf("%+v, %v", past, err)
	}
	nodes := 0
	for _, share := range s.Shares {
		if share.Texts > 0 {
			nodes++
		}
	}
	if p := past[0]; p.ID != id || p.State != job.Done || p.Texts != 60 || p.Nodes != nodes || p.Mode != s.Verdict.Mode ||
		p.Reason != string(s.Verdict.Reason) || p.Actual <= 0 || p.Bound != s.Bound {
		t.Errorf("%+v, and it ended with %+v", p, s)
	}
	documents, err := reader.Documents(t.Context(), id)
	if err != nil || len(documents) != 60 || documents[0].Embedded != 1 {
		t.Errorf("%d documents, %v", len(documents), err)
	}
	if failures, err := reader.Failures(t.Context(), id); err != nil || len(failures) != 0 {
		t.Errorf("%+v, %v", failures, err)
	}
}

func TestNothingIsPastWithoutAStore(t *testing.T) {
	cfg := servers(t, home(t))
	a := open(t, app.Options{Config: cfg, ReadOnly: true})
	defer closeApp(t, a)
	past, err := a.Past(t.Context(), 10)
	documents, errs := a.Documents(t.Context(), 1)
	failures, errf := a.Failures(t.Context(), 1)
	if err != nil || errs != nil || errf != nil || len(past)+len(documents)+len(failures) != 0 {
		t.Errorf("%v %v %v, %v %v %v", past, documents, failures, err, errs, errf)
	}
}

// A node that does not exist can be tried out, and one that does left out.
func TestAReportOfAnotherFlock(t *testing.T) {
	cfg := servers(t, home(t))
	a := open(t, app.Options{Config: cfg, ReadOnly: true})
	defer closeApp(t, a)
	change := adaptive.WhatIf{
		Without: []string{cfg.Nodes[0].URL, cfg.Nodes[1].URL}, Imagined: []adaptive.Node{{ID: "new", GPU: true, PerText: 1e6}},
	}
	r, err := a.ReportIf([]int{100}, change)
	if err != nil || len(r.Nodes) != 1 || r.Nodes[0].ID != "new" || r.Rows[0].Guessed {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err := a.Report([]int{100}); err != nil || len(r.Nodes) != 2 {
		t.Errorf("the flock itself: %+v, %v", r, err)
	}
}
