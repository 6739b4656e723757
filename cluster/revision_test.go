package cluster

import (
	"reflect"
	"testing"
	"time"
)

// Whatever is shown of a node and changes is seen: no field is forgotten.
func TestEveryFieldOfANodeCountsForItsRevision(t *testing.T) {
	fields := reflect.TypeFor[Node]()
	for i := range fields.NumField() {
		name := fields.Field(i).Name
		if name == "Revision" {
			continue
		}
		var before, after Node
		field := reflect.ValueOf(&after).Elem().Field(i)
		if _, isTime := reflect.TypeAssert[time.Time](field); isTime {
			field.Set(reflect.ValueOf(time.Unix(1, 0)))
		} else {
			change(t, field)
		}
		if after.same(&before) || before.same(&after) {
			t.Errorf("another %s goes unseen", name)
		}
		if same := after; !after.same(&same) {
			t.Errorf("a node with a %s is not the same as its copy", name)
		}
	}
}

// change gives a field a value that is not its zero.
func change(t *testing.T, field reflect.Value) {
	t.Helper()
	switch field.Kind() {
	case reflect.String:
		field.SetString("x")
	case reflect.Int, reflect.Int64:
		field.SetInt(1)
	case reflect.Uint8:
		field.SetUint(1)
	case reflect.Float64:
		field.SetFloat(1)
	case reflect.Pointer:
		field.Set(reflect.New(field.Type().Elem()))
	case reflect.Slice:
		field.Set(reflect.MakeSlice(field.Type(), 1, 1))
	case reflect.Struct:
		change(t, field.Field(0))
	default:
		t.Fatalf("a %s is not known to this test", field.Kind())
	}
}

func TestRevisionsGrowWithChangesOnly(t *testing.T) {
	f := thousandMembers(t)
	revisions := func() []uint64 {
		var out []uint64
		for _, n := range f.Refresh().Nodes {
			out = append(out, n.Revision)
		}
		return out
	}
	for _, test := range []struct {
		name   string
		change func(*member)
		grows  bool
	}{
		{"its models, read anew", func(m *member) {
			m.models = keepModels(m.models, append([]Model(nil), m.models...))
			m.readVRAM()
			m.readShare(ownModel)
		}, false},
		{"a request", func(m *member) { m.flight++ }, true},
		{"a failure", func(m *member) { m.fail("EOF", time.Now()) }, true},
		{"a second", func(m *member) { m.spread(1, 0); m.closeSecond() }, true},
		{"a model, gone", func(m *member) { m.models = keepModels(m.models, withLoaded(m.models, nil)) }, true},
	} {
		before := revisions()
		test.change(f.members[7])
		for i, after := range revisions() {
			if grew := after > before[i]; after < before[i] || grew != (test.grows && i == 7) {
				t.Fatalf("%s: node %d went from revision %d to %d", test.name, i, before[i], after)
			}
		}
	}
}
