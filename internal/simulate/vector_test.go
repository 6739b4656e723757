package simulate

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// vectorOf embeds one text with a model and faults.
func vectorOf(m Model, text string, faults ...Fault) []float32 {
	e := newEmbedder()
	e.use(m, faults)
	return e.embed(nil, text)
}

func TestVectors(t *testing.T) {
	m := Known(Nomic)[0]
	other := m
	other.Digest = otherDigest(m.Digest)
	const (
		plain    = "The ewe had twins in the lower barn."
		upper    = "THE EWE HAD TWINS IN THE LOWER BARN."
		upper2   = "A COMPILER TURNS SOURCE INTO INSTRUCTIONS."
		accented = "éàü öèñ ß"
		accents2 = "ôûî åøç ý"
	)
	for _, c := range []struct {
		name     string
		a, b     []float32
		from, to float64
	}{
		{"itself", vectorOf(m, plain), vectorOf(m, plain), 1, 1},
		{"upper case means the same", vectorOf(m, plain), vectorOf(m, upper), 1, 1},
		{"shared words", vectorOf(m, plain), vectorOf(m, "In the barn a ewe lambed: twins!"), 0.4, 0.9},
		{"parts of words", vectorOf(m, "shearing shepherds"), vectorOf(m, "the shepherd shears"), 0.1, 0.8},
		{"nothing shared", vectorOf(m, plain), vectorOf(m, upper2), -0.25, 0.25},
		{"another digest", vectorOf(m, plain), vectorOf(other, plain), -0.2, 0.2},
		{"upper case collapsed", vectorOf(m, upper, Fault{Kind: CollapseUpper}), vectorOf(m, upper), -0.5, 0.9},
		{"upper case texts are one", vectorOf(m, "ONE TEXT", Fault{Kind: CollapseUpper}), vectorOf(m, "TEXT TWO", Fault{Kind: CollapseUpper}), 1, 1},
		{"accents texts are one", vectorOf(m, accented, Fault{Kind: CollapseAccents}), vectorOf(m, accents2, Fault{Kind: CollapseAccents}), 1, 1},
		{"accents apart", vectorOf(m, accented), vectorOf(m, accents2), -0.4, 0.4},
		{"plain text not collapsed", vectorOf(m, "plain text", Fault{Kind: CollapseUpper}, Fault{Kind: CollapseAccents}), vectorOf(m, "plain text"), 1, 1},
		{"drift", vectorOf(m, plain, Fault{Kind: Drift}), vectorOf(m, plain), 0.9, 0.98},
		{"drift elsewhere", vectorOf(m, plain, Fault{Kind: Drift, Text: "ram"}), vectorOf(m, plain), 1, 1},
	} {
		if got := dot(c.a, c.b); got < c.from-1e-5 || got > c.to+1e-5 {
			t.Errorf("%s: cosine %.4f, want %v to %v", c.name, got, c.from, c.to)
		}
	}
}

func TestEveryTextHasAUnitVector(t *testing.T) {
	e := newEmbedder()
	e.use(Known(MiniLM)[0], nil)
	rapid.Check(t, func(t *rapid.T) {
		v := e.embed(nil, rapid.String().Draw(t, "text"))
		if len(v) != 384 || math.Abs(dot(v, v)-1) > 1e-5 {
			t.Fatalf("%d elements, length² %v", len(v), dot(v, v))
		}
	})
}

func TestEncodingIsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		vector := rapid.SliceOfN(rapid.Float32Range(-1e12, 1e12), 0, 8).Draw(t, "vector")
		small := rapid.SliceOfN(rapid.Float32Range(-1, 1), 0, 8).Draw(t, "small")
		for _, want := range [][]float32{vector, small} {
			var got []float32
			if err := json.Unmarshal(appendVector(nil, want), &got); err != nil {
				t.Fatal(err)
			}
			for i := range want {
				if math.Abs(float64(got[i]-want[i])) > 1e-9+1e-6*math.Abs(float64(want[i])) {
					t.Fatalf("%v became %v", want[i], got[i])
				}
			}
		}
	})
}

func BenchmarkEmbed(b *testing.B) {
	e := newEmbedder()
	e.use(Known(Nomic)[0], nil)
	text := strings.Repeat("The shepherd shears the sheep in June, if the weather holds. ", 16)
	var vector []float32
	var body []byte
	for b.Loop() {
		vector = e.embed(vector[:0], text)
		body = appendVector(body[:0], vector)
	}
}
