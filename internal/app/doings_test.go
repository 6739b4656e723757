package app_test

import (
	"slices"
	"testing"

	"flocktop/adaptive"
	"flocktop/internal/app"
	"flocktop/internal/job"
	"flocktop/internal/simulate"
)

// A log explains figures later only if it says who changed what.
func TestWhatTheUserDoesIsLogged(t *testing.T) {
	dir := home(t)
	cfg := servers(t, dir)
	docs := documentsIn(t, dir, 5)
	a := open(t, app.Options{Config: cfg})
	defer closeApp(t, a)
	a.Start(t.Context())
	if _, err := a.Settled(t.Context()); err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	a.Pause(true)
	a.Pause(true) // nothing new
	a.Force(adaptive.Parallel)
	a.Force(0)
	a.SetPolicy(adaptive.Rules)
	must(errorOf(a.AddNode(t.Context(), "barn", "10.0.0.9")))
	must(a.RemoveNode(t.Context(), "http://10.0.0.9:11434"))
	must(a.RestoreNode(t.Context(), "http://10.0.0.9:11434"))
	first, err := a.Queue(t.Context(), []string{docs})
	must(err)
	second, err := a.Queue(t.Context(), []string{dir})
	must(err)
	must(a.Move(t.Context(), second, -1))
	must(a.Cancel(t.Context(), second))
	must(a.Restore(t.Context(), second))
	must(a.Cancel(t.Context(), second))
	a.Pause(false)
	title := ended(t, a, first).Title
	must(a.SetModel(t.Context(), simulate.MiniLM))
	if err := a.SetModel(t.Context(), "no-such-model"); err == nil {
		t.Error("a model that there is not is chosen")
	}
	var got []string
	for _, e := range a.Log(0) {
		got = append(got, e.Node+": "+e.Text)
	}
	other, _ := a.Job(second)
	for _, want := range []string{
		": the queue is paused", ": parallel is forced", ": the mode is chosen automatically", ": the policy is rules",
		"barn: is watched from now on: http://10.0.0.9:11434", "barn: is removed", "barn: is watched again",
		": " + title + " is queued", ": " + other.Title + " is moved up in the queue", ": " + other.Title + " is in the queue again",
		": the queue goes on", ": the model is all-minilm",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("the log does not say %q:\n%q", want, got)
		}
	}
	if !logged(a, "the model stays as it is: ") {
		t.Error("the log does not say why the model was not chosen")
	}
	paused := 0
	for _, text := range got {
		if text == ": the queue is paused" {
			paused++
		}
	}
	if paused != 1 || other.State != job.Cancelled {
		t.Errorf("paused %d times, %+v", paused, other)
	}
}
