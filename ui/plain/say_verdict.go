package plain

import (
	"strings"
	"unicode/utf8"

	"flocktop/adaptive"
	"flocktop/internal/job"
)

// reasonWords is a reason's code as words.
func reasonWords(r adaptive.Reason) string { return strings.ReplaceAll(string(r), "_", " ") }

// verdictSentence says a decision: mode, reason, detail, what is foreseen and
// what the other ways would take, by the rules as they are set.
func verdictSentence(v *adaptive.Verdict, j *job.Status, t adaptive.Thresholds) string {
	out := plural(v.Batch, "text") + " to embed: " + modeWord(&v.Decision) + ", reason " + reasonWords(v.Reason) + ". " +
		sentence(aloud(v.Detail)) + expectation(v, j)
	if v.Bound > 0 {
		out += ", limit " + foreseen(v.Bound, v.Guessed)
	}
	return out + ". " + alternatives(v, t)
}

// expectation says how long the batch takes: what was foreseen at first, and what
// is now expected where that has become another time. Of a job that has ended both
// are over: what it took is said elsewhere.
func expectation(v *adaptive.Verdict, j *job.Status) string {
	now := foreseen(v.Predicted, v.Guessed)
	switch {
	case j == nil || j.Predicted <= 0:
		return " Foreseen " + now
	case j.State.Ended():
		return " Foreseen " + span(j.Predicted)
	}
	text := " Foreseen " + foreseen(j.Predicted, j.PredictedGuessed)
	if off, ok := adaptive.Off(v.Predicted, j.Predicted); ok && adaptive.OffText(off) != adaptive.Same {
		text += ", now expected " + now
	}
	return text
}

// alternatives are what each way would take.
func alternatives(v *adaptive.Verdict, t adaptive.Thresholds) string {
	var parts []string
	ways := v.Ways(t)
	for _, w := range ways {
		name := w.Mode.String()
		if w.Mode == adaptive.Hybrid {
			name += " on " + plural(len(w.Nodes), "node")
		}
		parts = append(parts, name+" "+foreseen(w.Takes, v.Guessed))
	}
	parts = append(parts, "even split "+foreseen(v.Alternatives.EvenSplit, v.Guessed))
	text := upperFirst(strings.Join(parts, ", "))
	if why := v.Overruled(ways); why != "" {
		text += "; " + aloud(why)
	}
	return text
}

// upperFirst makes the first letter of a sentence a capital.
func upperFirst(s string) string {
	_, first := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:first]) + s[first:]
}

// ruleSentence is what the table of rules says beside it.
func ruleSentence(v *adaptive.Verdict) string {
	return "The rule says " + modeWord(&v.Rule) + ", reason " + reasonWords(v.Rule.Reason) + ". " + sentence(aloud(v.Rule.Detail))
}

// rowSentence is the report's answer for one size.
func rowSentence(r *adaptive.Row, t adaptive.Thresholds) string {
	out := "Batch of " + plural(r.Batch, "text") + ": " + modeWord(&r.Decision) + ", reason " + reasonWords(r.Reason) + ". " +
		sentence(aloud(r.Detail)) + " " + alternatives(&r.Verdict, t) +
		". Recommended: " + modeWord(&r.Decision) + ", " + foreseen(r.Predicted, r.Guessed)
	if other := adaptive.Baseline(r.Ways(t)); other != nil && other.Takes > r.Predicted {
		out += ", saves " + foreseen(other.Takes-r.Predicted, r.Guessed) + " against " + other.Name()
	}
	return out
}
