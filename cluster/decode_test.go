package cluster

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/ollama/ollama/api"
	"pgregory.net/rapid"
)

// general is what api.Client makes of an answer without help.
func general(text []byte) (api.EmbedResponse, error) {
	var r api.EmbedResponse
	err := json.Unmarshal(text, &r)
	return r, err
}

// helped is what it makes of it once the vectors are taken out.
func helped(text []byte) (r api.EmbedResponse, taken bool, err error) {
	vectors, rest, ok := splitVectors(text)
	if !ok {
		return r, false, nil
	}
	if err := json.Unmarshal(rest, &r); err != nil {
		return r, true, err
	}
	r.Embeddings = vectors
	return r, true, nil
}

func answerOf(texts, dimension int) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	r := api.EmbedResponse{Model: "all-minilm", TotalDuration: 12345678, LoadDuration: 1234, PromptEvalCount: 99}
	for range texts {
		v := make([]float32, dimension)
		for i := range v {
			v[i] = float32(random.NormFloat64() * 0.05)
		}
		r.Embeddings = append(r.Embeddings, v)
	}
	text, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	return text
}

func TestVectorsAreReadAsEncodingJSONReadsThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := api.EmbedResponse{
			Model:      "m",
			Embeddings: rapid.SliceOfN(rapid.SliceOfN(rapid.Float32Range(-math.MaxFloat32, math.MaxFloat32), 1, 9), 1, 9).Draw(t, "vectors"),
		}
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		got, taken, err := helped(text)
		if err != nil || !taken || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s\n%v %v %v", text, got, taken, err)
		}
	})
}

func TestVectorsDoNotShareRoomToGrow(t *testing.T) {
	vectors, _, ok := splitVectors([]byte(`{"embeddings":[[1,2],[3,4]]}`))
	if !ok {
		t.Fatal("not read")
	}
	_ = append(vectors[0], 9)
	if vectors[1][0] != 3 {
		t.Error("appending to one vector changed the next")
	}
}

// What is accepted is read as encoding/json reads it, whatever a server sends.
func FuzzSplitVectors(f *testing.F) {
	for _, seed := range []string{
		`{"model":"m","embeddings":[[0.1,-2e-3],[1,0]],"total_duration":5}`,
		`{"embeddings":[]}`, `{"embeddings":[[]]}`, `{"embeddings":null}`, `{"embeddings":[[1,]]}`, `{"embeddings":[[01]]}`,
		`{"embeddings":[[1e400]]}`, `{"embeddings":[[3.5e38]]}`, `{"embeddings":[[-]]}`, `{"embeddings":[[1.]]}`, `{"embeddings":[["1"]]}`,
		`{"embeddings":[[0.12345678901234567890]],"embeddings":[[2]]}`, `{"a":{"embeddings":[[1]]}}`, `{"a\"b":1,"embeddings":[[1]]}`,
		`{"Embeddings":[[7]],"embeddings":[[1]]}`, `{"embeddings":[[1]]`, `<html>`, ``, `{`, `{"model":"x","embeddings":[[1,2`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, taken, err := helped(text)
		want, wantErr := general(text)
		if !taken || err != nil {
			return // left to the general decoder, or refused by it
		}
		if wantErr != nil {
			t.Fatalf("accepted %q, which encoding/json refuses: %v", text, wantErr)
		}
		if len(got.Embeddings) != len(want.Embeddings) {
			t.Fatalf("%q: %v, want %v", text, got.Embeddings, want.Embeddings)
		}
		for i, v := range want.Embeddings {
			for j, x := range v {
				if got.Embeddings[i][j] != x {
					t.Fatalf("%q: number %d of vector %d is %v, want %v", text, j, i, got.Embeddings[i][j], x)
				}
			}
		}
	})
}

// BenchmarkDecodeVectors compares the two ways to read an answer of 64 vectors
// of 384 numbers; the figure per text is what counts.
func BenchmarkDecodeVectors(b *testing.B) {
	const texts = 64
	text := answerOf(texts, 384)
	ways := map[string]func([]byte) error{
		"encoding-json": func(t []byte) error { _, err := general(t); return err },
		"taken-out":     func(t []byte) error { _, _, err := helped(t); return err },
	}
	for name, way := range ways {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := way(text); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*texts), "µs/text")
		})
	}
}
