package ui

import (
	"errors"
	"strings"
	"testing"
)

func TestAddANodeStaysUntilItIsTaken(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("a", "enter")
		s.shows("type the node's address")
		s.write("ftp://x")
		s.press("enter")
		s.shows(`"ftp://x" is no address of a server`)
		for range "ftp://x" {
			s.press("backspace")
		}
		s.write("10.0.0.9")
		s.engine.Fail = errRefused
		s.press("enter")
		s.did(`add "" "http://10.0.0.9:11434"`)
		s.shows("answers with an HTML page") // in the dialogue, which is still open
		s.engine.Fail = nil
		s.press("tab")
		s.write("attic")
		s.press("enter")
		s.shows("there is a node by the name attic already")
		s.write("-2")
		s.press("enter")
		s.did(`add "attic-2" "http://10.0.0.9:11434"`)
		s.hides("Add a node")
		s.shows("attic-2 is added and watched")
	})
}

func TestANodeWithoutANameIsNamedByTheEngine(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("a")
		s.write("127.0.0.1:11620")
		s.press("enter")
		s.did(`add "" "http://127.0.0.1:11620"`)
		s.shows("127.0.0.1:11620 is added and watched from now on")
		s.hides("--node")
	})
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("a")
		s.write("127.0.0.1:99999") // what is wrong with the address is said first
		s.press("enter")
		s.shows("99999 is no port", "> address")
		s.did("")
	})
	if _, err := parseAddress(strings.Repeat("x", 3000)); err == nil {
		t.Error("a host of 3,000 letters is taken")
	}
}

// Another name is no way to have a node twice, so it is not asked for.
func TestANodeThatIsThereIsSaidToBe(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("a")
		s.write("10.9.66.91:11434")
		s.press("tab")
		s.write("attic")
		s.press("enter")
		s.shows("node http://10.9.66.91:11434 is there already, as attic", "> address")
		s.did("")
	})
}

// Where a flag names the nodes, what is kept in the configuration is for another time.
func TestAFlagSetsTheConfigurationAside(t *testing.T) {
	onScreen(t, 80, 24, idleFlock, func(s *screen) {
		s.change(func(e *fakeEngine) { e.settings.NodesFrom = "--node" })
		s.press("a")
		s.shows("which --node sets")
		s.write("127.0.0.1:11620")
		s.press("enter")
		s.shows("127.0.0.1:11620 is added and watched now, and kept for starts without --node")
	})
}

func TestAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"gpu-box":                   "http://gpu-box:11434",
		" http://gpu-box ":          "http://gpu-box:11434",
		"gpu-box:8080/":             "http://gpu-box:8080",
		"https://ollama.example":    "https://ollama.example",
		"https://ollama.example/a/": "https://ollama.example/a",
		"https://ollama.example/@a": "https://ollama.example/@a",
		"https://u:hunter2@host/":   "",
		"u:hunter2@host":            "",
		"u:hunter2/@host":           "",
		"u:hun%ter2@host":           "",
		"[::1]":                     "http://[::1]:11434",
		"host:99999":                "",
		"host:11620/api/tags":       "http://host:11620",
		"https://h/ollama/api":      "https://h/ollama",
		"https://h/apis":            "https://h/apis",
		"h:11434/v1":                "http://h:11434",
		"https://h/ollama/v1/":      "https://h/ollama",
		"https://h/v1/ollama":       "https://h/v1/ollama",
		"":                          "",
		"http://":                   "",
		"ssh://host":                "",
		"htp:/127.0.0.1:11434":      "",
		"http://a b":                "",
	} {
		got, err := parseAddress(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("parseAddress(%q) = %q, %v, want %q", in, got, err, want)
		}
		if err != nil && strings.Contains(in, "@") && (strings.Contains(err.Error(), "hun") || !strings.Contains(err.Error(), "bearer")) {
			t.Errorf("parseAddress(%q) says %v", in, err)
		}
	}
}

// A question may have come on top of the dialogue that waits for an answer.
func TestTheAnswerAboutANodeReachesItsDialogueBelowAnother(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("a")
		s.write("10.9.66.95")
		_, cmd := s.model.Update(keyMsg("enter"))
		s.send(openOverlay{overlay: newConfirm("Cancel a job", "Cancel it?", "Cancel it", "Let it run", nil)})
		s.engine.Fail = errors.New("nobody answers there")
		s.run(cmd)
		s.settle()
		s.press("n")
		s.shows("Add a node", "nobody answers there")
		s.press("esc")
		s.hides("nobody answers there") // it was told where it was asked
	})
}
