package ui

import "testing"

func TestAddressesAreCutWhereTheyAreAlike(t *testing.T) {
	for name, want := range map[string]string{
		"127.0.0.1:11620": "…0.1:11620", "192.168.100.23": "…68.100.23", "gpu-box": "gpu-box", "workstation-in-the-attic": "works…ttic",
	} {
		got, used := cutName(name, 10)
		if used > 10 || got != want {
			t.Errorf("%s is cut to %q (%d cells), want %q", name, got, used, want)
		}
	}
}
