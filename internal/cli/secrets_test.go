package cli_test

import (
	"bytes"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"flocktop/internal/cli"
	"flocktop/internal/simulate"
)

const token = "s3cr3t-canary-0123456789"

// mustNotHold looks for the secret in a text, and in every file that the
// program wrote; the token's own file is no such.
func (b *bench) mustNotHold(secret string, texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		if strings.Contains(strings.ToLower(text), secret) {
			b.t.Errorf("the secret is in the output: %s", text)
		}
	}
	looked := 0
	err := filepath.WalkDir(b.home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Base(path) == "token" {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		looked++
		if bytes.Contains(bytes.ToLower(content), []byte(secret)) {
			b.t.Errorf("the secret is in %s", path)
		}
		return nil
	})
	if err != nil || looked == 0 {
		b.t.Errorf("looked at %d files: %v", looked, err)
	}
	log, err := os.ReadFile(filepath.Join(b.home, "state", "flocktop", "flocktop.log"))
	if err != nil || len(log) == 0 {
		b.t.Errorf("there is no log to look at: %v", err)
	}
}

func TestSecretsOpenTheServerAndAreNowhereElse(t *testing.T) {
	authority, err := simulate.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	spec := fast(simulate.MiniLM)
	spec.Bearer = token
	if spec.TLS, err = authority.Server(time.Now().Add(time.Hour), "127.0.0.1"); err != nil {
		t.Fatal(err)
	}
	b := newBench(t, spec)
	url := b.nodes[1]
	t.Setenv("FLOCKTOP_TEST_TOKEN", token)
	b.write("config/flocktop/ca.pem", authority.PEM)
	b.write("config/flocktop/token", token+"\n")
	const block = "[[nodes]]\nname = \"box\"\nca_file = \"ca.pem\"\n"
	for name, credentials := range map[string]string{
		"a variable":       "bearer = \"${FLOCKTOP_TEST_TOKEN}\"",
		"a file":           "bearer_file = \"token\"",
		"a header":         "headers = { Authorization = \"Bearer ${FLOCKTOP_TEST_TOKEN}\" }",
		"a table of those": "[nodes.headers]\nauthorization = \"Bearer ${file:token}\"",
	} {
		b.write("config/flocktop/config.toml", block+"url = \""+url+"\"\n"+credentials+"\n")
		for _, nodes := range [][]string{nil, {"--node", "box"}, {"--node", url}} {
			out, said, code := b.runOn(nodes, "nodes", "--json")
			if code != cli.ExitDone || !strings.Contains(out, `"state": "ready"`) {
				t.Errorf("%s, %v: exit %d, %s%s", name, nodes, code, out, said)
			}
			b.mustNotHold(token, out, said)
		}
	}
	out, said, code := b.runOn(nil, "embed", "--json", b.folder(40))
	if r := decode[embedded](t, out); code != cli.ExitDone || r.Embedded == 0 || r.Failed != 0 {
		t.Errorf("exit %d, %+v, %s", code, r, said)
	}
	b.mustNotHold(token, out, said)
	for _, args := range [][]string{{"nodes"}, {"report", "--history"}, {"export", "--jsonl"}} {
		out, said, code := b.runOn(nil, args...)
		if code != cli.ExitDone {
			t.Errorf("%v: exit %d, %s", args, code, said)
		}
		b.mustNotHold(token, out, said)
	}
}

func TestWrongSecretsAreNotShown(t *testing.T) {
	spec := fast(simulate.MiniLM)
	spec.Bearer = "another"
	b := newBench(t, spec)
	t.Setenv("FLOCKTOP_TEST_TOKEN", token)
	b.write("config/flocktop/config.toml", "[[nodes]]\nurl = \""+b.nodes[1]+"\"\nbearer = \"${FLOCKTOP_TEST_TOKEN}\"\n")
	out, said, code := b.runOn(nil, "nodes", "--json")
	if code != cli.ExitFailed || !strings.Contains(out, "refuses this node's credentials") {
		t.Errorf("exit %d, %s%s", code, out, said)
	}
	b.mustNotHold(token, out, said)
	out, said, code = b.runOn(nil, "embed", b.folder(2))
	if code != cli.ExitFailed || !strings.Contains(said, "refuses this node's credentials") {
		t.Errorf("exit %d, %s%s", code, out, said)
	}
	b.mustNotHold(token, out, said)
	b.write("config/flocktop/config.toml", "[[nodes]]\nurl = \""+b.nodes[1]+"\"\nbearer = \""+token+"\"\n")
	out, said, code = b.runOn(nil, "nodes")
	if code != cli.ExitUsage || !strings.Contains(said, "config.toml:3: bearer must not hold the secret itself") ||
		strings.Contains(said+out, token) {
		t.Errorf("exit %d, %s%s", code, out, said)
	}
}

// A server that repeats in its errors what it was sent: the reason of a failure
// goes into the store, the result and the log.
func TestSecretsThatAServerRepeatsAreStoredNowhere(t *testing.T) {
	b := newBench(t)
	t.Setenv("FLOCKTOP_TEST_TOKEN", token)
	configuration := ""
	for _, name := range []string{"a", "b"} {
		node := simulate.New(fast(simulate.MiniLM))
		s := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			header := r.Header.Get("X-Api-Key")
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return
			}
			if r.URL.Path == "/api/embed" && bytes.Contains(body, []byte("wolf")) {
				http.Error(out, `{"error":"no wolves for `+strings.ToUpper(header)+`, `+header+`"}`, http.StatusInternalServerError)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			node.ServeHTTP(out, r)
		}))
		t.Cleanup(s.Close)
		configuration += "[[nodes]]\nname = \"" + name + "\"\nurl = \"" + s.URL + "\"\nheaders = { X-Api-Key = \"Key ${FLOCKTOP_TEST_TOKEN}\" }\n"
	}
	b.write("config/flocktop/config.toml", configuration)
	docs := b.folder(10)
	b.write("docs/wolf.md", "A wolf is among the sheep, and no server likes that.")
	out, said, code := b.runOn(nil, "embed", "--json", docs)
	r := decode[embedded](t, out)
	if code != cli.ExitFailed || r.Failed != 1 || len(r.Failures) != 1 || !strings.Contains(r.Failures[0].Reason, "no wolves for •••, •••") {
		t.Errorf("exit %d, %+v, %s", code, r, said)
	}
	b.mustNotHold(token, out, said)
	out, said, _ = b.runOn(nil, "nodes", "--json")
	b.mustNotHold(token, out, said)
}
