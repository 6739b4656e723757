package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// process is a running worker, seen from its parent.
type process struct {
	command *exec.Cmd
	in      *os.File   // the worker's standard input
	out     *os.File   // the worker's standard output
	said    stderrHead // the worker's standard error; to be read after exited is closed
	exited  chan struct{}
}

// start runs a worker and waits for its greeting.
func start(ctx context.Context, command string, options Options) (*process, error) {
	childIn, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, childOut, err := os.Pipe()
	if err != nil {
		closeAll(childIn, in)
		return nil, err
	}
	p := &process{in: in, out: out, exited: make(chan struct{})}
	// not bound to ctx: the worker outlives the request that it was started for
	p.command = exec.CommandContext(context.WithoutCancel(ctx), command) // #nosec G204 -- this program itself
	p.command.Env = append(harmlessEnvironment(), envRole+"="+options.Role, envCache+"="+options.CacheDir)
	p.command.Stdin, p.command.Stdout, p.command.Stderr = childIn, childOut, &p.said
	p.command.WaitDelay = lastBreath
	err = p.command.Start()
	closeAll(childIn, childOut) // the worker has its own
	if err != nil {
		closeAll(in, out)
		return nil, err
	}
	go func() {
		_ = p.command.Wait() // how it ended is in ProcessState
		close(p.exited)
	}()
	hello, err := p.exchange(ctx, options.StartTimeout, func() ([]byte, error) { return readFrame(out, int64(len(greeting))) })
	if err != nil {
		return nil, err
	}
	if string(hello) != greeting {
		p.kill()
		return nil, fmt.Errorf("another version of the program answers (%q): start this one anew", hello)
	}
	return p, nil
}

// ask sends one request and waits for the reply. After an error the process is gone.
func (p *process) ask(ctx context.Context, request []byte, timeout time.Duration) ([]byte, error) {
	return p.exchange(ctx, timeout, func() ([]byte, error) {
		if err := writeFrame(p.in, request); err != nil {
			return nil, err
		}
		return readFrame(p.out, maxFrame)
	})
}

// exchange runs talk, which blocks on the pipes, and kills the worker when time is up; that ends the
// blocking.
func (p *process) exchange(ctx context.Context, timeout time.Duration, talk func() ([]byte, error)) ([]byte, error) {
	type result struct {
		payload []byte
		err     error
	}
	done := make(chan result, 1)
	go func() {
		payload, err := talk()
		done <- result{payload, err}
	}()
	limit := newCountdown(timeout)
	defer limit.timer.Stop()
	var why error
	for why == nil {
		select {
		case r := <-done:
			if r.err == nil {
				return r.payload, nil
			}
			if errors.Is(r.err, errFrame) {
				p.kill()
				return nil, r.err
			}
			return nil, p.obituary()
		case <-ctx.Done():
			why = ctx.Err()
		case <-limit.timer.C:
			if limit.over() {
				why = fmt.Errorf("%w: more than %s", ErrTimeout, timeout)
			}
		}
	}
	p.kill()
	<-done
	return nil, why
}

// kill ends the worker and waits until it is gone. It may be called twice.
func (p *process) kill() {
	_ = p.command.Process.Kill() // it may have ended by itself
	<-p.exited
	closeAll(p.in, p.out)
}

func (p *process) running() bool {
	select {
	case <-p.exited:
		closeAll(p.in, p.out)
		return false
	default:
		return true
	}
}

// lastBreath is how long a worker that closed its pipes has to end by itself, so that its own reason is
// seen rather than the kill.
const lastBreath = time.Second

// obituary says how a worker ended that was not meant to.
func (p *process) obituary() error {
	timer := time.NewTimer(lastBreath)
	defer timer.Stop()
	select {
	case <-p.exited:
	case <-timer.C:
	}
	p.kill()
	why := p.command.ProcessState.String()
	if line := p.said.firstLine(); line != "" {
		why = line
	}
	return fmt.Errorf("%w (%s)", ErrCrashed, why)
}

func closeAll(files ...*os.File) {
	for _, file := range files {
		_ = file.Close() // a pipe's end: nothing is lost by an error
	}
}

// stderrHead keeps the first bytes of what is written to it: a trace begins with its reason.
type stderrHead struct {
	kept bytes.Buffer
}

const headBytes = 4 << 10

func (t *stderrHead) Write(data []byte) (int, error) {
	t.kept.Write(data[:min(len(data), headBytes-t.kept.Len())])
	return len(data), nil
}

func (t *stderrHead) firstLine() string {
	line, _, _ := strings.Cut(strings.TrimSpace(t.kept.String()), "\n")
	return strings.TrimSpace(line)
}
