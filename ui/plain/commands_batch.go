package plain

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
)

func (s *session) batch(args string) {
	words, err := split(args)
	if err != nil {
		s.say(openQuote)
		return
	}
	if len(words) > 0 {
		switch settings := s.engine.Settings(); {
		case settings.Model == "":
			s.say(noModel)
			return
		case len(s.engine.Flock().Nodes) == 0:
			s.say(noNode)
			return
		}
	}
	s.begin(func(ctx context.Context) answer {
		suggested := s.engine.Suggestions()
		if len(words) == 0 {
			return answer{lines: suggest(suggested)}
		}
		paths, problem := findPaths(args, words, suggested)
		if problem != "" {
			return answer{lines: []string{sentence("Nothing is queued: " + problem)}}
		}
		names := make([]string, len(paths))
		for i, p := range paths {
			names[i] = foreign(p)
		}
		const most = 5
		id, err := s.engine.Queue(ctx, paths)
		return doing(err, fmt.Sprintf("Queued as job %d: %s", id, list(names, most)), s.takeOut(id))
	})
}

func suggest(paths []string) []string {
	const usage = "batch takes files and folders, such as batch ~/notes. Quotes keep spaces together."
	if len(paths) == 0 {
		return []string{usage}
	}
	lines := []string{usage, "A number stands for one of these:"}
	for i, p := range paths {
		lines = append(lines, fmt.Sprintf("%d: %s", i+1, foreign(p)))
	}
	return lines
}

// findPaths are the paths that words mean. Words that together are one path
// with spaces are taken as that; a number that is no path is a suggestion's.
func findPaths(args string, words, suggested []string) (paths []string, problem string) {
	if whole := atHome(args); len(words) > 1 && exists(whole) == nil {
		return []string{whole}, ""
	}
	for _, w := range words {
		p := atHome(w)
		err := exists(p)
		if n, notNumber := strconv.Atoi(w); err != nil && notNumber == nil && n >= 1 && n <= len(suggested) {
			p, err = suggested[n-1], nil
		}
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, "there is no file and no folder " + foreign(p)
		case err != nil:
			return nil, foreign(err.Error())
		}
		paths = append(paths, p)
	}
	return paths, ""
}

func exists(path string) error {
	_, err := os.Stat(path)
	return err //nolint:wrapcheck // names the path, and is a sentence to itself
}
