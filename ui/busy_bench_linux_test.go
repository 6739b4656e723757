package ui

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"

	"flocktop/internal/cputime"
)

// BenchmarkBusyView runs the whole screen, 200×60, over 1,000 nodes in
// mid-batch with 5,000 events a second, and says what share of a core that costs,
// and how long a key takes until its frame is written (the 99th of 100). The
// screen is a process of its own on a pseudo terminal: that is what is measured;
// the events, the keys and the terminal are this process's. %told is the part of it
// that being told of the events costs: what a process takes that does nothing else.
func BenchmarkBusyView(b *testing.B) {
	const keys, between = 100, 100 * time.Millisecond
	for b.Loop() {
		deaf := startBusy(b, onlyTold)
		share := deaf.busyFor(func() { time.Sleep(keys * between) }) // what is measured is what goes on meanwhile
		b.ReportMetric(share, "%told")
		deaf.end()

		screen := startBusy(b, wholeScreen)
		selected, _ := screen.selects("")
		var waits []time.Duration
		share = screen.busyFor(func() {
			for i := range keys {
				time.Sleep(between)
				screen.press("jk"[i%2 : i%2+1])
				now, wait := screen.selects(selected)
				selected, waits = now, append(waits, wait)
			}
		})
		b.ReportMetric(share, "%core")
		b.ReportMetric(float64(percentile(waits, 0.99).Microseconds())/1000, "ms/key")
		screen.press("q")
		screen.press("y")
		screen.end()
	}
}

// busyProcess is a busy screen in a process of its own.
type busyProcess struct {
	b      *testing.B
	cmd    *exec.Cmd
	master *os.File // of its terminal
	events *os.File

	written chan []byte // what it draws; closed when it has ended
}

func startBusy(b *testing.B, as string) *busyProcess {
	b.Helper()
	program, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	told, events, err := os.Pipe()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.CommandContext(b.Context(), program)
	cmd.Env = append(os.Environ(), asBusy+"="+as, "TERM=xterm-256color", "COLORTERM=truecolor")
	cmd.ExtraFiles = []*os.File{told}
	master, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 60, Cols: 200})
	if err != nil {
		b.Fatal(err)
	}
	if err := told.Close(); err != nil {
		b.Fatal(err)
	}
	p := &busyProcess{b: b, cmd: cmd, master: master, events: events, written: make(chan []byte, 1024)}
	go p.read()
	return p
}

// read takes what is drawn, as a terminal does, until the process has ended.
func (p *busyProcess) read() {
	defer close(p.written)
	buffer := make([]byte, 1<<16)
	for {
		n, err := p.master.Read(buffer)
		if err != nil {
			return
		}
		select {
		case p.written <- bytes.Clone(buffer[:n]):
		default: // nobody looks
		}
	}
}

func (p *busyProcess) press(key string) {
	p.b.Helper()
	if _, err := p.master.WriteString(key); err != nil {
		p.b.Fatal(err)
	}
}

// atCursor is the node of a row that the cursor stands at.
var atCursor = regexp.MustCompile(`> (node-\d+)`)

// selects waits until another node than before is drawn as the selected one; which,
// and how long that took.
func (p *busyProcess) selects(before string) (node string, took time.Duration) {
	p.b.Helper()
	began := time.Now()
	var drawn []byte
	for piece := range p.written {
		drawn = append(drawn, piece...)
		for _, found := range atCursor.FindAllStringSubmatch(ansi.Strip(string(drawn)), -1) {
			if found[1] != before {
				return found[1], time.Since(began)
			}
		}
	}
	p.b.Fatalf("the screen has ended; it wrote\n%s", ansi.Strip(string(drawn)))
	return "", 0
}

// busyFor is what share of a core the process takes, in per cent, while it is told of
// events and something is done.
func (p *busyProcess) busyFor(do func()) float64 {
	p.b.Helper()
	const settling = 2 * time.Second
	stop := make(chan struct{})
	var telling sync.WaitGroup
	telling.Go(func() { tell(p.events, stop) })
	time.Sleep(settling)
	before, began := cputime.Of(p.b, p.cmd.Process.Pid), time.Now()
	do()
	used, watched := cputime.Of(p.b, p.cmd.Process.Pid)-before, time.Since(began)
	close(stop)
	telling.Wait()
	return 100 * used.Seconds() / watched.Seconds()
}

// end waits for the process, which ends with its events where nothing else ends it.
func (p *busyProcess) end() {
	p.b.Helper()
	if err := p.events.Close(); err != nil {
		p.b.Error(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.b.Error(err)
	}
	for range p.written { // until it is closed
	}
	if err := p.master.Close(); err != nil {
		p.b.Error(err)
	}
}

// tell reports 5,000 answers a second: in bursts of five, as a timer of a busy
// system comes.
func tell(to io.Writer, stop <-chan struct{}) {
	const second, burst = 5000, 5
	tick := time.NewTicker(time.Second / second * burst)
	defer tick.Stop()
	var told bytes.Buffer
	for n := 0; ; {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		told.Reset()
		for range burst {
			n++
			event := busyEvent{Node: uint16(n % busyNodes), Texts: uint16(1 + n%3)}
			_ = binary.Write(&told, binary.LittleEndian, event) // a buffer takes all
		}
		if _, err := to.Write(told.Bytes()); err != nil {
			return // the screen has ended, which is seen elsewhere
		}
	}
}

func percentile(of []time.Duration, p float64) time.Duration {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[int(p*float64(len(sorted)-1))]
}
