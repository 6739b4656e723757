package simulate

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ollama/ollama/api"
)

func TestStartSaysWhatIsWrong(t *testing.T) {
	s, _ := start(t, Spec{})
	for _, c := range []struct {
		spec Spec
		want string
	}{
		{Spec{Name: "attic", PerText: -1}, "negative"},
		{Spec{Name: "attic", Noise: -1}, "noise"},
		{Spec{Name: "attic", GPUShare: 2}, "GPU share"},
		{Spec{Name: "attic", Models: []Model{{Name: "m"}}}, `model "m"`},
		{Spec{Name: "attic", Address: strings.TrimPrefix(s.URL(), "http://")}, "cannot listen on"},
	} {
		if _, err := Start(t.Context(), c.spec); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "attic") {
			t.Errorf("got %v, want an error about %s that names the node", err, c.want)
		}
	}
}

func TestTheContextEndsTheServer(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := Start(ctx, Spec{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := s.Close(); err != nil { // waits for the other end to be done
		t.Error(err)
	}
	if err := s.Clear(); err != nil {
		t.Errorf("after the end: %v", err)
	}
	dialer := net.Dialer{}
	if conn, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(s.URL(), "http://")); err == nil {
		_ = conn.Close()
		t.Error("a closed server takes connections")
	}
}

func TestMissingModels(t *testing.T) {
	_, c := start(t, Spec{Models: Known(MiniLM)})
	_, err := c.Embed(t.Context(), &api.EmbedRequest{Model: "nomic-embed-text", Input: "x"})
	if code, message := status(t, err); code != 404 || message != `model "nomic-embed-text" not found, try pulling it first` {
		t.Errorf("embed: %d, %q", code, message)
	}
	_, err = c.Show(t.Context(), &api.ShowRequest{Model: "nomic-embed-text"})
	if code, message := status(t, err); code != 404 || message != "model 'nomic-embed-text' not found" {
		t.Errorf("show: %d, %q", code, message)
	}
	_, err = c.Show(t.Context(), &api.ShowRequest{})
	if code, message := status(t, err); code != 400 || message != "model is required" {
		t.Errorf("show of nothing: %d, %q", code, message)
	}
	err = c.Delete(t.Context(), &api.DeleteRequest{Model: "nomic-embed-text"})
	if code, _ := status(t, err); code != 404 {
		t.Errorf("delete: %d", code)
	}
}

func TestBadInput(t *testing.T) {
	s, _ := start(t, Spec{Models: Known(MiniLM)})
	for body, want := range map[string]string{
		``:                              `missing request body`,
		`{`:                             `unexpected EOF`,
		`{"model": 3}`:                  `cannot unmarshal number`,
		`{"input": 3}`:                  `invalid input type`,
		`{"input": [3]}`:                `invalid input type`,
		`{"input": ["a", null]}`:        `invalid input type`,
		`{"input": {"a": 1}}`:           `invalid input type`,
		`{"input": "a"}`:                `unqualified name`,
		`{"model":"m","input": "a"}`:    `not found, try pulling it first`,
		`{"keep_alive": "a fortnight"}`: `a fortnight`,
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+"/api/embed", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		transport := &http.Transport{DisableKeepAlives: true}
		res, err := (&http.Client{Transport: transport}).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]byte, 1000)
		n, _ := res.Body.Read(got)
		_ = res.Body.Close()
		if res.StatusCode < 400 || !strings.Contains(string(got[:n]), want) {
			t.Errorf("%s gives %d, %s", body, res.StatusCode, got[:n])
		}
	}
}

func TestInputsAreTakenAsOllamaTakesThem(t *testing.T) {
	_, c := start(t, Spec{Models: Known(MiniLM)})
	for _, k := range []struct {
		input any
		want  int
	}{
		{nil, 0}, {"", 0}, {"a", 1}, {[]string{}, 0}, {[]string{"a", "", "c"}, 3},
	} {
		got, err := c.Embed(t.Context(), &api.EmbedRequest{Model: MiniLM, Input: k.input})
		if err != nil || len(got.Embeddings) != k.want {
			t.Errorf("%#v gives %d vectors, %v; want %d", k.input, len(got.Embeddings), err, k.want)
		}
	}
	got, err := c.Embed(t.Context(), &api.EmbedRequest{Model: MiniLM, Input: "a sheep", Dimensions: 64})
	if err != nil || len(got.Embeddings[0]) != 64 || lengths(got)[0] < 0.999 {
		t.Errorf("64 dimensions: %d of length %v, %v", len(got.Embeddings[0]), lengths(got), err)
	}
}

func TestVerboseShowGivesTheVocabulary(t *testing.T) {
	_, c := start(t, Spec{Models: Known(MiniLM)})
	for _, verbose := range []bool{false, true} {
		show, err := c.Show(t.Context(), &api.ShowRequest{Model: MiniLM, Verbose: verbose})
		if err != nil {
			t.Fatal(err)
		}
		tokens, ok := show.ModelInfo["tokenizer.ggml.tokens"].([]any)
		if !ok || (len(tokens) > 1000) != verbose {
			t.Errorf("verbose %v: %d tokens", verbose, len(tokens))
		}
		if verbose && (tokens[tokenStart] != "[CLS]" || show.ModelInfo["tokenizer.ggml.cls_token_id"] != float64(tokenStart)) {
			t.Errorf("the token that starts a text is %v", tokens[tokenStart])
		}
	}
}

