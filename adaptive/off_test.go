package adaptive

import (
	"testing"
	"time"
)

func TestOneTimeIsHeldAgainstAnother(t *testing.T) {
	for _, test := range []struct {
		took, than time.Duration
		want       string // "" where nothing can be said
	}{
		{1098 * time.Millisecond, time.Second, "+9.8 %"},
		{880 * time.Millisecond, time.Second, "-12 %"},
		{time.Second, time.Second, Same},
		{1990 * time.Millisecond, time.Second, "+99 %"},
		{1996 * time.Millisecond, time.Second, "2.0x"},
		{9940 * time.Millisecond, time.Second, "9.9x"},
		{19 * time.Second, time.Second, "19x"},
		{9 * time.Millisecond, 2 * time.Millisecond, ""}, // of a tiny batch
		{11 * time.Millisecond, 2 * time.Millisecond, "5.5x"},
		{time.Second, 0, ""},
		{0, time.Second, ""},
	} {
		got := ""
		if off, ok := Off(test.took, test.than); ok {
			got = OffText(off)
		}
		if got != test.want {
			t.Errorf("%v against %v is %q, want %q", test.took, test.than, got, test.want)
		}
	}
}
