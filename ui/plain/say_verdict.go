package plain

import (
	"strings"

	"flocktop/adaptive"
)

// reasonWords is a reason's code as words.
func reasonWords(r adaptive.Reason) string { return strings.ReplaceAll(string(r), "_", " ") }

// verdictSentence says a decision: mode, reason, detail, what is predicted and
// what the other ways would take.
func verdictSentence(v *adaptive.Verdict) string {
	out := plural(v.Batch, "text") + " to embed: " + modeWord(&v.Decision) + ", reason " + reasonWords(v.Reason) + ". " +
		sentence(aloud(v.Detail)) + " Predicted " + foreseen(v.Predicted, v.Guessed)
	if v.Bound > 0 {
		out += ", lower bound " + foreseen(v.Bound, v.Guessed)
	}
	return out + ". " + alternatives(v)
}

// alternatives are what each way would take.
func alternatives(v *adaptive.Verdict) string {
	takes := func(m adaptive.Mode) string { return foreseen(v.Takes(m), v.Guessed) }
	return "Fastest node alone " + takes(adaptive.Sequential) + ", even split " + foreseen(v.Alternatives.EvenSplit, v.Guessed) +
		", hybrid " + takes(adaptive.Hybrid) + ", all nodes " + takes(adaptive.Parallel)
}

// ruleSentence is what the table of rules says beside it.
func ruleSentence(v *adaptive.Verdict) string {
	return "The rule says " + modeWord(&v.Rule) + ", reason " + reasonWords(v.Rule.Reason) + ". " + sentence(aloud(v.Rule.Detail))
}

// rowSentence is the report's answer for one size.
func rowSentence(r *adaptive.Row) string {
	out := "Batch of " + plural(r.Batch, "text") + ": " + modeWord(&r.Decision) + ", reason " + reasonWords(r.Reason) + ". " +
		sentence(aloud(r.Detail)) + " " + alternatives(&r.Verdict) +
		". Recommended: " + r.Mode.String() + ", " + foreseen(r.Predicted, r.Guessed)
	if r.Saved > 0 {
		out += ", saves " + foreseen(r.Saved, r.Guessed)
	}
	return out
}
