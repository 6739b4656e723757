package job

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestASurveyGuessesFromSizesWhatIsStillToCome(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"a.txt", "b.txt", "c.txt", "d.txt"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(strings.Repeat("wool and gates. ", 64)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	e := &entry{}
	s := e.begin()
	e.texts, e.since, e.status.Chunks = 10, 10, 10
	if n, certain := e.expected(); n != 0 || certain {
		t.Errorf("before the survey %d are expected, certain: %v", n, certain)
	}
	s.run(t.Context(), []string{folder})
	if n, _ := e.expected(); n != 0 {
		t.Errorf("%d are expected though nothing was read", n)
	}
	s.read.Add(1024) // one of four
	if n, certain := e.expected(); n != 30 || certain {
		t.Errorf("%d are expected after a quarter, certain: %v; want 30, as a guess", n, certain)
	}
	e.status.Chunks = 20 // of a job that was begun before: the first ten were stored
	if n, _ := e.expected(); n != 60 {
		t.Errorf("%d are expected after the first ones that are new, want 60", n)
	}
	e.texts, e.since = 0, 0
	if n, _ := e.expected(); n != 0 {
		t.Errorf("%d are expected while all that was found is stored", n)
	}
	e.texts, e.since, e.status.Chunks = 10, 10, 10
	s.read.Add(4 * 1024) // they have grown meanwhile
	if n, _ := e.expected(); n != 0 {
		t.Errorf("%d are expected after more was read than there was", n)
	}
	e.status.Walked = true
	if n, certain := e.expected(); n != 0 || !certain {
		t.Errorf("after the walk %d are expected, certain: %v", n, certain)
	}
}

func TestASurveyThatWasInterruptedGuessesNothing(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "a.txt"), []byte("wool"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	s := &survey{}
	s.run(ctx, []string{folder})
	s.read.Add(1)
	if times, known := s.rest(); known {
		t.Errorf("%f times as much is expected", times)
	}
}
