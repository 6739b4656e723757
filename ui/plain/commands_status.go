package plain

// What is said in several places.
const (
	openQuote  = "A quote is open at the end of the line."
	noNode     = "No node is watched. Type add and an address to watch one."
	noJob      = "There is no job. Type batch and paths to queue one."
	noModel    = "No model is chosen. Type model to hear which there are."
	pausedText = "The queue is paused, type resume to let it go on"
)

func (s *session) status(string) {
	v := view{flock: s.engine.Flock(), jobs: s.engine.Jobs(), settings: s.engine.Settings()}
	if j := active(v.jobs); j != nil {
		s.say(sentence(jobSentence(j)))
	} else {
		s.say("No job runs.")
	}
	if text := queueSentence(v); text != "" {
		s.say(text)
	}
	s.say(sentence(flockSentence(v)))
	s.say(settingsSentence(v.settings))
}

func settingsSentence(s Settings) string {
	out := "Mode auto, policy " + s.Policy.String()
	if s.Forced != 0 {
		out = "Mode " + s.Forced.String() + ", forced; policy " + s.Policy.String()
	}
	if s.Paused {
		out += ". " + pausedText
	}
	return sentence(out)
}
