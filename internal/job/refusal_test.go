package job

import "testing"

func TestRefusersAreNamedWithWhatTheReasonDoesNotSay(t *testing.T) {
	attic, shed := Refusal{"http://a:11434", "attic", "EOF"}, Refusal{"http://b:11434", "shed", "no answer"}
	for want, f := range map[string]Failure{
		"":                                   {Reason: "encrypted"},
		"refused by attic":                   {Reason: "EOF", RefusedBy: []Refusal{attic}},
		"refused by shed (no answer), attic": {Reason: "EOF", RefusedBy: []Refusal{shed, attic}},
		"refused by attic, shed (no answer)": {Reason: "one node after the other fell over it, the last with: EOF", RefusedBy: []Refusal{attic, shed}},
	} {
		if got := f.Refusers(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
