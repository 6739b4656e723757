package store

import (
	"fmt"
	"testing"
)

// BenchmarkPutVectors stores answers of 64 vectors of 768 floats, as a node gives them; rows/s is what counts.
func BenchmarkPutVectors(b *testing.B) {
	const (
		perAnswer = 64
		dimension = 768
	)
	for _, durability := range []Durability{Full, Normal} {
		b.Run(map[Durability]string{Full: "full", Normal: "normal"}[durability], func(b *testing.B) {
			s := open(b, newPath(b), Options{Durability: durability})
			job, model, answers := benchmarkAnswers(b, s, b.N, perAnswer, dimension)
			b.SetBytes(perAnswer * dimension * floatSize)
			b.ResetTimer()
			for _, answer := range answers {
				if _, err := s.PutVectors(b.Context(), job, model, answer); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*perAnswer)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkPutDocument stores documents of 64 chunks that are all new.
func BenchmarkPutDocument(b *testing.B) {
	const perDocument = 64
	s := open(b, newPath(b), Options{})
	b.ResetTimer()
	benchmarkAnswers(b, s, b.N, perDocument, 1)
	b.ReportMetric(float64(b.N*perDocument)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkExport reads vectors of 768 floats with their texts.
func BenchmarkExport(b *testing.B) {
	const rows = 6400
	s := open(b, newPath(b), Options{})
	job, model, answers := benchmarkAnswers(b, s, rows/64, 64, 768)
	for _, answer := range answers {
		if _, err := s.PutVectors(b.Context(), job, model, answer); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		n := 0
		for _, err := range s.Export(b.Context(), ExportFilter{}) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != rows {
			b.Fatalf("%d rows, want %d", n, rows)
		}
	}
	b.ReportMetric(float64(b.N*rows)/b.Elapsed().Seconds(), "rows/s")
}

// benchmarkAnswers stores documents and makes the answers that will bring their vectors.
func benchmarkAnswers(b *testing.B, s *Store, documents, perDocument, dimension int) (JobID, ModelID, []Vectors) {
	b.Helper()
	job, err := s.CreateJob(b.Context(), NewJob{Title: "benchmark"})
	if err != nil {
		b.Fatal(err)
	}
	model, err := s.UseModel(b.Context(), Model{Name: "m:latest", Digest: "d", Dimension: dimension})
	if err != nil {
		b.Fatal(err)
	}
	answers := make([]Vectors, documents)
	for i := range answers {
		texts := make([]string, perDocument)
		for k := range texts {
			texts[k] = fmt.Sprintf("Document %d, chunk %d. %01000d", i, k, i) // about a chunk of 256 tokens
		}
		placed, err := s.PutDocument(b.Context(), job, model, document(fmt.Sprintf("/%d.md", i)), chunks(texts...))
		if err != nil {
			b.Fatal(err)
		}
		answers[i] = Vectors{Node: "http://10.0.0.5:11434", ServerVersion: "0.17.4"}
		for _, p := range placed {
			values := make([]float32, dimension)
			for j := range values {
				values[j] = float32(int(p.ID)*j%97) / 97
			}
			answers[i].Items = append(answers[i].Items, Vector{Chunk: p.ID, Values: values})
		}
	}
	return job, model, answers
}
