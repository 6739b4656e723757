// Package enginetest has what the engines share that tests make up, for the
// screen and for the conversation in lines.
package enginetest

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"flocktop/internal/job"
)

// Orders records what an engine was asked to do, and does nothing. The zero
// value is ready; it is safe for concurrent use, its fields where nobody calls.
type Orders struct {
	Calls []string // in order
	Fail  error    // what every call that can fail answers

	mu sync.Mutex
}

// Called records a call.
func (o *Orders) Called(format string, args ...any) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.Calls = append(o.Calls, fmt.Sprintf(format, args...))
	return o.Fail
}

// LastCall is the latest; "" where there was none.
func (o *Orders) LastCall() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.Calls) == 0 {
		return ""
	}
	return o.Calls[len(o.Calls)-1]
}

// Queue answers with job 7.
func (o *Orders) Queue(_ context.Context, paths []string) (job.ID, error) {
	return 7, o.Called("queue %q", paths)
}

// Cancel is recorded.
func (o *Orders) Cancel(_ context.Context, id job.ID) error { return o.Called("cancel %d", id) }

// Restore is recorded.
func (o *Orders) Restore(_ context.Context, id job.ID) error { return o.Called("restore %d", id) }

// Move is recorded.
func (o *Orders) Move(_ context.Context, id job.ID, by int) error {
	return o.Called("move %d %+d", id, by)
}

// RetryFailures answers with job 8.
func (o *Orders) RetryFailures(_ context.Context, id job.ID) (job.ID, error) {
	return 8, o.Called("retry failures of %d", id)
}

// SetModel is recorded.
func (o *Orders) SetModel(_ context.Context, name string) error { return o.Called("model %s", name) }

// AddNode is recorded. A node without a name is called by its address.
func (o *Orders) AddNode(_ context.Context, name, url string) (string, error) {
	err := o.Called("add %q %q", name, url)
	if name == "" {
		name = strings.TrimSuffix(strings.TrimPrefix(url, "http://"), ":11434")
	}
	return name, err
}

// RemoveNode is recorded.
func (o *Orders) RemoveNode(_ context.Context, id string) error { return o.Called("remove %s", id) }

// Retry is recorded.
func (o *Orders) Retry(context.Context) { _ = o.Called("retry") }
