package main

import (
	"fmt"
	"io"
)

func printRow(out io.Writer, r row) {
	auto := r.ratios["auto"]
	fmt.Fprintf(out, "%-62s %8.2fs  %6.3f %6.3f  %5.3fn  pred %4.1f%%\n", r.scenario.name, r.bound,
		quantile(auto, 0.5), quantile(auto, 0.95), r.computed, 100*quantile(r.predicted, 0.5))
}

func printSummary(out io.Writer, rows []row) {
	by := map[string][]float64{}
	var order []string
	for _, r := range rows {
		if by[r.scenario.group] == nil {
			order = append(order, r.scenario.group)
		}
		by[r.scenario.group] = append(by[r.scenario.group], r.ratios["auto"]...)
	}
	for _, g := range order {
		fmt.Fprintf(out, "== %-40s %6.3f %6.3f\n", g, quantile(by[g], 0.5), quantile(by[g], 0.95))
	}
}

func printRandom(out io.Writer, o options) {
	var all []float64
	for i := range o.random {
		s := randomCluster(uint64(i))
		all = append(all, measure(s, o.seed+uint64(i), 1, []contender{ours()}).ratios["auto"]...)
	}
	fmt.Fprintf(out, "== random: p50 %.3f p90 %.3f p99 %.3f worst %.3f\n",
		quantile(all, 0.5), quantile(all, 0.9), quantile(all, 0.99), quantile(all, 1))
}
