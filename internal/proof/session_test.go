//go:build unix

package proof_test

import "syscall"

// sessionLeader makes a process lead a session on the terminal that is its
// standard input, as a shell's child in a window of its own does.
func sessionLeader() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Setctty: true}
}
