//go:build unix

package cputime

import (
	"syscall"
	"testing"
	"time"
)

// Used is the processor time that this process has used until now.
func Used(b testing.TB) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
