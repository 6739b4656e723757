package store

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestTheFirstVectorWins(t *testing.T) {
	b := newBench(t)
	placed := b.put("/a.md", "one", "two")
	if got := b.embed(placed[0]); got != 1 {
		t.Errorf("stored %d, want 1", got)
	}
	late := Vectors{Node: "http://late:11434", ServerVersion: "0.1.0"}
	for _, p := range placed {
		late.Items = append(late.Items, Vector{Chunk: p.ID, Values: []float32{9, 9, 9}})
	}
	stored, err := b.PutVectors(b.ctx, b.job, b.model, late)
	if err != nil || stored != 1 {
		t.Fatalf("of one that is there and one that is not, stored %d, %v; want 1", stored, err)
	}
	records := b.records(ExportFilter{})
	if got, want := records[0].Vector, []float32{float32(placed[0].ID), 0.5, -1}; !slices.Equal(got, want) {
		t.Errorf("the first vector is %v, want the first one that came, %v", got, want)
	}
	if records[0].Node != "http://10.0.0.5:11434" || records[1].Node != "http://late:11434" || records[1].ServerVersion != "0.1.0" {
		t.Errorf("from %s and %s %s", records[0].Node, records[1].Node, records[1].ServerVersion)
	}
	if got, want := b.counts(), (Counts{Documents: 1, Chunks: 2, Embedded: 2}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
}

func TestAnAnswerIsStoredAsAWholeOrNotAtAll(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for name, bad := range map[string]Vector{
		"too short":       {Values: []float32{1, 2}},
		"too long":        {Values: []float32{1, 2, 3, 4}},
		"empty":           {},
		"not a number":    {Values: []float32{1, nan, 3}},
		"infinite":        {Values: []float32{1, 2, inf}},
		"no such a chunk": {Chunk: 999, Values: []float32{1, 2, 3}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			placed := b.put("/a.md", "one", "two")
			batch := vectorsFor(placed)
			if bad.Chunk == 0 {
				bad.Chunk = placed[1].ID
			}
			batch.Items[1] = bad
			stored, err := b.PutVectors(b.ctx, b.job, b.model, batch)
			if err == nil || stored != 0 {
				t.Fatalf("stored %d, %v; want an error", stored, err)
			}
			if bad.Chunk != placed[1].ID && !errors.Is(err, ErrNoChunk) {
				t.Errorf("%v, want ErrNoChunk", err)
			}
			if bad.Chunk == placed[1].ID && !errors.Is(err, ErrBadVector) {
				t.Errorf("%v, want ErrBadVector", err)
			}
			if got := len(b.records(ExportFilter{})); got != 0 {
				t.Errorf("%d vectors are stored", got)
			}
			if got := b.counts().Pending; got != 2 {
				t.Errorf("%d chunks are pending, want both", got)
			}
		})
	}
}

func TestOptionsMustBeJSON(t *testing.T) {
	b := newBench(t)
	batch := vectorsFor(b.put("/a.md", "one"))
	batch.Options = "{truncate"
	if _, err := b.PutVectors(b.ctx, b.job, b.model, batch); !errors.Is(err, ErrBadVector) {
		t.Errorf("%v, want ErrBadVector", err)
	}
	if got := len(b.records(ExportFilter{})); got != 0 {
		t.Errorf("%d vectors are stored", got)
	}
}

func TestAnEmptyAnswerIsNothing(t *testing.T) {
	b := newBench(t)
	if stored, err := b.PutVectors(b.ctx, b.job, b.model, Vectors{}); stored != 0 || err != nil {
		t.Errorf("%d, %v", stored, err)
	}
}

func TestAnUnknownModel(t *testing.T) {
	b := newBench(t)
	_, err := b.PutVectors(b.ctx, b.job, 99, vectorsFor(b.put("/a.md", "one")))
	if !errors.Is(err, ErrNoModel) {
		t.Errorf("%v, want ErrNoModel", err)
	}
}

func TestTheFirstVectorSettlesAnUnknownDimension(t *testing.T) {
	b := newBench(t)
	b.model = b.use(Model{Name: "new:latest", Digest: "sha256:new"})
	placed := b.put("/a.md", "one", "two")
	b.embed(placed[0])
	m, ok, err := b.ModelByName(b.ctx, "new:latest")
	if err != nil || !ok || m.Dimension != 3 {
		t.Errorf("%+v, %v, %v; want 3 dimensions", m, ok, err)
	}
	_, err = b.PutVectors(b.ctx, b.job, b.model, Vectors{Items: []Vector{{Chunk: placed[1].ID, Values: []float32{1}}}})
	if !errors.Is(err, ErrBadVector) {
		t.Errorf("a vector of another length: %v, want ErrBadVector", err)
	}
}

