package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"flocktop/adaptive"
	"flocktop/ui/internal/cells"
)

// session is a conversation. Only its loop touches it.
type session struct {
	engine Engine
	out    io.Writer
	width  func() int // of the terminal's lines; may be nil
	clock  func() time.Time
	watch  *watcher
	fault  func(value any, stack []byte) // is told of a panic; may be nil
	// simulation is nil where the servers are real.
	simulation Simulation

	start    func(work func(context.Context) answer) // starts what takes time
	tasks    sync.WaitGroup
	done     chan answer // of what took time
	steps    []step      // what can be taken back, the latest last
	busy     bool        // something is under way: the next command waits for it
	question *question
	warned   time.Time // when ctrl+c was explained

	left        bool
	takesOver   bool
	interrupted bool
	failed      error // the output or the input does not work any more
}

// begin starts what takes time; the next command waits for it.
func (s *session) begin(work func(context.Context) answer) {
	s.busy = true
	s.start(work)
}

// aside starts what may take so long that other commands do not wait for it.
func (s *session) aside(work func(context.Context) answer) {
	s.start(func(ctx context.Context) answer {
		a := work(ctx)
		a.aside = true
		return a
	})
}

// look starts a look at something that takes time and changes nothing.
func (s *session) look(work func(context.Context) []string) {
	s.begin(func(ctx context.Context) answer { return answer{lines: work(ctx)} })
}

// question is something that cannot be undone and waits for a yes.
type question struct {
	no string // what is said when the answer is another one
	do func()
}

// say writes a line; an empty one is not written. Whatever it holds, it is one
// line of signs that a terminal prints, or as many rows as its words need there.
func (s *session) say(text string) {
	text = strings.TrimSpace(cells.Clean(text))
	if text == "" || s.failed != nil {
		return
	}
	if _, err := io.WriteString(s.out, s.broken(text)+"\n"); err != nil {
		s.failed = fmt.Errorf("write to standard output: %w", err)
	}
}

// broken breaks a line between words where a terminal would break it through one:
// what reads it row by row would hear half a word. Its last column is left empty,
// since terminals differ in what they do there.
func (s *session) broken(text string) string {
	const least = 20 // signs; narrower, words seldom fit
	if s.width == nil {
		return text
	}
	w := s.width() - 1
	if w < least {
		return text
	}
	return strings.Join(cells.Wrap(text, w, len(text)), "\n")
}

func (s *session) sayAll(lines []string) {
	for _, text := range lines {
		s.say(text)
	}
}

// announce tells what has happened since the last time, and whether that was
// anything.
func (s *session) announce() bool {
	v := view{flock: s.engine.Flock(), jobs: s.engine.Jobs(), settings: s.engine.Settings()}
	v.log = s.engine.Log(s.watch.nextLog)
	now := s.clock()
	lines := s.watch.tell(v, now)
	for _, text := range lines {
		s.say(clock(now) + " " + sentence(text))
	}
	return len(lines) > 0
}

func (s *session) greet(why string) {
	settings := s.engine.Settings()
	text := "flocktop"
	if settings.Version != "" {
		text += " " + foreign(settings.Version)
	}
	text += " in plain mode, for listening"
	if settings.Simulated != "" {
		text += ". SIMULATED servers: " + foreign(settings.Simulated)
	}
	s.say(sentence(text))
	if settings.Watching != "" {
		s.say(sentence("WATCHING: " + foreign(settings.Watching)))
		s.watch.watching = settings.Watching
	}
	if why != "" {
		s.say(sentence(why))
	}
	for _, text := range steered(settings) {
		s.say(sentence(text))
	}
	s.say("Type help for the commands, quit to leave.")
}

// steered says what is set that decides before the prediction does: it may be from
// the last session.
func steered(s Settings) (out []string) {
	if s.Forced != 0 {
		out = append(out, "Mode "+s.Forced.String()+" is forced")
	}
	if s.Policy == adaptive.Rules {
		out = append(out, "Policy rules: the table decides")
	}
	return out
}

func (s *session) farewell() {
	if waits := s.atStake(); waits != "" && !s.engine.Settings().Forgets {
		s.say(sentence("Not over yet: "+waits) + " What is embedded is kept, and the next start offers to go on with the rest.")
	}
	if s.takesOver {
		return // it goes on
	}
	s.say("flocktop ends.")
}

// take obeys a line of input.
func (s *session) take(l line) {
	switch {
	case l.long:
		s.say("This line is too long and was not read.")
	case s.question != nil:
		s.answer(l.text)
	default:
		s.obey(l.text)
	}
	switch {
	case l.err == nil:
	case errors.Is(l.err, io.EOF):
		s.left = true
	default:
		s.failed = fmt.Errorf("read standard input: %w", l.err)
	}
}

// ask puts a question; anything but a yes is a no.
func (s *session) ask(text, no string, do func()) {
	s.question = &question{no, do}
	s.say(text + " yes or no; anything but yes is no.")
}

func (s *session) answer(text string) {
	q := s.question
	s.question = nil
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "y", "yes":
		q.do()
	case "", "n", "no":
		s.say(q.no)
	default: // another command: it counts, and as a no
		s.say(q.no)
		s.obey(text)
	}
}

// interrupt answers ctrl+c: while a job runs or waits, the first time with words.
func (s *session) interrupt() {
	waits := s.atStake()
	now := time.Now()
	if waits == "" || (!s.warned.IsZero() && now.Sub(s.warned) < recently) {
		s.left, s.interrupted = true, true
		return
	}
	s.warned = now
	text := waits + ". Control C once more ends flocktop"
	if !s.engine.Settings().Forgets {
		text += "; what is embedded is kept"
	}
	s.say(sentence(text))
}
