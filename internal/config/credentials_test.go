package config

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// secretText is what no message may hold.
const secretText = "hunter2-canary"

// node loads a file with one node that has these lines, and gives that node.
func node(t *testing.T, lines string, variables map[string]string) (Node, error) {
	t.Helper()
	c, err := load(t, "[[nodes]]\nname = \"box\"\nurl = \"https://box\"\n"+lines, variables, Flags{})
	if err != nil {
		return Node{}, err
	}
	return c.Nodes[0], nil
}

// putFile writes a file for this user alone.
func putFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestCredentialsComeFromVariablesAndFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	putFile(t, path, secretText+"\r\n")
	env := map[string]string{"T": secretText, "U": "user 7"}
	for lines, want := range map[string]map[string]string{
		"bearer = \"${T}\"":                      {"Authorization": "Bearer " + secretText},
		"bearer = \"${file:" + path + "}\"":      {"Authorization": "Bearer " + secretText},
		"bearer_file = \"" + path + "\"":         {"Authorization": "Bearer " + secretText},
		"headers = { authorization = \"${T}\" }": {"Authorization": secretText},
		"headers = { \"X-Api-Key\" = \"Token ${T}, ${U}.\" }\nbearer = \"a${T}\"": {
			"X-Api-Key": "Token " + secretText + ", user 7.", "Authorization": "Bearer a" + secretText,
		},
		"[nodes.headers]\nx-api-key = \"${T}\"\nX-User = \"${U}\"": {"X-Api-Key": secretText, "X-User": "user 7"},
		"headers.X-Api-Key = \"${file:" + path + "} and ${file:" + path + "}\"": {
			"X-Api-Key": secretText + " and " + secretText,
		},
		"headers = {}": nil,
		"":             nil,
	} {
		n, err := node(t, lines, env)
		if err != nil {
			t.Errorf("%s: %v", lines, err)
			continue
		}
		if n.Credentials == nil {
			if want != nil {
				t.Errorf("%s gives no credentials", lines)
			}
			continue
		}
		header, err := n.Credentials.Header()
		if err != nil || len(header) != len(want) {
			t.Errorf("%s: %v, %v", lines, header, err)
		}
		for name, value := range want {
			if got := header.Values(name); len(got) != 1 || got[0] != value {
				t.Errorf("%s: %s is %q, want %q", lines, name, got, value)
			}
		}
		if len(n.Warnings) != 0 {
			t.Errorf("%s: %v", lines, n.Warnings)
		}
	}
}

