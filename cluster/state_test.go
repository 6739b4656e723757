package cluster

import "testing"

func TestStatesReadWhatTheyWrite(t *testing.T) {
	for s := Probing; s <= Drifting; s++ {
		text, err := s.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var got State
		if err := got.UnmarshalText(text); err != nil || got != s {
			t.Errorf("%s reads as %v, %v", text, got, err)
		}
	}
	var s State
	if err := s.UnmarshalText([]byte("asleep")); err == nil {
		t.Error("asleep is a state")
	}
}
