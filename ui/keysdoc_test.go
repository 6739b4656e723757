package ui

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestTheListOfKeysIsTrue holds docs/keys.md to the actions; -update writes it.
func TestTheListOfKeysIsTrue(t *testing.T) {
	const file = "../docs/keys.md"
	want := keysDocument()
	if *updateGolden {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not as the actions are (go test ./ui -run Keys -update writes it):\n%s", file, want)
	}
}

func keysDocument() string {
	var b strings.Builder
	b.WriteString("# Keys and commands\n\nWritten by `go test ./ui -run TestTheListOfKeysIsTrue -update` from the actions themselves.\n" +
		"Every name works in the palette too (`:`), by a few of its letters; `lb_stats` and `parallelism_report` are there.\n" +
		"A key of a pane means this while the pane has the focus.\n")
	for _, group := range groups() {
		fmt.Fprintf(&b, "\n## %s\n\n| key | name | what it does |\n|---|---|---|\n", group)
		for _, a := range allActions() {
			if a.group != group {
				continue
			}
			name := a.word()
			if len(a.aliases) > 0 {
				name += " (" + strings.Join(a.aliases, ", ") + ")"
			}
			text := a.about()
			for i, pane := range a.in {
				if i == 0 {
					text += "; in " + upper(paneNames[pane])
				} else {
					text += " and " + upper(paneNames[pane])
				}
			}
			key := a.key.Help().Key
			if key != "" {
				key = "`" + key + "`"
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", key, name, strings.ReplaceAll(text, "|", "\\|"))
		}
	}
	b.WriteString("\n## Move\n\n| key | what it does |\n|---|---|\n")
	for _, m := range motions {
		fmt.Fprintf(&b, "| `%s` | %s |\n", strings.Join(m.binding.Keys(), "` `"), m.binding.Help().Desc)
	}
	b.WriteString("\n`ctrl+c` twice ends at once; `ctrl+z` suspends, `fg` comes back.\n")
	return b.String()
}