func TestPull(t *testing.T) {
	s, c := start(t, Spec{PullTime: 200 * ms})
	var last api.ProgressResponse
	lines := 0
	err := c.Pull(t.Context(), &api.PullRequest{Model: "all-minilm"}, func(p api.ProgressResponse) error {
		lines++
		last = p
		return nil
	})
	if err != nil || last.Status != "success" || lines < 10 {
		t.Errorf("%d lines, the last %+v, %v", lines, last, err)
	}
	if _, err := c.Embed(t.Context(), &api.EmbedRequest{Model: "all-minilm", Input: "x"}); err != nil {
		t.Errorf("after the pull: %v", err)
	}
	err = c.Pull(t.Context(), &api.PullRequest{Model: "no-such-model"}, func(api.ProgressResponse) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "file does not exist") {
		t.Errorf("pull of a model that is nowhere: %v", err)
	}
	if err := c.Delete(t.Context(), &api.DeleteRequest{Model: MiniLM}); err != nil {
		t.Error(err)
	}
	tags, err := c.List(t.Context())
	if err != nil || len(tags.Models) != 0 {
		t.Errorf("%+v, %v; want nothing installed", tags, err)
	}
	if s.Stats().Polls == 0 {
		t.Error("no polls were counted")
	}
}

func TestAPullEndsWithItsClient(t *testing.T) {
	for patience, want := range map[time.Duration]int{2 * time.Second: 0, 4 * time.Second: 1} {
		synctest.Test(t, func(t *testing.T) {
			n := New(Spec{PullTime: 3 * time.Second})
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			n.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodPost, "/api/pull", strings.NewReader(`{"model":"all-minilm"}`)))
			if got := n.models(); len(got) != want {
				t.Errorf("%d models after %v, want %d", len(got), patience, want)
			}
		})
	}
}

func TestAFlockOfEachScenario(t *testing.T) {
	names := make(map[string]bool)
	for _, scenario := range Scenarios() {
		t.Run(scenario.Name, func(t *testing.T) {
			if scenario.Title == "" || scenario.About == "" || names[scenario.Name] {
				t.Errorf("it lacks a text, or its name is taken")
			}
			names[scenario.Name] = true
			f, err := StartFlock(t.Context(), scenario)
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := f.Close(); err != nil {
					t.Error(err)
				}
			}()
			transport := &http.Transport{}
			defer transport.CloseIdleConnections()
			for _, n := range f.Nodes() {
				c := client(t, n.URL, transport)
				ps, err := c.ListRunning(t.Context())
				if err != nil || len(ps.Models) == 0 || n.GPU != (ps.Models[0].SizeVRAM > 0) || n.GPU != (n.VRAM > 0) {
					t.Errorf("%s: %+v, %v", n.Name, ps, err)
				}
				if f.Server(n.Name) == nil {
					t.Errorf("%s cannot be found", n.Name)
				}
			}
			for _, step := range scenario.Script {
				if f.Server(step.Node) == nil || step.At >= scenario.Period {
					t.Errorf("step %+v is for no node, or beyond the period", step)
				}
			}
		})
	}
	for _, want := range []string{"dominant", "balanced", "mixed", "hybrid", "faulty"} {
		if _, ok := FindScenario(want); !ok || !names[want] {
			t.Errorf("there is no scenario %q", want)
		}
	}
	if _, ok := FindScenario("idyllic"); ok {
		t.Error("found a scenario that does not exist")
	}
}

func TestTwoFlocksOfOneScenario(t *testing.T) {
	scenario := Scenarios()[0]
	urls := make(map[string]bool)
	for range 2 {
		f, err := StartFlock(t.Context(), scenario)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		for _, n := range f.Nodes() {
			urls[n.URL] = true
		}
	}
	if want := 2 * len(scenario.Nodes); len(urls) != want {
		t.Errorf("%d addresses for %d nodes", len(urls), want)
	}
}

func TestAFlockThatCannotStart(t *testing.T) {
	_, err := StartFlock(t.Context(), Scenario{Name: "broken", Nodes: []ScenarioNode{{Spec: Spec{Name: "a"}}, {Spec: Spec{Name: "b", PerText: -1}}}})
	if err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("got %v", err)
	}
}

func TestReadyMadeAnswers(t *testing.T) {
	_, c := start(t, Spec{Models: Known(Nomic), ReadyMade: true})
	first, err := c.Embed(t.Context(), &api.EmbedRequest{Model: Nomic, Input: texts(200)})
	if err != nil {
		t.Fatal(err)
	}
	if first.PromptEvalCount == 0 {
		t.Error("no tokens were counted")
	}
	_, other := start(t, Spec{Models: Known(Nomic), ReadyMade: true, Seed: 9})
	second, err := other.Embed(t.Context(), &api.EmbedRequest{Model: Nomic, Input: texts(200)})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range first.Embeddings {
		if len(v) != 768 || dot(v, v) < 0.9999 || dot(v, second.Embeddings[i]) < 0.9999 {
			t.Fatalf("vector %d is not of unit length, or differs on another node", i)
		}
	}
}

func TestReadyMadeAnswersFailLikeOthers(t *testing.T) {
	s, c := start(t, Spec{Models: Known(MiniLM), ReadyMade: true})
	for _, kind := range []Kind{EOFError, NaN, Busy503, CutShort, HTMLPage} {
		if err := s.Set(Fault{Kind: kind}); err != nil {
			t.Fatal(err)
		}
		if answer, err := ask(t.Context(), c); err == nil && len(answer.Embeddings) > 0 {
			t.Errorf("%s: %d vectors", kind, len(answer.Embeddings))
		}
	}
	if err := s.Set(Fault{Kind: WrongCount}); err != nil {
		t.Fatal(err)
	}
	if answer, err := ask(t.Context(), c); err != nil || len(answer.Embeddings) != 1 {
		t.Errorf("wrong count: %+v, %v", answer, err)
	}
}
