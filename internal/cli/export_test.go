package cli_test

import (
	"strings"
	"testing"

	"flocktop/internal/cli"
	"flocktop/internal/config"
	"flocktop/internal/store"
)

func TestExportSaysHowAVectorCameAbout(t *testing.T) {
	b := newBench(t)
	s, err := store.Open(t.Context(), config.DefaultStorePath(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	job, err := s.CreateJob(t.Context(), store.NewJob{Title: "notes"})
	if err != nil {
		t.Fatal(err)
	}
	model, err := s.UseModel(t.Context(), store.Model{Name: "m:latest", Digest: "sha256:abc"})
	if err != nil {
		t.Fatal(err)
	}
	for path, options := range map[string]string{"/a.md": "", "/b.md": `{"truncate": false}`} {
		placed, err := s.PutDocument(t.Context(), job, model, store.Document{Path: path}, []store.Chunk{{Text: path}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.PutVectors(t.Context(), job, model, store.Vectors{
			Node: "http://gpu-box:11434", ServerVersion: "0.17.4", Options: options,
			Items: []store.Vector{{Chunk: placed[0].ID, Values: []float32{1}}},
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"--jsonl", "--json"} {
		out, problems, code := b.run("export", format)
		if code != cli.ExitDone {
			t.Fatalf("%s: exit %d: %s", format, code, problems)
		}
		const common = `"model":"m:latest","digest":"sha256:abc","node":"http://gpu-box:11434","server_version":"0.17.4",`
		for _, want := range []string{common + `"options":null}`, common + `"options":{"truncate":false}}`} {
			if !strings.Contains(out, want) {
				t.Errorf("%s: %s\nlacks %s", format, out, want)
			}
		}
	}
}
