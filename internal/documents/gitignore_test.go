package documents

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestGitignoreIsLayered(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{
		".gitignore":        "*.log\nbuild/\n/top.txt\n!important.log\ndocs/*.tmp\n",
		".git/info/exclude": "private.txt\n",
		"a.log":             "x", "important.log": "x", "top.txt": "x", "private.txt": "x", "build/out.txt": "x",
		"sub/.gitignore": "!b.log\nlocal.txt\n", "sub/b.log": "x", "sub/c.log": "x", "sub/top.txt": "x", "sub/local.txt": "x",
		"docs/x.tmp": "x", "docs/deep/x.tmp": "x", "local.txt": "x", "sub/build": "a file, no folder",
	})
	want := []string{"docs/deep/x.tmp", "important.log", "local.txt", "sub/b.log", "sub/build", "sub/top.txt"}
	if got := walk(t, folder, WalkOptions{}, folder).files; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	t.Run("rules above the root count inside of a repository", func(t *testing.T) {
		want := []string{"sub/b.log", "sub/build", "sub/top.txt"}
		if got := walk(t, folder, WalkOptions{}, filepath.Join(folder, "sub")).files; !reflect.DeepEqual(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	t.Run("a named folder is walked though a rule leaves it out", func(t *testing.T) {
		if got := walk(t, folder, WalkOptions{}, filepath.Join(folder, "build")).files; !reflect.DeepEqual(got, []string{"build/out.txt"}) {
			t.Errorf("got %q", got)
		}
	})
	t.Run("outside of a repository they do not", func(t *testing.T) {
		if err := os.RemoveAll(filepath.Join(folder, ".git")); err != nil {
			t.Fatal(err)
		}
		want := []string{"sub/b.log", "sub/build", "sub/c.log", "sub/top.txt"}
		if got := walk(t, folder, WalkOptions{}, filepath.Join(folder, "sub")).files; !reflect.DeepEqual(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// TestGitignoreAgreesWithGit asks git itself about drawn patterns.
func TestGitignoreAgreesWithGit(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("no git")
	}
	folder := t.TempDir()
	files := map[string]string{}
	for _, dir := range []string{"", "a/", "b/", "a/b/", "a/b/c/", "x.d/"} {
		for _, name := range []string{"a.txt", "b.txt", "ab", "c", "x y", "[z]", "{a,b}"} {
			if dir+name != "a/b/c" {
				files[dir+name] = "text"
			}
		}
	}
	put(t, folder, files)
	command := exec.CommandContext(t.Context(), git, "init", "-q", folder)
	command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
	if out, err := command.CombinedOutput(); err != nil {
		t.Skipf("git init: %v: %s", err, out)
	}
	patterns := rapid.SampledFrom([]string{
		"*.txt", "!a.txt", "a/", "/a", "b", "a/b", "a/*", "a/**", "**/c", "a/**/a.txt", "**/b/**", "!a/b/", "?b", "[ab].txt", "[!a].txt",
		"*", "!*/", "!/b/", "x y", "x\\ y", "\\[z]", "{a,b}", "# comment", "", " ", "!", "/", "*.d/", "a.txt ", "a/b/c/", "/*", "**", "*b*", "c/",
		"\\#x", "[", "a//b", "a**", "**b", "x.d/**/", "!**/c",
	})
	rapid.Check(t, func(rt *rapid.T) {
		rules := strings.Join(rapid.SliceOfN(patterns, 1, 5).Draw(rt, "rules"), "\n")
		inner := strings.Join(rapid.SliceOfN(patterns, 0, 2).Draw(rt, "rules in a/b"), "\n")
		put(t, folder, map[string]string{".gitignore": rules, "a/b/.gitignore": inner})
		command := exec.CommandContext(t.Context(), git, "-C", folder, "ls-files", "-z", "--others", "--exclude-standard")
		command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
		out, err := command.Output()
		if err != nil {
			rt.Fatal(err)
		}
		var want []string
		for name := range strings.SplitSeq(string(out), "\x00") {
			if name != "" && filepath.Base(name) != ".gitignore" {
				want = append(want, name)
			}
		}
		got := walk(t, folder, WalkOptions{}, folder).files
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			rt.Fatalf("rules %q, in a/b %q:\ngot  %q\ngit  %q", rules, inner, got, want)
		}
	})
}