func TestWrongCredentialsAreNamedWithoutTheSecret(t *testing.T) {
	folder := t.TempDir()
	empty, huge := filepath.Join(folder, "empty"), filepath.Join(folder, "huge")
	putFile(t, empty, "\n")
	putFile(t, huge, strings.Repeat("x", maxSecretFile+1))
	env := map[string]string{
		"T": secretText, "EMPTY": "", "LINES": secretText + "\r\nX-Evil: 1", "GREEK": secretText + "λ", "WHOLE": "bearer " + secretText,
	}
	for _, each := range []struct {
		lines string
		line  int // from the first of lines on, which is the file's fourth
		want  []string
	}{
		{"bearer = \"" + secretText + "\"", 0, []string{"bearer must not hold the secret", "${VARIABLE}", "bearer_file", "bearer = •••"}},
		{"baerer = \"" + secretText + "\"", 0, []string{`did you mean "bearer"`}},
		{"token = \"" + secretText + "\"", 0, []string{`unknown key "token"`}},
		{"bearer = \"" + secretText, 0, []string{"not TOML"}},
		{"bearer \"" + secretText + "\"", 0, []string{"not TOML"}},
		{"bearer = " + secretText, 0, []string{"not TOML"}},
		{"bearer = 1e9999999" + secretText, 0, []string{"not TOML"}},
		{"bearer = \"\"\"\n" + secretText + "\n", 1, []string{"not TOML"}},
		{"bearer = [\"" + secretText + "\"]", 0, []string{"bearer must be a text"}},
		{"bearer = { a = \"" + secretText + "\" }", 0, []string{"bearer must be a text"}},
		{"bearer = \"\"", 0, []string{"bearer must be a text"}},
		{"bearer = \"${T\"", 0, []string{"${VARIABLE}"}},
		{"bearer = \"$T\"", 0, []string{"${VARIABLE}"}},
		{"bearer = \"${1}" + secretText + "\"", 0, []string{"${VARIABLE}"}},
		{"bearer = \"${file: }" + secretText + "\"", 0, []string{"${file:PATH}"}},
		{"bearer = \"${NONE}" + secretText + "\"", 0, []string{"bearer of the node box", "variable NONE is not set"}},
		{"bearer = \"${EMPTY}\"", 0, []string{"node box", "variable EMPTY is empty"}},
		{"bearer = \"${LINES}\"", 0, []string{"node box", "end of line"}},
		{"bearer = \"${GREEK}\"", 0, []string{"node box", "character"}},
		{"bearer = \"${WHOLE}\"", 0, []string{"node box", "the word Bearer"}},
		{"bearer_file = \"none/here\"", 0, []string{"node box", filepath.FromSlash("none/here") + " does not exist"}},
		{"bearer_file = \"" + empty + "\"", 0, []string{"node box", empty + " is empty"}},
		{"bearer_file = \"" + huge + "\"", 0, []string{"node box", huge, "64 KiB"}},
		{"bearer_file = \"" + folder + "\"", 0, []string{"node box", "no regular file"}},
		{"bearer = \"${T}\"\nbearer_file = \"" + empty + "\"", 1, []string{"Authorization", "bearer does already"}},
		{"bearer = \"${T}\"\nheaders = { authorization = \"${T}\" }", 1, []string{"headers.authorization", "bearer does already"}},
		{"headers = \"" + secretText + "\"", 0, []string{"headers must be a table"}},
		{"headers = { A = \"" + secretText + "\" }", 0, []string{"headers.A must not hold the secret", "headers = •••"}},
		{"[nodes.headers]\nA = \"" + secretText + "\"", 1, []string{"headers.A must not hold the secret", "A = •••"}},
		{"[nodes.headers]\nA = \"${T}\"\nB = \"${NONE}\"", 2, []string{"headers.B of the node box", "NONE"}},
		{"headers = { \"a b\" = \"${T}\" }", 0, []string{"no name of a header field"}},
		{"headers = { \"a\\r\\nb\" = \"${T}\" }", 0, []string{"no name of a header field"}},
		{"headers = { host = \"${T}\" }", 0, []string{"cannot be set"}},
		{"headers = { content-length = \"${T}\" }", 0, []string{"cannot be set"}},
		{"headers = { TRANSFER-encoding = \"${T}\" }", 0, []string{"cannot be set"}},
		{"headers = { a = \"${T}\", A = \"${T}\" }", 0, []string{"header field A"}},
		{"url = \"http://u:" + secretText + "@box\"", 0, []string{"not TOML"}}, // a second url
		{"ca_file = \"none.pem\"", 0, []string{"ca_file of the node box", "none.pem does not exist"}},
		{"ca_file = \"" + empty + "\"", 0, []string{"node box", "no certificate"}},
	} {
		_, err := node(t, each.lines, env)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: got %v, want an *Error", each.lines, err)
			continue
		}
		if want := each.line + 4; e.Origin.Line != want {
			t.Errorf("%s: line %d, want %d: %v", each.lines, e.Origin.Line, want, err)
		}
		if strings.Contains(err.Error(), secretText) {
			t.Errorf("%s: the secret is shown: %v", each.lines, err)
		}
		for _, word := range each.want {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%s: %v\nlacks %q", each.lines, err, word)
			}
		}
	}
}

func TestAuthorities(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ca.pem")
	putFile(t, path, certificate)
	n, err := node(t, "ca_file = \""+path+"\"", nil)
	if err != nil || n.CA != certificate {
		t.Errorf("%q, %v", n.CA, err)
	}
	_, err = load(t, "[[nodes]]\nurl = \"http://box\"\nca_file = \""+path+"\"", nil, Flags{})
	if err == nil || !strings.Contains(err.Error(), "config.toml:3") || !strings.Contains(err.Error(), "https://") {
		t.Errorf("a CA for an address without TLS: %v", err)
	}
}

