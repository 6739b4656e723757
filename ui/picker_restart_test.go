package ui

import "testing"

func TestATypedRootBeginsThePathAnew(t *testing.T) {
	for typed, want := range map[string]string{
		"~/flock/":               "~/flock/",
		"~/flock//usr/local":     "/usr/local",
		"/a/b//":                 "/",
		"/a//b//c":               "/c",
		"/a/b/~":                 "~",
		"/a/b/~/docs":            "~/docs",
		"/a/b/~old":              "/a/b/~old",
		"/":                      "/",
		"":                       "",
		"./this folder/and more": "./this folder/and more",
	} {
		if got := restart(typed); got != want {
			t.Errorf("restart(%q) = %q, want %q", typed, got, want)
		}
	}
}
