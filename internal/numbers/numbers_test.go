package numbers_test

import (
	"math"
	"testing"

	"flocktop/internal/numbers"
)

func TestNumbersAreWritten(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{numbers.Count(0), "0"},
		{numbers.Count(999), "999"},
		{numbers.Count(12405), "12,405"},
		{numbers.Count(int64(-1234567)), "-1,234,567"},
		{numbers.Count(-123), "-123"},
		{numbers.Plural(1, "entry"), "1 entry"},
		{numbers.Plural(0, "entry"), "0 entries"},
		{numbers.Plural(1200, "node"), "1,200 nodes"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestOnlyWhatIsCompleteIsAHundredPerCent(t *testing.T) {
	for share, want := range map[float64]int{0: 0, -1: 0, 0.004: 0, 0.426: 43, 0.9999: 99, 1: 100, 7: 100, math.NaN(): 0} {
		if got := numbers.Percent(share); got != want {
			t.Errorf("%v is %d, want %d", share, got, want)
		}
	}
}
