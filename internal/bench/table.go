package main

import (
	"fmt"
	"io"
	"strings"
)

// printHead begins the table of the virtual runs.
func printHead(out io.Writer, o options, contenders []contender) {
	names := make([]string, len(contenders))
	for i, c := range contenders {
		names[i] = c.name
	}
	head(out, o, append([]string{"scenario", "bound"}, names...))
}

// head prints the head of a table; the cells of the other rows are printed in
// the same form by line.
func head(out io.Writer, o options, cells []string) {
	line(out, o, cells)
	if o.markdown {
		fmt.Fprintln(out, "|"+strings.Repeat("---|", len(cells)))
	}
}

func line(out io.Writer, o options, cells []string) {
	if o.markdown {
		fmt.Fprintln(out, "| "+strings.Join(cells, " | ")+" |")
		return
	}
	fmt.Fprintf(out, "%-58s", cells[0])
	for _, c := range cells[1:] {
		fmt.Fprintf(out, " %17s", c)
	}
	fmt.Fprintln(out)
}

// spread is the median and the 95th percentile of ratios.
func spread(ratios []float64) string {
	if len(ratios) == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3f / %.3f", quantile(ratios, 0.5), quantile(ratios, 0.95))
}

func printRow(out io.Writer, o options, r row, contenders []contender) {
	cells := []string{r.scenario.name, fmt.Sprintf("%.2f s", r.bound)}
	for _, c := range contenders {
		cells = append(cells, spread(r.ratios[c.name]))
	}
	line(out, o, cells)
}

// printSummary gives the figures that the bars are set for.
func printSummary(out io.Writer, rows []row) {
	type sum struct{ ratios, computed, predicted, hindsight []float64 }
	by := map[string]*sum{}
	var order []string
	for _, r := range rows {
		g := by[r.scenario.group]
		if g == nil {
			g = &sum{}
			by[r.scenario.group] = g
			order = append(order, r.scenario.group)
		}
		g.ratios = append(g.ratios, r.ratios["auto"]...)
		g.computed = append(g.computed, r.computed)
		g.predicted = append(g.predicted, r.predicted...)
		g.hindsight = append(g.hindsight, r.hindsight()...)
	}
	fmt.Fprintf(out, "\n%-32s %16s %16s %18s %22s\n", "auto, by group", "median / p95", "texts computed", "prediction is off", "over best mode at all")
	for _, name := range order {
		g := by[name]
		fmt.Fprintf(out, "%-32s %16s %15.3fn %17.1f%% %22s\n", name, spread(g.ratios), quantile(g.computed, 1),
			100*quantile(g.predicted, 0.5), spread(g.hindsight))
	}
}

// hindsight is our makespan over that of the seed's best mode, run by run.
func (r row) hindsight() []float64 {
	var out []float64
	for i, own := range r.ratios["auto"] {
		best := 0.0
		for _, c := range modes() {
			if v := r.ratios[c.name]; i < len(v) && (best == 0 || v[i] < best) {
				best = v[i]
			}
		}
		if best > 0 {
			out = append(out, own/best)
		}
	}
	return out
}

func printRandom(out io.Writer, o options) {
	var all []float64
	for i := range o.random {
		s := randomCluster(uint64(i))
		all = append(all, measure(s, o.seed+uint64(i), 1, []contender{ours()}).ratios["auto"]...)
	}
	fmt.Fprintf(out, "\n%d random clusters: p50 %.3f, p90 %.3f, p99 %.3f, worst %.3f of the bound\n",
		o.random, quantile(all, 0.5), quantile(all, 0.9), quantile(all, 0.99), quantile(all, 1))
}

func printWireHead(out io.Writer, o options, contenders []wireContender) {
	cells := []string{"scenario, over HTTP", "bound"}
	for _, c := range contenders {
		cells = append(cells, c.name)
	}
	head(out, o, cells)
}

func printWireRow(out io.Writer, o options, r wireRow, contenders []wireContender) {
	cells := []string{r.name, fmt.Sprintf("%.2f s", r.bound.Seconds())}
	for _, c := range contenders {
		cells = append(cells, spread(r.ratios[c.name]))
	}
	line(out, o, cells)
}

// printWireSummary compares with auto, pair by pair.
func printWireSummary(out io.Writer, o options, rows []wireRow, contenders []wireContender) {
	all := map[string][]float64{}
	for _, r := range rows {
		for name, pairs := range r.pairs {
			all[name] = append(all[name], pairs...)
		}
	}
	cells := []string{"over auto in the same run", ""}
	for _, c := range contenders {
		cells = append(cells, spread(all[c.name]))
	}
	line(out, o, cells)
}
