package config

import (
	"strings"
	"testing"
)

func TestLimitsThatMakeNoSense(t *testing.T) {
	for setting, want := range map[string]string{
		"errors = 0.1":             "thresholds.errors must be a list of two numbers, [warn, critical], each 0 for never, not 0.1",
		"errors = [0.1]":           "not a list of 1",
		"errors = [1, 2, 3]":       "not a list of 3",
		"errors = [0.1, 1.5]":      "numbers from 0 to 1, not 1.5",
		"errors = [-0.1, 0.5]":     "numbers from 0 to 1, not -0.1",
		"errors = [nan, 0.5]":      "not NaN",
		"vram = [0.98, 0.9]":       "must warn before it is critical: 0.98 is above 0.9",
		"health = [40, 60]":        "must warn before it is critical: 40 is below 60, and low is bad",
		"health = [401, 0]":        "from 0 to 400",
		"ping_ms = [\"1\", 2]":     `not "1"`,
		"queued = [[1], 2]":        "not a list",
		"average_ms = [1, inf]":    "from 0 to 86400000",
		"queue = [1, 2]":           `did you mean "queued"`,
		"errors = [0.1, 0.5]\nx=1": "unknown key",
	} {
		_, err := load(t, "[thresholds]\n"+setting, nil, Flags{})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "config.toml:") {
			t.Errorf("%s: %v\nwant …%s…", setting, err, want)
		}
	}
}

func TestALimitOfNothingIsNever(t *testing.T) {
	c, err := load(t, "[thresholds]\nerrors = [0, 0.5]\nvram = [0.9, 0]\nhealth = [0, 300]\nqueued = [0, 0]", nil, Flags{})
	want := Default().Thresholds
	want.Errors, want.VRAM, want.Health, want.Queued = Limits{0, 0.5}, Limits{0.9, 0}, Limits{0, 300}, Limits{}
	if err != nil || c.Thresholds != want {
		t.Errorf("%+v, %v", c.Thresholds, err)
	}
}

func TestTheMouseIsASettingLikeTheOthers(t *testing.T) {
	for _, each := range []struct {
		text, env, flag string
		want            bool
	}{
		{"", "", "", false},
		{"[screen]\nmouse = true", "", "", true},
		{"[screen]\nmouse = true", "false", "", false},
		{"[screen]\nmouse = true", "0", "true", true},
	} {
		c, err := load(t, each.text, map[string]string{"FLOCKTOP_MOUSE": each.env}, Flags{Mouse: each.flag})
		if err != nil || c.Mouse != each.want {
			t.Errorf("%+v: %t, %v", each, c.Mouse, err)
		}
	}
	for _, wrong := range []string{"mouse = \"true\"", "mouse = 1"} {
		if _, err := load(t, "[screen]\n"+wrong, nil, Flags{}); err == nil || !strings.Contains(err.Error(), "screen.mouse must be true or false") {
			t.Errorf("%s: %v", wrong, err)
		}
	}
	if _, err := load(t, "", nil, Flags{Mouse: "perhaps"}); err == nil || !strings.Contains(err.Error(), "--mouse") {
		t.Errorf("--mouse perhaps: %v", err)
	}
}
