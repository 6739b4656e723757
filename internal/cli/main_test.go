package cli_test

import (
	"testing"

	"go.uber.org/goleak"
)

// The log file's rotation keeps a goroutine until the process ends, even when
// the file is closed: one for each command line that is run here.
const rotation = "gopkg.in/natefinch/lumberjack%2ev2.(*Logger).millRun"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.IgnoreTopFunction(rotation)) }
