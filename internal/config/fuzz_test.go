package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// canary stands for a secret that somebody wrote into the file in spite of all advice.
const canary = "secret-canary"

// placesForSecrets are lines in which it may stand, right and wrong; "@" is where it does.
var placesForSecrets = []string{
	"bearer = \"@\"", "bearer = '@'", "bearer = \"@", "bearer = @", "bearer \"@\"", "bearer = \"\"\"\n@\n\"\"\"", "bearer = '''\n@",
	"bearer = [\"@\"]", "bearer = {a = \"@\"}", "bearer = \"${V}@\"", "bearer = \"${file:\"@", "bearer: \"@\"", "berer = \"@\"", "token = \"@\"",
	"headers = { A = \"@\" }", "headers = { A = \"@\", B = \"${V}\" ", "headers.A = \"@\"", "headers = \"@\"", "headers = [\"@\"]",
	"[nodes.headers]\nA = \"@\"", "[nodes.headers]\n\"X-Api-Key\" = \"@", "[nodes.headers]\nA = { b = \"@\" }", "[nodes.header]\nA = \"@\"",
	"headers = {\n\"A\" = \"@\"\n}", "ca_file = \"x\"\nbearer = \"@\"",
}

// FuzzSecretsInTheFile holds every message to what it must not show, whatever else stands in the file.
func FuzzSecretsInTheFile(f *testing.F) {
	for i := range placesForSecrets {
		f.Add("", "", "", uint8(i), true)
		f.Add(everything, "a ${V} ", "\n[rules]\nsmall = 1\n", uint8(i), true)
		f.Add("[[nodes]]\nname = \"\"\"x", "\\u00e9", "\"\"\"\nurl = \"b\"", uint8(i), true)
		f.Add("model = '''", "=", "'''", uint8(i), false)
		f.Add("x = [", "#", "]", uint8(i), false)
	}
	path := filepath.Join(f.TempDir(), "config.toml")
	f.Fuzz(func(t *testing.T, before, around, after string, place uint8, inNode bool) {
		if strings.Contains(before+after, canary) || strings.ContainsAny(around, "\r\n") || strings.Contains(around, "file:") {
			return // another line than that of a secret, and the name of a file, may be shown
		}
		line := strings.ReplaceAll(placesForSecrets[int(place)%len(placesForSecrets)], "@", around+canary+around)
		if inNode {
			line = "[[nodes]]\nurl = \"a\"\n" + line
		}
		text := before + "\n" + line + "\n" + after
		if err := os.WriteFile(path, []byte(text), fileMode); err != nil {
			t.Fatal(err)
		}
		c, err := Load(Sources{LookupEnv: environment(map[string]string{"V": canary}), Flags: Flags{Config: path}})
		if err != nil {
			mustNotShow(t, err, text)
		}
		for _, n := range c.Nodes {
			if n.Credentials == nil {
				continue
			}
			if _, err := n.Credentials.Header(); err != nil {
				mustNotShow(t, err, text)
			}
		}
		if err := RemoveNode(path, "http://a"); err != nil {
			mustNotShow(t, err, text)
		}
	})
}

func mustNotShow(t *testing.T, err error, text string) {
	t.Helper()
	if strings.Contains(err.Error(), canary) {
		t.Errorf("%q gives the message %v", text, err)
	}
}
