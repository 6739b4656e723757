package app_test

import (
	"testing"

	"flocktop/internal/app"
)

// Cost that is to count, and cannot, is said to be without effect.
func TestCostWithoutPricesIsSaid(t *testing.T) {
	const node = "\n[[nodes]]\nname = \"a\"\nurl = \"http://127.0.0.1:1\"\n"
	for name, c := range map[string]struct {
		text string
		says bool
	}{
		"no price":           {"[cost]\nweight = 0.7\n" + node, true},
		"a ceiling":          {"[cost]\nceiling = 1\n" + node, true},
		"watts alone":        {"[cost]\nweight = 0.7\n" + node + "watts = 300\n", true},
		"watts with a price": {"[cost]\nweight = 0.7\nprice_per_kwh = 0.3\n" + node + "watts = 300\n", false},
		"a price":            {"[cost]\nweight = 0.7\n" + node + "price_per_1000_texts = 0.02\n", false},
		"not asked for":      {node, false},
	} {
		t.Run(name, func(t *testing.T) {
			session{text: c.text}.in(t, home(t), func(a *app.App) {
				if got := logged(a, "no node has a price"); got != c.says {
					t.Errorf("it is said: %v, want %v", got, c.says)
				}
				if logged(a, "the table alone decides") {
					t.Error("the policy is said to be rules")
				}
			})
		})
	}
}

// So is cost that has no say because of the policy.
func TestCostUnderTheRulesIsSaid(t *testing.T) {
	for text, says := range map[string]bool{
		"policy = \"rules\"\n[cost]\nweight = 0.7\n": true,
		"policy = \"rules\"\n":                       false,
	} {
		session{text: text}.in(t, home(t), func(a *app.App) {
			if got := logged(a, "the table alone decides"); got != says {
				t.Errorf("%q: it is said: %v, want %v", text, got, says)
			}
		})
	}
}
