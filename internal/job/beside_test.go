package job

import (
	"testing"
	"time"

	"flocktop/internal/documents"
)

func TestWhatJobsTakeBesideTheirTexts(t *testing.T) {
	const pace = 100 // a text takes 10 ms
	type ended struct {
		span     time.Duration
		embedded int
		stored   int // before
	}
	small := func(span time.Duration) ended { return ended{span: span, embedded: 1} }
	for name, test := range map[string]struct {
		ended []ended
		want  time.Duration
	}{
		"nothing has ended":            {nil, 0},
		"the first may wait for loads": {[]ended{small(20 * time.Second), small(60 * time.Millisecond)}, 0},
		"small ones": {
			[]ended{small(20 * time.Second), small(60 * time.Millisecond), small(70 * time.Millisecond)}, 60 * time.Millisecond,
		},
		"with nothing new in them": {[]ended{{span: 30 * time.Millisecond}, {span: 40 * time.Millisecond}, {span: 50 * time.Millisecond}}, 40 * time.Millisecond},
		"a large one says only how far off its pace is": {
			[]ended{small(60 * time.Millisecond), {span: 110 * time.Second, embedded: 10_000}, {span: 900 * time.Millisecond, embedded: 60}, small(60 * time.Millisecond), small(60 * time.Millisecond)},
			50 * time.Millisecond,
		},
		"nor has much that is stored already anything of small ones": {
			[]ended{{span: 40 * time.Second, stored: 100_000}, {span: 41 * time.Second, stored: 100_000}, {span: 42 * time.Second, stored: 100_000}, small(60 * time.Millisecond)},
			0,
		},
		"only the latest count": {
			append(make([]ended, 20), small(90*time.Millisecond), small(90*time.Millisecond), small(90*time.Millisecond), small(90*time.Millisecond), small(90*time.Millisecond)),
			80 * time.Millisecond,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var o outlook
			o.goes("sheep", pace)
			for _, e := range test.ended {
				o.took(&Status{Model: "sheep", Chunks: e.embedded + e.stored, Skipped: e.stored, Embedded: e.embedded}, e.span)
			}
			waits := Status{State: Queued, Model: "sheep"}
			o.foresee(&waits, nil)
			if waits.Beside != test.want {
				t.Errorf("%v, want %v", waits.Beside, test.want)
			}
			runs := Status{State: Running, Model: "sheep"}
			o.foresee(&runs, nil)
			if runs.Beside != 0 {
				t.Errorf("one that runs takes %v more than it says itself", runs.Beside)
			}
		})
	}
}

func TestAJobThatBeginsKeepsTheGuess(t *testing.T) {
	var o outlook
	o.goes("sheep", 10)
	o.read("sheep", documents.File{Size: 1000}, 10)
	o.walked("sheep")
	e := &entry{survey: &survey{}, status: Status{State: Queued, Model: "sheep"}}
	e.survey.add(documents.File{Size: 500})
	e.survey.ended.Store(true)
	e.begin(nil)
	e.status.State = Running
	s := e.snapshot(false)
	o.foresee(&s, e.piles())
	if rest, known := s.Rest(); !known || rest != 500*time.Millisecond {
		t.Errorf("when it has begun it takes %v, known: %t; want what was foreseen before: 0.5s", rest, known)
	}
	s = Status{State: Running, Model: "sheep", Chunks: 8, Embedded: 8, Expected: 2, Sized: true, Pace: 4}
	o.foresee(&s, e.piles())
	if s.Expected != 2 || s.Pace != 4 {
		t.Errorf("what it knows itself became %d texts at %v a second", s.Expected, s.Pace)
	}
}
