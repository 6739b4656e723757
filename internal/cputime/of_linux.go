package cputime

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Of is the processor time that another process has used until now, as the kernel
// counts it: in hundredths of a second.
func Of(b testing.TB, pid int) time.Duration {
	b.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), ") ") // a name may hold blanks
	fields := strings.Fields(rest)
	const user, system = 11, 12 // counted after the name
	var sum int
	for _, at := range []int{user, system} {
		n, err := strconv.Atoi(fields[at])
		if err != nil {
			b.Fatal(err)
		}
		sum += n
	}
	return time.Duration(sum) * 10 * time.Millisecond
}
