package store

import (
	"errors"
	"strings"
	"testing"
)

func TestASecondModelIsRefusedWithTheWaysOut(t *testing.T) {
	b := newBench(t)
	other := Model{Name: "other:latest", Digest: "sha256:other"}
	b.check(b.RefuseOtherModel(b.ctx, other)) // there are no vectors yet
	b.embed(b.put("/a.md", "one")...)
	b.check(b.RefuseOtherModel(b.ctx, nomic))
	b.check(b.RefuseOtherModel(b.ctx, Model{Name: "another-tag", Digest: nomic.Digest}))
	err := b.RefuseOtherModel(b.ctx, other)
	mixed, ok := errors.AsType[*OtherModelError](err)
	if !ok || mixed.Held.Name != nomic.Name || mixed.Count != 1 {
		t.Fatalf("%v", err)
	}
	for _, word := range []string{b.Path(), "--store", "--model", "1 vector of"} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not name %s", err, word)
		}
	}
}
