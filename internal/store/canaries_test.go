package store

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
)

func (b *bench) checks() []CanaryCheck {
	b.t.Helper()
	all, err := b.CanaryChecks(b.ctx)
	b.check(err)
	return all
}

func (b *bench) references() []CanaryReference {
	b.t.Helper()
	all, err := b.CanaryReferences(b.ctx)
	b.check(err)
	return all
}

func TestCanaryChecks(t *testing.T) {
	b := newBench(t)
	matches := CanaryCheck{URL: "http://a:11434", Digest: nomic.Digest, ServerVersion: "0.17.4", Checked: moment}
	drifts := matches
	drifts.ServerVersion, drifts.Checked = "0.18.0", moment.Add(time.Hour)
	drifts.Fault = `cosine 0.41 on "NAÏVE CAFÉ"`
	other := matches
	other.URL = "http://b:11434"
	b.check(b.SaveCanaryChecks(b.ctx, []CanaryCheck{other, matches, drifts}))
	other.Fault = "cosine 0.998 on the long text"
	matches.Quick = true
	b.check(b.SaveCanaryChecks(b.ctx, []CanaryCheck{matches}))
	b.check(b.SaveCanaryChecks(b.ctx, []CanaryCheck{other})) // the later verdict stands
	if got, want := b.checks(), []CanaryCheck{drifts, matches, other}; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

// reference is what a node gave, which can be told from what others gave.
func reference(node string, texts int, taken time.Time) CanaryReference {
	return CanaryReference{
		Digest: nomic.Digest, Texts: texts, Vectors: [][]float32{{1, 0, 0}, {0, float32(texts), float32(len(node))}},
		Node: node, ServerVersion: "0.17.4", Taken: taken,
	}
}

func TestTheFirstReferenceStandsOnceThereAreVectors(t *testing.T) {
	b := newBench(t)
	first, second := reference("a", 1, moment), reference("bb", 1, moment.Add(time.Second))
	third := reference("ccc", 1, moment.Add(time.Minute))
	newTexts := reference("ccc", 2, moment)
	otherModel := third
	otherModel.Digest = "sha256:other"
	for _, each := range []struct {
		name string
		save CanaryReference
		want []CanaryReference
	}{
		{"the first", first, []CanaryReference{first}},
		{"another, before there is a vector", second, []CanaryReference{second}},
		{"of other texts", newTexts, []CanaryReference{second, newTexts}},
	} {
		b.check(b.SaveCanaryReference(b.ctx, each.save))
		if got := b.references(); !reflect.DeepEqual(got, each.want) {
			t.Errorf("%s: %+v\nwant %+v", each.name, got, each.want)
		}
	}
	b.embed(b.put("/a.md", "one")...)
	b.check(b.SaveCanaryReference(b.ctx, third))
	b.check(b.SaveCanaryReference(b.ctx, otherModel)) // whose vectors the store has not
	second.Relied, newTexts.Relied = true, true
	if got, want := b.references(), []CanaryReference{second, newTexts, otherModel}; !reflect.DeepEqual(got, want) {
		t.Errorf("with a vector: %+v\nwant %+v", got, want)
	}
}

// A reference of the short texts alone is completed later, when vectors rely on it: its checks stand.
func TestAReferenceIsCompleted(t *testing.T) {
	b := newBench(t)
	partial := reference("a", 2, moment)
	partial.Vectors = [][]float32{{0, 0, 0}, {0, 1, 2}}
	check := CanaryCheck{URL: "http://a:11434", Digest: nomic.Digest, ServerVersion: "0.17.4", Checked: moment, Quick: true}
	b.check(b.SaveCanaryReference(b.ctx, partial))
	b.check(b.SaveCanaryChecks(b.ctx, []CanaryCheck{check}))
	b.embed(b.put("/a.md", "one")...)
	other, whole := partial, partial
	other.Vectors = [][]float32{{1, 0, 0}, {0, 1, 3}}
	b.check(b.SaveCanaryReference(b.ctx, other))
	partial.Relied = true
	if got := b.references(); !reflect.DeepEqual(got, []CanaryReference{partial}) {
		t.Errorf("another one took its place: %+v", got)
	}
	whole.Vectors, whole.Relied = [][]float32{{1, 0, 0}, {0, 1, 2}}, true
	later := whole
	later.Node, later.Taken = "b", moment.Add(time.Hour)
	b.check(b.SaveCanaryReference(b.ctx, later))
	if got := b.references(); !reflect.DeepEqual(got, []CanaryReference{whole}) {
		t.Errorf("completed it is %+v\nwant %+v", got, whole)
	}
	b.check(b.SaveCanaryReference(b.ctx, partial)) // whoever knows less takes nothing away
	if got := b.references(); !reflect.DeepEqual(got, []CanaryReference{whole}) {
		t.Errorf("after a partial one it is %+v\nwant %+v", got, whole)
	}
	if got := b.checks(); len(got) != 1 {
		t.Errorf("its checks are %+v", got)
	}
}

// A verdict says how a node compares with the reference of its time, and nothing about a later one.
func TestANewReferenceForgetsOlderChecks(t *testing.T) {
	b := newBench(t)
	before := CanaryCheck{URL: "http://a:11434", Digest: nomic.Digest, ServerVersion: "0.17.4", Checked: moment}
	after, other := before, before
	after.URL, after.Checked = "http://b:11434", moment.Add(2*time.Second)
	other.Digest = "sha256:other"
	b.check(b.SaveCanaryChecks(b.ctx, []CanaryCheck{before, after, other}))
	b.check(b.SaveCanaryReference(b.ctx, reference("a", 1, moment.Add(time.Second))))
	if got, want := b.checks(), []CanaryCheck{other, after}; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	b.embed(b.put("/a.md", "one")...)
	b.check(b.SaveCanaryReference(b.ctx, reference("a", 1, moment.Add(time.Hour)))) // which is not taken
	if got := len(b.checks()); got != 2 {
		t.Errorf("a reference that was not taken leaves %d checks, want 2", got)
	}
}

func TestBadReferencesAreRefused(t *testing.T) {
	b := newBench(t)
	for name, vectors := range map[string][][]float32{
		"none":                nil,
		"empty":               {{}},
		"different dimension": {{1, 2}, {1}},
		"not a number":        {{1, float32(math.NaN())}},
		"infinite":            {{1, float32(math.Inf(-1))}},
	} {
		r := reference("http://a:11434", 1, moment)
		r.Vectors = vectors
		if err := b.SaveCanaryReference(b.ctx, r); !errors.Is(err, ErrBadVector) || !strings.Contains(err.Error(), r.Node) {
			t.Errorf("%s: %v, want ErrBadVector with the node", name, err)
		}
	}
	if got := b.references(); got != nil {
		t.Errorf("stored %+v", got)
	}
}

func TestADamagedReference(t *testing.T) {
	for name, damage := range map[string]string{
		"cut short":        `UPDATE canary_references SET vectors = zeroblob(20)`,
		"empty":            `UPDATE canary_references SET vectors = x''`,
		"other dimension":  `UPDATE canary_references SET dimension = 5`,
		"absurd dimension": `UPDATE canary_references SET dimension = 9223372036854775807`,
	} {
		b := newBench(t)
		b.check(b.SaveCanaryReference(b.ctx, reference("a", 1, moment)))
		_, err := b.writer.ExecContext(b.ctx, damage)
		b.check(err)
		if _, err := b.CanaryReferences(b.ctx); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v, want ErrDamaged", name, err)
		}
	}
}
