package layout

// Part is one of several that share a length: it needs Min, would like Want,
// and takes what is left over in proportion to Weight.
type Part struct{ Min, Want, Weight int }

// Share divides total among the parts, which stand in order of importance:
// where not all minimums fit, the last parts get nothing; what remains fills
// wishes from the first part on, and the rest goes by weight. The sizes add up
// to total if any part with a weight got its place, or to less.
func Share(total int, parts []Part) []int {
	sizes := make([]int, len(parts))
	rest := total
	for i, p := range parts {
		if p.Min > rest {
			break // and so do all less important ones
		}
		sizes[i] = p.Min
		rest -= p.Min
	}
	for i, p := range parts {
		if sizes[i] == 0 {
			continue
		}
		more := max(0, min(rest, p.Want-sizes[i]))
		sizes[i] += more
		rest -= more
	}
	spread(sizes, parts, rest)
	return sizes
}

// spread hands out the rest by weight; what rounding leaves goes to the last
// part with a weight.
func spread(sizes []int, parts []Part, rest int) {
	weights, last := 0, -1
	for i, p := range parts {
		if sizes[i] > 0 && p.Weight > 0 {
			weights += p.Weight
			last = i
		}
	}
	if last < 0 || rest <= 0 {
		return
	}
	given := 0
	for i, p := range parts {
		if sizes[i] > 0 && i != last {
			more := rest * p.Weight / weights
			sizes[i] += more
			given += more
		}
	}
	sizes[last] += rest - given
}

// favour lets one of the parts that has its place grow to so many cells, which the
// others give from the last on, each down to what it needs.
func favour(sizes []int, parts []Part, at, to int) []int {
	if sizes[at] == 0 {
		return sizes
	}
	for i := len(sizes) - 1; i >= 0 && sizes[at] < to; i-- {
		if i == at {
			continue
		}
		more := max(0, min(to-sizes[at], sizes[i]-parts[i].Min))
		sizes[i] -= more
		sizes[at] += more
	}
	return sizes
}
