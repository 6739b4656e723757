package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestExportGivesAllThatIsKnown(t *testing.T) {
	b := newBench(t)
	placed := b.put("/a.md", "one")
	b.embed(placed...)
	want := []Record{{
		Path: "/a.md", Title: "Of sheep", Position: 0, Heading: "Part 1", Text: "one", Tokens: 3,
		Model: nomic.Name, Digest: nomic.Digest, Node: "http://10.0.0.5:11434", ServerVersion: "0.17.4",
		Vector: []float32{float32(placed[0].ID), 0.5, -1},
	}}
	if got := b.records(ExportFilter{}); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

func TestExportIsInOrderAndFiltered(t *testing.T) {
	b := newBench(t)
	for _, path := range []string{"/x/b.md", "/x", "/x/a/z.md", "/xy/c.md", "/x/a.md", "/x0", "/w.md"} {
		b.embed(b.put(path, path+" one", path+" two")...)
	}
	b.put("/x/pending.md", "not embedded")
	for under, want := range map[string]string{
		"":           "/w.md /x /x/a.md /x/a/z.md /x/b.md /x0 /xy/c.md",
		"/":          "/w.md /x /x/a.md /x/a/z.md /x/b.md /x0 /xy/c.md",
		"/x":         "/x /x/a.md /x/a/z.md /x/b.md",
		"/x/":        "/x /x/a.md /x/a/z.md /x/b.md",
		"/x/a":       "/x/a/z.md",
		"/x/b.md":    "/x/b.md",
		"/elsewhere": "",
	} {
		var got []string
		for i, r := range b.records(ExportFilter{Under: under}) {
			if r.Position != i%2 {
				t.Errorf("under %q: record %d has the position %d", under, i, r.Position)
			}
			if i%2 == 0 {
				got = append(got, r.Path)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("under %q: %v, want %s", under, got, want)
		}
	}
}

func TestExportCanBeLeftEarly(t *testing.T) {
	b := newBench(t)
	for i := range 10 {
		b.embed(b.put(fmt.Sprintf("/%d.md", i), fmt.Sprint(i))...)
	}
	for range 3 * readers { // each would keep a connection if leaving did not give it back
		for _, err := range b.Export(b.ctx, ExportFilter{}) {
			b.check(err)
			break
		}
	}
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	n := 0
	var last error
	for _, err := range b.Export(ctx, ExportFilter{}) {
		if last = err; err != nil {
			break
		}
		n++
		cancel()
	}
	if !errors.Is(last, context.Canceled) || n == 10 {
		t.Errorf("%d records, then %v; want context.Canceled", n, last)
	}
}

// plan is how SQLite goes about a query, a step an entry.
func (b *bench) plan(query string, args ...any) []string {
	b.t.Helper()
	rows, err := b.reader.QueryContext(b.ctx, "EXPLAIN QUERY PLAN "+query, args...)
	b.check(err)
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		b.check(rows.Scan(&id, &parent, &unused, &step))
		plan = append(plan, step)
	}
	b.check(rows.Err())
	return plan
}

// sorts says that all that a query finds is gathered before its first row comes.
func sorts(plan []string) bool {
	return slices.ContainsFunc(plan, func(step string) bool { return strings.Contains(step, "TEMP B-TREE FOR ORDER BY") })
}

// An export of millions of vectors must not gather them first.
func TestExportIsNotSorted(t *testing.T) {
	b := newBench(t)
	if plan := b.plan(exportQuery, "", "", "", ""); sorts(plan) {
		t.Errorf("the whole export is sorted:\n%s", strings.Join(plan, "\n"))
	}
}