func TestModels(t *testing.T) {
	b := newBench(t)
	other := Model{Name: nomic.Name, Digest: "sha256:bbbbbbbbbbbbbbbb", Dimension: 3}
	if _, ok, err := b.ModelByName(b.ctx, nomic.Name); ok || err != nil {
		t.Errorf("a model without vectors: %v, %v; want none", ok, err)
	}
	b.use(other) // a name without vectors may change its digest
	b.model = b.use(nomic)
	b.embed(b.put("/a.md", "one")...)

	m, ok, err := b.ModelByName(b.ctx, nomic.Name)
	if err != nil || !ok || m != nomic {
		t.Errorf("%+v, %v, %v; want %+v", m, ok, err, nomic)
	}
	if again := b.use(nomic); again != b.model {
		t.Errorf("the same model has the numbers %d and %d", b.model, again)
	}
	alias := Model{Name: "nomic:mine", Digest: nomic.Digest}
	if id := b.use(alias); id != b.model {
		t.Error("two names of one digest have two numbers")
	}
	if all, err := b.Models(b.ctx); err != nil || len(all) != 2 || all[0] != nomic || all[1].Dimension != 3 {
		t.Errorf("models %+v, %v", all, err)
	}

	for _, each := range []struct {
		name  string
		model Model
		words []string
	}{
		{"another digest", other, []string{"0a109f422b47", "bbbbbbbbbbbb", nomic.Name, "1 vector of", "--store", "pull"}},
		{"another dimension", Model{Name: "x", Digest: nomic.Digest, Dimension: 4}, []string{"dimension 3, not 4"}},
	} {
		_, err := b.UseModel(b.ctx, each.model)
		mixed, ok := errors.AsType[*OtherDigestError](err)
		if !ok || mixed.Count != 1 || mixed.Held.Digest != nomic.Digest {
			t.Errorf("%s: %v, want an *OtherDigestError", each.name, err)
			continue
		}
		for _, word := range each.words {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%v\nlacks %q", err, word)
			}
		}
	}
	for _, bad := range []Model{{}, {Name: "m"}, {Digest: "d"}, {Name: "m", Digest: "d", Dimension: -1}} {
		if _, err := b.UseModel(b.ctx, bad); err == nil {
			t.Errorf("%+v was accepted", bad)
		}
	}
}

func TestVectorsSayHowTheyCameAbout(t *testing.T) {
	b := newBench(t)
	const cut, whole = `{"truncate":true}`, `{"truncate":false}`
	for i, options := range []string{whole, cut, "", whole} {
		batch := vectorsFor(b.put(fmt.Sprintf("/%d.md", i), fmt.Sprint("text ", i)))
		batch.Options = options
		_, err := b.PutVectors(b.ctx, b.job, b.model, batch)
		b.check(err)
	}
	var got []string
	for _, r := range b.records(ExportFilter{}) {
		got = append(got, r.Options)
	}
	if want := []string{whole, cut, "", whole}; !slices.Equal(got, want) {
		t.Errorf("options %q, want %q", got, want)
	}
	var sources int
	b.check(b.reader.QueryRowContext(b.ctx, `SELECT count(*) FROM sources`).Scan(&sources))
	if sources != 3 {
		t.Errorf("%d sources for three kinds of options", sources)
	}
}

func TestDecodeVectors(t *testing.T) {
	want := [][]float32{{0, -1.5}, {math.MaxFloat32, math.SmallestNonzeroFloat32}}
	blob := appendVector(appendVector(nil, want[0]), want[1])
	if got, err := decodeVectors(blob, 2); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
	if got, err := decodeVector(blob, 4); err != nil || !slices.Equal(got, slices.Concat(want...)) {
		t.Errorf("as one vector: %v, %v", got, err)
	}
	nan := appendVector(nil, []float32{1, float32(math.NaN())})
	for _, each := range []struct {
		name      string
		blob      []byte
		dimension int
	}{
		{"no float32", blob[:7], 1},
		{"a vector and a half", blob[:12], 2},
		{"another dimension", blob, 3},
		{"nothing", nil, 2},
		{"no dimension", blob, 0},
		{"nothing of no dimension", nil, 0},
		{"below nothing", blob, -2},
		{"more than there can be", blob, math.MaxInt},
		{"more than there can be, in bytes", blob, math.MaxInt/floatSize + 2},
		{"not a number", nan, 2},
	} {
		if _, err := decodeVectors(each.blob, each.dimension); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v, want ErrDamaged", each.name, err)
		}
		if each.dimension*floatSize != len(each.blob) || each.name == "not a number" {
			if _, err := decodeVector(each.blob, each.dimension); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s, as one vector: %v, want ErrDamaged", each.name, err)
			}
		}
	}
}

// What is in the file may have been written by anybody.
func TestAVectorOfTheWrongSizeIsDamage(t *testing.T) {
	for name, damage := range map[string]string{
		"shorter":          `UPDATE vectors SET vector = zeroblob(8)`,
		"empty":            `UPDATE vectors SET vector = x''`,
		"not a number":     `UPDATE vectors SET vector = x'0000c07f0000c07f0000c07f'`,
		"options":          `UPDATE sources SET options = '{'`,
		"other dimension":  `UPDATE models SET dimension = 4`,
		"no dimension":     `UPDATE models SET dimension = 0`,
		"absurd dimension": `UPDATE models SET dimension = 9223372036854775807`,
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.embed(b.put("/a.md", "one")...)
			_, err := b.writer.ExecContext(b.ctx, damage)
			b.check(err)
			for _, err = range b.Export(b.ctx, ExportFilter{}) {
				if err != nil {
					break
				}
			}
			if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), b.Path()) {
				t.Errorf("%v, want ErrDamaged with the file's name", err)
			}
		})
	}
}
