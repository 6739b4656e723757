package store

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// Names of files are bytes: whatever they are, a job finds its files again.
func TestPathsOfAnyBytesSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		paths := rapid.SliceOf(rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "paths")
		text, err := encodePaths(paths)
		if err != nil {
			t.Fatal(err)
		}
		back, err := decodePaths(text)
		if err != nil || len(back) != len(paths) || len(paths) > 0 && !reflect.DeepEqual(back, paths) {
			t.Errorf("%q became %s and %q, %v", paths, text, back, err)
		}
	})
}

func TestAJobOfAFileWithAnOddName(t *testing.T) {
	b := newBench(t)
	const odd = "/docs/bad\xff\xfe.txt"
	id, err := b.CreateJob(b.ctx, NewJob{Title: "bad", Paths: []string{odd, "/docs/ordentlich ü.txt"}})
	b.check(err)
	j, err := b.Job(b.ctx, id)
	b.check(err)
	if want := []string{odd, "/docs/ordentlich ü.txt"}; !reflect.DeepEqual(j.Paths, want) {
		t.Errorf("%q, want %q", j.Paths, want)
	}
	b.embed(b.put(odd, "one")...)
	b.check(b.MarkGone(b.ctx, []string{odd}))
	var gone int
	b.check(b.reader.QueryRowContext(b.ctx, `SELECT count(*) FROM documents WHERE gone IS NOT NULL`).Scan(&gone))
	if gone != 1 {
		t.Errorf("%d documents are gone, want the one", gone)
	}
}
