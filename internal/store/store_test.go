package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		os.Exit(play(role))
	}
	if err := enter(os.Getenv(placeVariable)); err != nil {
		fmt.Println(err)
		os.Exit(exitNoPlace)
	}
	goleak.VerifyTestMain(m)
}

// nomic is the model of most tests, with vectors short enough to write down.
var nomic = Model{Name: "nomic-embed-text:latest", Digest: "sha256:0a109f422b47e3a30ba2b10eca18548e", Dimension: 3}

// newPath is where a test's store will be.
func newPath(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "data", "store.db")
}

// open opens a store and closes it with the test.
func open(t testing.TB, path string, opt Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// bench is a store with a job and a model: what most tests start from.
type bench struct {
	*Store
	t     testing.TB
	ctx   context.Context
	job   JobID
	model ModelID
}

func newBench(t testing.TB) *bench {
	t.Helper()
	b := &bench{Store: open(t, newPath(t), Options{}), t: t, ctx: t.Context()}
	b.job = b.newJob()
	b.model = b.use(nomic)
	return b
}

func (b *bench) newJob() JobID {
	b.t.Helper()
	id, err := b.CreateJob(b.ctx, NewJob{Title: "handbook/", Paths: []string{"/handbook"}, Model: nomic.Name, Mode: "auto"})
	b.check(err)
	return id
}

func (b *bench) use(m Model) ModelID {
	b.t.Helper()
	id, err := b.UseModel(b.ctx, m)
	b.check(err)
	return id
}

func (b *bench) check(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// put stores a document made of texts, for the bench's job.
func (b *bench) put(path string, texts ...string) []PlacedChunk {
	b.t.Helper()
	placed, err := b.PutDocument(b.ctx, b.job, b.model, document(path), chunks(texts...))
	b.check(err)
	if len(placed) != len(texts) {
		b.t.Fatalf("PutDocument answered %d entries for %d chunks", len(placed), len(texts))
	}
	return placed
}

// embed stores a vector for each chunk and gives the count that was new.
func (b *bench) embed(placed ...PlacedChunk) int {
	b.t.Helper()
	stored, err := b.PutVectors(b.ctx, b.job, b.model, vectorsFor(placed))
	b.check(err)
	return stored
}

func (b *bench) counts() Counts {
	b.t.Helper()
	c, err := b.Counts(b.ctx, b.job)
	b.check(err)
	return c
}

// records is the whole export.
func (b *bench) records(filter ExportFilter) []Record {
	b.t.Helper()
	var all []Record
	for r, err := range b.Export(b.ctx, filter) {
		b.check(err)
		all = append(all, r)
	}
	return all
}

// paths are the documents that a store has vectors of.
func (b *bench) paths() string {
	b.t.Helper()
	var all []string
	for _, r := range b.records(ExportFilter{}) {
		all = append(all, r.Path)
	}
	return strings.Join(all, " ")
}

func document(path string) Document {
	return Document{
		Path: path, Title: "Of sheep", Kind: "text", Hash: sha256.Sum256([]byte(path)), Size: 120,
		Modified: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
	}
}

func chunks(texts ...string) []Chunk {
	all := make([]Chunk, len(texts))
	for i, text := range texts {
		all[i] = Chunk{Position: i, Heading: fmt.Sprintf("Part %d", i+1), Text: text, Tokens: len(text)}
	}
	return all
}

// vectorsFor makes a vector for each chunk that can be told from the others.
func vectorsFor(placed []PlacedChunk) Vectors {
	v := Vectors{Node: "http://10.0.0.5:11434", ServerVersion: "0.17.4"}
	for _, p := range placed {
		v.Items = append(v.Items, Vector{Chunk: p.ID, Values: []float32{float32(p.ID), 0.5, -1}})
	}
	return v
}

// statuses are what PutDocument said of each chunk.
func statuses(placed []PlacedChunk) []ChunkStatus {
	all := make([]ChunkStatus, len(placed))
	for i, p := range placed {
		all[i] = p.Status
	}
	return all
}