func TestSecretFilesBeginAtTheFilesFolderOrAtHome(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	putFile(t, filepath.Join(home, "token"), "at-home")
	c := filepath.Join(t.TempDir(), "config.toml")
	putFile(t, filepath.Join(filepath.Dir(c), "token"), "beside")
	putFile(t, c, "[[nodes]]\nurl = \"a\"\nbearer_file = \"token\"\n[[nodes]]\nurl = \"b\"\nbearer_file = \"~/token\"\n")
	loaded, err := Load(Sources{LookupEnv: environment(nil), Flags: Flags{Config: c}})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"Bearer beside", "Bearer at-home"} {
		header, err := loaded.Nodes[i].Credentials.Header()
		if got := header.Get("Authorization"); err != nil || got != want {
			t.Errorf("node %d sends %q, %v; want %q", i, got, err, want)
		}
	}
}

func TestANewTokenIsTakenUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	putFile(t, path, "first")
	n, err := node(t, "bearer_file = \""+path+"\"", nil)
	if err != nil {
		t.Fatal(err)
	}
	expect := func(want string) {
		t.Helper()
		header, err := n.Credentials.Header()
		if got := header.Get("Authorization"); err != nil || got != want {
			t.Errorf("sends %q, %v; want %q", got, err, want)
		}
	}
	expect("Bearer first")
	putFile(t, path, "again") // as long as before, and maybe within one tick of the file system's clock
	expect("Bearer again")
	// an old file is not read for nothing, and one that was put in its place at the same time is seen
	old := time.Now().Add(-time.Hour)
	fresh := path + ".new"
	putFile(t, fresh, "third")
	for _, p := range []string{path, fresh} {
		if err := os.Chtimes(p, old, old); err != nil {
			t.Fatal(err)
		}
	}
	expect("Bearer again")
	if err := os.Rename(fresh, path); err != nil {
		t.Fatal(err)
	}
	expect("Bearer third")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := n.Credentials.Header(); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "box") {
		t.Errorf("a file that is gone: %v", err)
	}
	putFile(t, path, "back\n")
	expect("Bearer back")
}

func TestFilesThatOthersCanReadAreWarnedOf(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such permissions here")
	}
	path := filepath.Join(t.TempDir(), "token")
	putFile(t, path, secretText)
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	n, err := node(t, "bearer_file = \""+path+"\"", nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(n.Warnings) != 1 || !strings.Contains(n.Warnings[0], path) || !strings.Contains(n.Warnings[0], "0640") ||
		strings.Contains(n.Warnings[0], secretText) {
		t.Errorf("%q", n.Warnings)
	}
}

func TestOnlyTheNodesInUseNeedTheirSecrets(t *testing.T) {
	text := "[[nodes]]\nname = \"a\"\nurl = \"http://a\"\nbearer = \"${NONE}\"\n[[nodes]]\nname = \"b\"\nurl = \"http://b\"\nbearer = \"${T}\"\n"
	env := map[string]string{"T": secretText}
	for _, wanted := range []string{"b", "http://b", "HTTP://B:80/"} {
		c, err := load(t, text, env, Flags{Nodes: []string{wanted, "c"}})
		if err != nil {
			t.Fatal(err)
		}
		header, err := c.Nodes[0].Credentials.Header()
		if err != nil || header.Get("Authorization") != "Bearer "+secretText {
			t.Errorf("--node %s: %v, %v", wanted, header, err)
		}
		if c.Nodes[1].Credentials != nil {
			t.Error("a node that is not configured got credentials")
		}
		n, ok := c.Configured("http://a")
		if !ok || n.Usable() == nil || !strings.Contains(n.Usable().Error(), "NONE") {
			t.Errorf("the node that is not used: %+v, %v", n, n.Usable())
		}
		if _, err := n.Credentials.Header(); err == nil {
			t.Error("credentials without their secret were given")
		}
	}
	for _, other := range []string{"https://b", "http://b:81", "http://b/api"} {
		c, err := load(t, text, env, Flags{Nodes: []string{other}})
		if err != nil {
			t.Fatal(err)
		}
		if c.Nodes[0].Credentials != nil {
			t.Errorf("%s got the credentials of http://b", other)
		}
	}
	if _, err := load(t, text, env, Flags{Nodes: []string{"a"}}); err == nil {
		t.Error("a node was taken whose secret is missing")
	}
}

