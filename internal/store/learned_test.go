package store

import (
	"reflect"
	"testing"
)

func TestSpeeds(t *testing.T) {
	b := newBench(t)
	speed := Speed{
		URL: "http://a:11434", Model: nomic.Name, Digest: nomic.Digest, ServerVersion: "0.17.4", Hardware: "gpu",
		RoundTrip: 0.001, PerRequest: 0.002, PerText: 0.012, PerToken: 0.00005, Variance: 1e-6, Samples: 40, Updated: moment,
	}
	newer, other := speed, speed
	newer.ServerVersion, newer.Updated = "0.18.0", moment.AddDate(0, 0, 1)
	other.URL = "http://b:11434"
	b.check(b.SaveSpeeds(b.ctx, []Speed{other, speed, newer}))
	speed.PerText, speed.Samples = 0.011, 80
	b.check(b.SaveSpeeds(b.ctx, []Speed{speed}))
	got, err := b.Speeds(b.ctx)
	if want := []Speed{newer, speed, other}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v\nwant %+v", got, err, want)
	}
}

func TestNodeStats(t *testing.T) {
	b := newBench(t)
	share := 0.75
	first := NodeStats{URL: "http://b:11434", Requests: 10, Errors: 1, ErrorRate: 0.1, AvgSeconds: 0.02, GPUShare: &share, Updated: moment}
	unseen := NodeStats{URL: "http://a:11434", Updated: moment}
	b.check(b.SaveNodeStats(b.ctx, []NodeStats{first, unseen}))
	later := NodeStats{URL: "http://b:11434", Requests: 20, Errors: 1, ErrorRate: 0.05, AvgSeconds: 0.01, Updated: moment.AddDate(0, 0, 1)}
	b.check(b.SaveNodeStats(b.ctx, []NodeStats{later}))
	later.GPUShare = &share // the last one that was seen
	got, err := b.NodeStats(b.ctx)
	if want := []NodeStats{unseen, later}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v\nwant %+v", got, err, want)
	}
}

func TestSettings(t *testing.T) {
	b := newBench(t)
	if value, ok, err := b.Setting(b.ctx, "theme"); value != "" || ok || err != nil {
		t.Errorf("before: %q, %v, %v", value, ok, err)
	}
	for _, want := range []string{"dark", "", "light"} {
		b.check(b.SetSetting(b.ctx, "theme", want))
		if value, ok, err := b.Setting(b.ctx, "theme"); value != want || !ok || err != nil {
			t.Errorf("%q, %v, %v; want %q", value, ok, err, want)
		}
	}
}
