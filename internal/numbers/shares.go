package numbers

// Shares are parts of a whole in whole per cents that add up to 100, by the
// largest remainders. Only what is all of it has 100, and where there is nothing
// all have 0.
func Shares(parts []int) []int {
	const whole = 100
	out := make([]int, len(parts))
	all := 0
	for _, n := range parts {
		all += max(0, n)
	}
	if all == 0 {
		return out
	}
	left := whole
	rests := make([]int, len(parts))
	for i, n := range parts {
		n = max(0, n) * whole
		out[i], rests[i] = n/all, n%all
		left -= out[i]
	}
	// one that is not all of it stays below 100, and the next one gets what is left
	for _, i := range Largest(len(parts), left+1, func(i int) int { return rests[i] }) {
		if left == 0 {
			break
		}
		if parts[i] > 0 && (out[i] < whole-1 || parts[i] == all) {
			out[i]++
			left--
		}
	}
	return out
}
