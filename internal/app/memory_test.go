package app_test

import (
	"testing"
	"time"

	"flocktop/cluster"
	"flocktop/internal/app"
	"flocktop/internal/config"
	"flocktop/internal/job"
	"flocktop/internal/simulate"
	"flocktop/internal/simulate/simulatetest"
)

// Whoever is killed in the midst of a long job knows the next time how fast nodes
// are: it is kept before the job ends.
func TestSpeedsAreKeptWhileAJobRuns(t *testing.T) {
	dir := home(t)
	s := simulatetest.Start(t, simulate.Spec{Models: simulate.Known(simulate.MiniLM), PerText: 20 * time.Millisecond})
	cfg := configIn(dir, config.Node{Name: "node", URL: s.URL()})
	cfg.PollInterval = 50 * time.Millisecond
	a := open(t, app.Options{Config: cfg, Remember: 5 * time.Millisecond})
	defer closeApp(t, a)
	a.Start(t.Context())
	id, err := a.Queue(t.Context(), []string{documentsIn(t, dir, 200)})
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	last := until(t, a, id, func(s job.Status) bool {
		speeds, err := a.Store().Speeds(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		kept = len(speeds)
		return kept > 0 || s.State.Ended()
	})
	if kept != 1 || last.State != job.Running {
		t.Errorf("%d speeds are kept of a job that is %s", kept, last.State)
	}
}

// What vectors are compared with is kept before the first of them. Where a batch was
// interrupted between the two, the next one may find that the nodes agree on another
// one: only vectors that are kept bind it.
func TestAReferenceThatNoVectorReliesOnIsForgotten(t *testing.T) {
	dir := home(t)
	cfg := servers(t, dir)
	a := open(t, app.Options{Config: cfg})
	model := simulate.Known(simulate.MiniLM)[0]
	wrong := cluster.Reference{Digest: model.Digest, Texts: cluster.CanaryVersion, Node: "http://127.0.0.1:1", Taken: time.Now()}
	for i := range 9 {
		wrong.Vectors = append(wrong.Vectors, make([]float32, model.Dimension))
		wrong.Vectors[i][i] = 1
	}
	if err := a.Store().SaveCanaryReference(t.Context(), job.StoredReference(wrong)); err != nil {
		t.Fatal(err)
	}
	closeApp(t, a)

	a = open(t, app.Options{Config: cfg})
	defer closeApp(t, a)
	a.Start(t.Context())
	id, err := a.Queue(t.Context(), []string{documentsIn(t, dir, 10)})
	if err != nil {
		t.Fatal(err)
	}
	last := until(t, a, id, func(s job.Status) bool {
		for _, n := range a.Flock().Nodes {
			if n.State == cluster.Drifting {
				t.Fatalf("%s is left out: %s", n.Name, n.Note)
			}
		}
		return s.State.Ended()
	})
	if last.Embedded != 10 {
		t.Errorf("%+v", last)
	}
}