func TestPasswordsInAddressesAreRefusedWithAdvice(t *testing.T) {
	address := "http://u:" + secretText + "@box"
	for name, src := range map[string]struct {
		env   map[string]string
		flags Flags
	}{
		"OLLAMA_HOST":                  {map[string]string{"OLLAMA_HOST": "'" + address + "'"}, Flags{}},
		"FLOCKTOP_NODES":               {map[string]string{"FLOCKTOP_NODES": "a," + address}, Flags{}},
		"a comma in the password":      {map[string]string{"FLOCKTOP_NODES": "http://u:" + secretText + ",x" + secretText + "@box"}, Flags{}},
		"--node":                       {nil, Flags{Nodes: []string{address}}},
		"--node without a scheme":      {nil, Flags{Nodes: []string{"u:" + secretText + "@box"}}},
		"--node with a slash in there": {nil, Flags{Nodes: []string{"http://u:" + secretText + "/x@box"}}},
	} {
		_, err := load(t, "", src.env, src.flags)
		if err == nil || strings.Contains(err.Error(), secretText) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if name != "--node with a slash in there" && (!strings.Contains(err.Error(), "bearer") || !strings.Contains(err.Error(), "headers")) {
			t.Errorf("%s: no advice in: %v", name, err)
		}
	}
	if err := AddNode(write(t, ""), Node{URL: address}); err == nil || strings.Contains(err.Error(), secretText) {
		t.Errorf("AddNode: %v", err)
	}
}

func TestEditingKeepsCredentialsWithTheirNode(t *testing.T) {
	const a = "# the first\n[[nodes]]\nurl = \"https://a\" # here\nbearer = \"${A}\" # from the vault\nca_file = \"ca.pem\"\n"
	const b = "\n# the second\n[[nodes]]\nurl = \"https://b\"\n\n# its key\n[nodes.headers] # table\n\"X-Api-Key\" = \"${B}\" # kept\n"
	const c = "\n[[nodes]]\nurl = \"https://c\"\nheaders = { X-C = \"${file:c}\" }\n"
	path := write(t, a+b+c+"\n[rules]\nsmall = 1\n")
	for _, step := range []struct {
		edit func() error
		want string
	}{
		{func() error { return AddNode(path, Node{URL: "https://d"}) }, a + b + c + "\n[rules]\nsmall = 1\n\n[[nodes]]\nurl = \"https://d\"\n"},
		{func() error { return RemoveNode(path, "https://d") }, a + b + c + "\n[rules]\nsmall = 1\n"},
		{func() error { return RemoveNode(path, "https://b") }, a + "\n# the second\n" + c + "\n[rules]\nsmall = 1\n"},
		{func() error { return RemoveNode(path, "https://a") }, "# the first\n\n# the second\n" + c + "\n[rules]\nsmall = 1\n"},
	} {
		if err := step.edit(); err != nil {
			t.Fatal(err)
		}
		if got := read(t, path); got != step.want {
			t.Fatalf("left\n%s\nwant\n%s", got, step.want)
		}
	}
}

func TestRemovingANodeLeavesNoHeadersToAnother(t *testing.T) {
	const first = "[[nodes]]\nurl = \"https://a\"\n"
	path := write(t, first+"[[nodes]]\nurl = \"https://b\"\n[rules]\nsmall = 1\n# far from its node\n[nodes.headers]\nX = \"${B}\"\n[cost]\nweight = 0\n")
	if err := RemoveNode(path, "https://b"); err != nil {
		t.Fatal(err)
	}
	if got, want := read(t, path), first+"[rules]\nsmall = 1\n# far from its node\n[cost]\nweight = 0\n"; got != want {
		t.Errorf("left\n%s\nwant\n%s", got, want)
	}
}

// certificate of an authority that signs nothing.
const certificate = `-----BEGIN CERTIFICATE-----
MIIBBDCBt6ADAgECAgEBMAUGAytlcDARMQ8wDQYDVQQDEwZub2JvZHkwIBcNNzAw
MTAxMDAwMDAwWhgPMjEwMDAxMDEwMDAwMDBaMBExDzANBgNVBAMTBm5vYm9keTAq
MAUGAytlcAMhAHy0MSU8H53uBhtzoHCn/bxjF3oX+/7P7mBhbiZO+mcQozIwMDAP
BgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBQIlk72YV5A436cONLTvgP6VeywjjAF
BgMrZXADQQDFl74DOVLpnD5hZwrZR3LvRe+lEXylc/TD3gJpvtbzyix5cXed+AB6
u+8eZfY9NRFtm67lMXsB/fVWvCz7R5ID
-----END CERTIFICATE-----
`
