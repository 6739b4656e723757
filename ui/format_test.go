package ui

import (
	"math"
	"testing"
	"time"
)

func TestFormats(t *testing.T) {
	ms := time.Millisecond
	for _, c := range []struct{ got, want string }{
		{count(0), "0"},
		{count(999), "999"},
		{count(12405), "12,405"},
		{count(-1234567), "-1,234,567"},
		{plural(1, "node"), "1 node"},
		{plural(2, "node"), "2 nodes"},
		{rate(0), "0"},
		{rate(math.NaN()), "0"},
		{rate(0.42), "0.42"},
		{rate(98.24), "98.2"},
		{rate(999.96), "1,000"},
		{rate(2.5e6), "2.5M"},
		{percent(0.004), "0.4 %"},
		{percent(1), "100 %"},
		{wholePercent(0.999), "99 %"}, // only what is complete is 100 %
		{wholePercent(1), "100 %"},
		{wholePercent(math.NaN()), "0 %"},
		{latency(0), "-"},
		{latency(420 * time.Microsecond), "0.42 ms"},
		{latency(12100 * time.Microsecond), "12.1 ms"},
		{latency(1240 * ms), "1,240 ms"},
		{span(420 * ms), "0.42s"},
		{span(15800 * ms), "15.8s"},
		{span(97300 * ms), "1m37s"},
		{span(999 * ms), "1.0s"},
		{span(59970 * ms), "1m00s"},
		{whole(59400 * ms), "59s"},
		{whole(59600 * ms), "1m00s"},
		{whole(97300 * ms), "1m37s"},
		{span(3599600 * ms), "1h00m"},
		{span(725 * time.Second), "12m05s"},
		{span(187 * time.Minute), "3h07m"},
		{span(-1), "-"},
		{spanOr(0), "-"},
		{whole(15400 * ms), "15s"},
		{whole(-3), "0s"},
		{size(512), "512 B"},
		{size(2048), "2 KiB"},
		{size(274 << 20), "274 MiB"},
		{size(8 << 30), "8.0 GiB"},
		{multiple(8.49), "8.5x"},
		{multiple(1234), "1234x"},
		{axisNumber(1500), "1,500"},
		{axisNumber(0.5), "0.5"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
