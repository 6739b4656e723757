package plain

import (
	"fmt"
	"strconv"
	"strings"

	"flocktop/adaptive"
)

// idleBatch is the batch by which it is said what would be decided while
// nothing runs: the middle of the report.
const idleBatch = 100

func (s *session) decision(string) {
	thresholds := s.engine.Settings().Thresholds
	if j := active(s.engine.Jobs()); j != nil {
		if j.Verdict.Mode == 0 {
			s.say(sentence("Nothing is decided yet for " + foreign(j.Title)))
			return
		}
		s.say(sentence(foreign(j.Title) + ": " + verdictSentence(&j.Verdict, j, thresholds)))
		s.say(ruleSentence(&j.Verdict))
		return
	}
	v, err := s.engine.Forecast(idleBatch)
	if err != nil {
		s.say(sentence("Nothing can be decided: " + foreign(err.Error())))
		return
	}
	s.say(sentence("No job runs. This would be decided for " + verdictSentence(&v, nil, thresholds)))
	s.say(ruleSentence(&v))
}

// mostSize is the largest batch that the report speaks of.
const mostSize = 999_999_999

func (s *session) report(args string) {
	sizes := adaptive.DefaultSizes()
	if args != "" {
		sizes = nil
	}
	for _, word := range strings.FieldsFunc(args, func(r rune) bool { return r == ' ' || r == ',' }) {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > mostSize {
			s.say(sentence(foreign(word) + " is no batch size. report takes numbers, such as report 50 500"))
			return
		}
		sizes = append(sizes, n)
	}
	r, err := s.engine.Report(sizes)
	if err != nil {
		s.say(sentence("There is nothing to report: " + foreign(err.Error())))
		return
	}
	s.say(fmt.Sprintf("Adaptive parallelism report. Speed ratio %.1f, slowest over fastest of %s.", r.SpeedRatio, plural(len(r.Nodes), "node")))
	for i := range r.Rows {
		s.say(sentence(rowSentence(&r.Rows[i], s.engine.Settings().Thresholds)))
	}
}
