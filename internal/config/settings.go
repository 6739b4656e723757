package config

import (
	"slices"
	"strings"
	"time"
)

// setting is one key: what it is called everywhere, and how its value is taken over.
type setting struct {
	key  string // in the file, with its table: "rules.small"
	env  string // the environment variable; "" where there is none
	flag string // the flag, as Flags has it; "" where there is none
	set  func(*Config, given) error
}

// given is a value as it was found.
type given struct {
	value any    // as TOML has it; a string from everywhere else
	typed bool   // on the command line or in the environment, where everything is a string
	base  string // the folder where a relative path begins; "": the working folder
}

// Bounds of what makes sense; whoever needs more has mistyped.
const (
	minPoll, maxPoll         = 100 * time.Millisecond, time.Hour
	minLoadWait, maxLoadWait = time.Second, 24 * time.Hour
	maxTexts                 = 1_000_000_000
	maxNodes                 = 10_000
	minTokens, maxTokens     = 16, 1_000_000
	maxOverlap               = 0.5
	maxRatio                 = 1e6
	maxInFlight              = 64
	maxHalfLife              = 1_000_000
	maxMoney                 = 1e12
)

// settings are all keys but the nodes.
func settings() []setting {
	return []setting{
		{"model", "FLOCKTOP_MODEL", "--model", text(func(c *Config) *string { return &c.Model })},
		{
			"mode", "FLOCKTOP_MODE", "--mode",
			choice(func(c *Config) *string { return &c.Mode }, Auto, Sequential, Hybrid, Parallel),
		},
		{
			"policy", "FLOCKTOP_POLICY", "--policy",
			choice(func(c *Config) *string { return &c.Policy }, Auto, RulesOnly),
		},
		{
			"poll_interval", "FLOCKTOP_POLL_INTERVAL", "--poll-interval",
			duration(func(c *Config) *time.Duration { return &c.PollInterval }, minPoll, maxPoll),
		},
		{"store", "FLOCKTOP_STORE", "--store", path(func(c *Config) *string { return &c.Store })},
		{
			"durability", "FLOCKTOP_DURABILITY", "",
			choice(func(c *Config) *string { return &c.Durability }, FullDurability, NormalDurability),
		},

		{key: "rules.small", set: whole(func(c *Config) *int { return &c.Rules.Small }, 0, maxTexts)},
		{key: "rules.dominant", set: above(func(c *Config) *float64 { return &c.Rules.Dominant }, 1, maxRatio)},
		{key: "rules.balanced", set: above(func(c *Config) *float64 { return &c.Rules.Balanced }, 1, maxRatio)},
		{key: "rules.hybrid", set: whole(func(c *Config) *int { return &c.Rules.Hybrid }, 0, maxTexts)},
		{key: "rules.hybrid_nodes", set: whole(func(c *Config) *int { return &c.Rules.HybridNodes }, 1, maxNodes)},
		{key: "rules.min_saving", set: share(func(c *Config) *float64 { return &c.Rules.MinSaving }, 1)},

		{key: "chunks.tokens", set: whole(func(c *Config) *int { return &c.Chunks.Tokens }, minTokens, maxTokens)},
		{key: "chunks.overlap", set: share(func(c *Config) *float64 { return &c.Chunks.Overlap }, maxOverlap)},

		{
			key: "dispatch.load_timeout",
			set: duration(func(c *Config) *time.Duration { return &c.Dispatch.LoadTimeout }, minLoadWait, maxLoadWait),
		},
		{key: "dispatch.in_flight", set: whole(func(c *Config) *int { return &c.Dispatch.InFlight }, 1, maxInFlight)},
		{
			key: "dispatch.learning_half_life",
			set: whole(func(c *Config) *int { return &c.Dispatch.LearningHalfLife }, 0, maxHalfLife),
		},

		{key: "canaries.min_cosine", set: share(func(c *Config) *float64 { return &c.Canaries.MinCosine }, 1)},

		{"screen.mouse", "FLOCKTOP_MOUSE", "--mouse", yesOrNo(func(c *Config) *bool { return &c.Mouse })},

		{key: "thresholds.errors", set: limits(func(c *Config) *Limits { return &c.Thresholds.Errors }, maxShare, false)},
		{
			key: "thresholds.average_ms",
			set: limits(func(c *Config) *Limits { return &c.Thresholds.AverageMS }, maxMilliseconds, false),
		},
		{
			key: "thresholds.ping_ms",
			set: limits(func(c *Config) *Limits { return &c.Thresholds.PingMS }, maxMilliseconds, false),
		},
		{key: "thresholds.vram", set: limits(func(c *Config) *Limits { return &c.Thresholds.VRAM }, maxShare, false)},
		{key: "thresholds.health", set: limits(func(c *Config) *Limits { return &c.Thresholds.Health }, maxHealth, true)},
		{key: "thresholds.queued", set: limits(func(c *Config) *Limits { return &c.Thresholds.Queued }, maxWaiting, false)},

		{"cost.ceiling", "", "--max-cost", amount(func(c *Config) *float64 { return &c.Cost.Ceiling }, maxMoney)},
		{"cost.weight", "", "--cost-weight", amount(func(c *Config) *float64 { return &c.Cost.Weight }, 1)},
		{key: "cost.price_per_kwh", set: amount(func(c *Config) *float64 { return &c.Cost.PricePerKWh }, maxMoney)},
	}
}

// find gives the setting of a key.
func find(key string) (setting, bool) {
	all := settings()
	i := slices.IndexFunc(all, func(s setting) bool { return s.key == key })
	if i < 0 {
		return setting{}, false
	}
	return all[i], true
}

// keysIn lists what may stand in a table of the file; "" is the top, whose keys are the tables too.
func keysIn(table string) []string {
	if table == nodesKey {
		return nodeKeys()
	}
	var keys []string
	if table == "" {
		keys = append(keys, nodesKey)
	}
	for _, s := range settings() {
		in, key, nested := strings.Cut(s.key, ".")
		switch {
		case !nested && table == "":
			keys = append(keys, in)
		case nested && table == "" && !slices.Contains(keys, in):
			keys = append(keys, in)
		case nested && in == table:
			keys = append(keys, key)
		}
	}
	return keys
}

// isTable says whether the file has a table of that name.
func isTable(key string) bool {
	return slices.ContainsFunc(settings(), func(s setting) bool { return strings.HasPrefix(s.key, key+".") })
}
