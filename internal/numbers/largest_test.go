package numbers_test

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"flocktop/internal/numbers"
)

func TestLargestIsWhatAStableSortPutsFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.IntRange(0, 9)).Draw(t, "values")
		n := rapid.IntRange(-1, len(values)+1).Draw(t, "n")
		want := make([]int, len(values))
		for i := range want {
			want[i] = i
		}
		slices.SortStableFunc(want, func(a, b int) int { return cmp.Compare(values[b], values[a]) })
		want = want[:max(0, min(n, len(want)))]
		if got := numbers.Largest(len(values), n, func(i int) int { return values[i] }); !slices.Equal(got, want) {
			t.Fatalf("the %d largest of %d are at %d, want %d", n, values, got, want)
		}
	})
}
