package plain

import (
	"strings"
)

// refusal says why a command cannot be obeyed by one that only watches; "" where
// it can. Those that tell something when they stand alone are obeyed then.
func (s *session) refusal(c command, args string) string {
	watching := s.engine.Settings().Watching
	if watching == "" || c.effect == harmless || c.effect == changesByWords && args == "" {
		return ""
	}
	return sentence(c.name + " is not possible now. This flocktop only watches: " + foreign(watching))
}

// takeOver leaves, to open the store for work.
func (s *session) takeOver(string) {
	switch settings := s.engine.Settings(); {
	case settings.Watching == "":
		s.say("This flocktop works on the store already.")
	case !settings.Free:
		s.say(sentence("takeover is not possible now: " + foreign(settings.Watching)))
	default:
		s.say("This flocktop takes over.")
		s.left, s.takesOver = true, true
	}
}

// tellWatching says who works on the store that is only watched, when that
// changes.
func (w *watcher) tellWatching(v view) string {
	if v.settings.Watching == w.watching {
		return ""
	}
	w.watching = v.settings.Watching
	text := w.watching
	if v.settings.Free {
		text += ". Type takeover to work on it from here"
	}
	return foreign(text)
}

// atStake says which jobs are not over that end with the session, "" where none are:
// those of another flocktop go on.
func (s *session) atStake() string {
	if s.engine.Settings().Watching != "" {
		return ""
	}
	jobs := s.engine.Jobs()
	var parts []string
	if j := active(jobs); j != nil {
		parts = append(parts, foreign(j.Title)+" is "+j.State.String())
	}
	if waits := queued(jobs); waits != "" {
		parts = append(parts, waits)
	}
	return strings.Join(parts, ", ")
}
