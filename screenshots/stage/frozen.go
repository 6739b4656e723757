package main

import (
	"context"
	"errors"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/journal"
	"flocktop/internal/prefs"
	"flocktop/ui"
)

// frozen is an engine that stands still. What is decided is decided anew.
type frozen struct{ scene scene }

// A scene shows nothing of a first start.
const laterStart = 100

var errFrozen = errors.New("this flock stands still, for a picture")

func (e *frozen) Flock() cluster.Snapshot     { return e.scene.Flock }
func (e *frozen) Jobs() []job.Status          { return e.scene.Jobs }
func (e *frozen) Settings() ui.Settings       { return e.scene.Settings }
func (e *frozen) Models() []ui.ModelChoice    { return e.scene.Models }
func (e *frozen) Suggestions() []string       { return nil }
func (e *frozen) Kept(string) bool            { return false }
func (e *frozen) Changes() <-chan struct{}    { return nil }
func (e *frozen) Prefs() prefs.Prefs          { return prefs.Prefs{Starts: laterStart} }
func (e *frozen) KeepPrefs(prefs.Prefs) error { return nil }

func (e *frozen) Log(since uint64) []journal.Entry {
	for i := range e.scene.Log {
		if e.scene.Log[i].Seq >= since {
			return e.scene.Log[i:]
		}
	}
	return nil
}

func (e *frozen) question() adaptive.Question {
	s := e.scene.Settings
	return adaptive.Question{Nodes: e.scene.Flock.Eligible(), Policy: s.Policy, Forced: s.Forced, Thresholds: s.Thresholds}
}

func (e *frozen) Forecast(n int) (adaptive.Verdict, error) {
	q := e.question()
	q.Batch = n
	v, _, err := adaptive.Decide(q)
	return v, err //nolint:wrapcheck // the one error is a sentence
}

func (e *frozen) ReportIf(sizes []int, change adaptive.WhatIf) (adaptive.Report, error) {
	q := e.question()
	q.Forced = 0
	q.Nodes = change.Apply(q.Nodes)
	return adaptive.NewReport(q, sizes) //nolint:wrapcheck // the one error is a sentence
}

func (e *frozen) NodeHistory(id string) (cluster.History, bool) {
	h, ok := e.scene.Histories[id]
	return h.values(), ok
}

func (e *frozen) Documents(_ context.Context, id job.ID) ([]job.Document, error) {
	return e.scene.Documents[id], nil
}

// Recorded has no job: none of an earlier session is in a scene.
func (e *frozen) Recorded(context.Context, job.ID) (job.Status, error) {
	return job.Status{}, errFrozen
}

// PassedOver is not recorded beside what the jobs' states carry.
func (e *frozen) PassedOver(_ context.Context, id job.ID) ([]job.PassedOver, error) {
	for _, j := range e.Jobs() {
		if j.ID == id {
			return j.PassedOver, nil
		}
	}
	return nil, nil
}

func (e *frozen) Failures(_ context.Context, id job.ID) ([]job.Failure, error) {
	return e.scene.Failures[id], nil
}

func (e *frozen) Past(_ context.Context, limit int) ([]job.Past, error) {
	return e.scene.Past[:min(limit, len(e.scene.Past))], nil
}

func (e *frozen) Pause(bool)                {}
func (e *frozen) Force(adaptive.Mode)       {}
func (e *frozen) SetPolicy(adaptive.Policy) {}
func (e *frozen) Retry(context.Context)     {}

func (e *frozen) Queue(context.Context, []string) (job.ID, error)         { return 0, errFrozen }
func (e *frozen) RetryFailures(context.Context, job.ID) (job.ID, error)   { return 0, errFrozen }
func (e *frozen) Cancel(context.Context, job.ID) error                    { return errFrozen }
func (e *frozen) Restore(context.Context, job.ID) error                   { return errFrozen }
func (e *frozen) Move(context.Context, job.ID, int) error                 { return errFrozen }
func (e *frozen) SetModel(context.Context, string) error                  { return errFrozen }
func (e *frozen) AddNode(context.Context, string, string) (string, error) { return "", errFrozen }
func (e *frozen) RemoveNode(context.Context, string) error                { return errFrozen }
func (e *frozen) RestoreNode(context.Context, string) error               { return errFrozen }
func (e *frozen) WarmUp(context.Context, string, string) error            { return errFrozen }
func (e *frozen) Unload(context.Context, string, string) error            { return errFrozen }
