package documents

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// maxIgnoreBytes bounds an ignore file: one that is larger is no list of patterns that a person wrote.
const maxIgnoreBytes = 1 << 20

// ignoreRule is one line of a .gitignore file.
type ignoreRule struct {
	pattern  string // for doublestar
	anchored bool   // matches the way from the file's folder; else the last element alone, at any depth
	negated  bool   // "!": what matches is wanted after all
	onlyDirs bool   // a trailing slash
}

// ignoreLayer holds the rules of one folder and of all folders above it. It is immutable: each folder
// that has rules of its own adds a layer.
type ignoreLayer struct {
	above  *ignoreLayer
	folder string // absolute
	rules  []ignoreRule
}

// ignoreAbove gives the rules that hold for folder from outside it: those of the folders between it and
// the top of the repository it lies in, the top included, and the repository's own exclude file. Outside
// of a repository nothing above the folder counts.
func ignoreAbove(folder string) *ignoreLayer {
	chain := []string{folder} // from the folder to the top of its repository
	for !isRepository(chain[len(chain)-1]) {
		last := chain[len(chain)-1]
		if filepath.Dir(last) == last {
			return nil
		}
		chain = append(chain, filepath.Dir(last))
	}
	top := chain[len(chain)-1]
	layer := (*ignoreLayer)(nil).with(top, filepath.Join(top, ".git", "info", "exclude"))
	for _, above := range slices.Backward(chain[1:]) {
		layer = layer.enter(above)
	}
	return layer
}

func isRepository(folder string) bool {
	_, err := os.Lstat(filepath.Join(folder, ".git"))
	return err == nil
}

// enter adds folder's own .gitignore, if it has one that can be read.
func (l *ignoreLayer) enter(folder string) *ignoreLayer {
	return l.with(folder, filepath.Join(folder, ".gitignore"))
}

func (l *ignoreLayer) with(folder, file string) *ignoreLayer {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxIgnoreBytes {
		return l
	}
	data, err := os.ReadFile(file) // #nosec G304 -- reading the user's own folders is the purpose
	if err != nil {
		return l
	}
	rules := parseIgnore(string(data))
	if len(rules) == 0 {
		return l
	}
	return &ignoreLayer{above: l, folder: folder, rules: rules}
}

// ignores tells whether the rules leave out the file or folder at the absolute path. As in git, the last
// rule that matches decides, and a deeper file's rules come after those above it.
func (l *ignoreLayer) ignores(absolute string, isDir bool) bool {
	for layer := l; layer != nil; layer = layer.above {
		rel, err := filepath.Rel(layer.folder, absolute)
		if err != nil {
			continue
		}
		rel = filepath.ToSlash(rel)
		for _, rule := range slices.Backward(layer.rules) {
			if rule.matches(rel, isDir) {
				return !rule.negated
			}
		}
	}
	return false
}

func (r ignoreRule) matches(rel string, isDir bool) bool {
	if r.onlyDirs && !isDir {
		return false
	}
	subject := rel
	if !r.anchored {
		subject = path.Base(rel)
	}
	matched, err := doublestar.Match(r.pattern, subject)
	return err == nil && matched
}

func parseIgnore(text string) []ignoreRule {
	var rules []ignoreRule
	text = strings.TrimPrefix(text, "\uFEFF")
	for line := range strings.Lines(text) {
		if rule, ok := parseIgnoreLine(strings.TrimRight(line, "\r\n")); ok {
			rules = append(rules, rule)
		}
	}
	return rules
}

func parseIgnoreLine(line string) (ignoreRule, bool) {
	if strings.HasPrefix(line, "#") {
		return ignoreRule{}, false
	}
	line = trimUnescapedSpaces(line)
	var rule ignoreRule
	if rest, ok := strings.CutPrefix(line, "!"); ok {
		rule.negated, line = true, rest
	}
	if rest, ok := strings.CutSuffix(line, "/"); ok {
		rule.onlyDirs, line = true, rest
	}
	if line == "" || line == "/" {
		return ignoreRule{}, false
	}
	rule.anchored = strings.Contains(line, "/") // at the start or in the middle
	line = strings.TrimPrefix(line, "/")
	// braces are ordinary characters to git, alternatives to doublestar
	line = strings.NewReplacer("{", `\{`, "}", `\}`).Replace(line)
	if strings.HasSuffix(line, "/**") {
		line += "/*" // what lies inside, never the folder itself
	}
	rule.pattern = line
	return rule, doublestar.ValidatePattern(line)
}

// trimUnescapedSpaces drops trailing blanks; one after a backslash belongs to the pattern.
func trimUnescapedSpaces(line string) string {
	for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
		line = line[:len(line)-1]
	}
	return line
}
