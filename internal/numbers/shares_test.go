package numbers_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"flocktop/internal/numbers"
)

func TestSharesAddUp(t *testing.T) {
	for _, test := range []struct{ parts, want []int }{
		{[]int{36, 31, 32}, []int{37, 31, 32}},
		{[]int{1, 1, 1}, []int{34, 33, 33}},
		{[]int{2000, 1}, []int{99, 1}},
		{[]int{7, 0}, []int{100, 0}},
		{[]int{0, 0}, []int{0, 0}},
		{nil, []int{}},
	} {
		if got := numbers.Shares(test.parts); !slices.Equal(got, test.want) {
			t.Errorf("%d are %d %%, want %d", test.parts, got, test.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.IntRange(0, 1_000_000)).Draw(t, "parts")
		all, sum := 0, 0
		for i, share := range numbers.Shares(parts) {
			all += parts[i]
			sum += share
		}
		if all > 0 && sum != 100 || all == 0 && sum != 0 {
			t.Fatalf("%d are %d %% together", parts, sum)
		}
	})
}
