package ui

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if as := os.Getenv(asBusy); as != "" {
		os.Exit(busy(as))
	}
	goleak.VerifyTestMain(m)
}
