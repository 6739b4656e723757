package config

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The environment variables that are no setting of the file.
const (
	envConfig = "FLOCKTOP_CONFIG"
	envNodes  = "FLOCKTOP_NODES" // addresses or names, separated by commas
	envOllama = "OLLAMA_HOST"
)

// Sources are what Load reads.
type Sources struct {
	// LookupEnv reads the environment; nil means the process's own.
	LookupEnv func(string) (string, bool)
	Flags     Flags
}

// Flags are what the command line gave; zero values were not given.
type Flags struct {
	Config       string // the configuration file
	Model        string
	Mode         string
	Policy       string
	Store        string
	PollInterval time.Duration
	MaxCost      string   // as it was typed: 0 is an answer too
	CostWeight   string   // likewise
	Mouse        string   // likewise: "true" or "false"
	Nodes        []string // addresses, or names of configured nodes; they replace the configured ones
}

// byName gives a flag's value, "" where it was not given.
func (f Flags) byName(name string) string {
	switch name {
	case "--model":
		return f.Model
	case "--mode":
		return f.Mode
	case "--policy":
		return f.Policy
	case "--store":
		return f.Store
	case "--max-cost":
		return f.MaxCost
	case "--cost-weight":
		return f.CostWeight
	case "--mouse":
		return f.Mouse
	case "--poll-interval":
		if f.PollInterval != 0 {
			return f.PollInterval.String()
		}
	}
	return ""
}

// Load brings all settings together. What is wrong is reported at once, each as an *Error, in the order of the file and
// then of the layers. A configuration file need not exist, unless it was named.
func Load(src Sources) (Config, error) {
	if src.LookupEnv == nil {
		src.LookupEnv = os.LookupEnv
	}
	c := Default()
	c.origins = map[string]Origin{}
	file, err := c.readFile(src)
	if err != nil {
		return Config{}, err
	}
	errs := file.apply(&c, filepath.Dir(c.File))
	configured, bad := file.nodes()
	errs = append(errs, bad...)
	sortByLine(errs)
	nameThem(configured)
	for i := range configured {
		configured[i].resolve(filepath.Dir(c.File), src.LookupEnv)
	}
	c.configured = configured
	errs = append(errs, c.applyEnvironment(src)...)
	errs = append(errs, c.applyFlags(src.Flags)...)
	if err := c.chooseNodes(src, configured); err != nil {
		errs = append(errs, err)
	} else {
		for i := range c.Nodes {
			errs = append(errs, c.Nodes[i].Usable())
		}
	}
	if err := errors.Join(errs...); err != nil {
		return Config{}, err
	}
	return c, nil
}

// readFile settles which file it is and reads it; one that does not exist is an empty one.
func (c *Config) readFile(src Sources) (*document, error) {
	named := Origin{}
	if path, ok := src.LookupEnv(envConfig); ok && path != "" {
		c.File, named = path, Origin{Layer: FromEnvironment, Name: envConfig}
	}
	if path := src.Flags.Config; path != "" {
		c.File, named = path, Origin{Layer: FromFlag, Name: "--config"}
	}
	full, err := expandPath(c.File, "")
	if err != nil {
		return nil, fmt.Errorf("read the configuration file %s: %w", c.File, err)
	}
	c.File = full
	text, err := os.ReadFile(c.File)
	switch {
	case errors.Is(err, fs.ErrNotExist) && named == Origin{}:
		return &document{path: c.File}, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{Origin: named, Problem: fmt.Sprintf("%v: %s", ErrNoFile, c.File), Err: ErrNoFile}
	case err != nil:
		return nil, fmt.Errorf("read the configuration file: %w; name another with --config", err)
	}
	return parse(c.File, string(text))
}

func (c *Config) applyEnvironment(src Sources) []error {
	var errs []error
	for _, s := range settings() {
		if s.env == "" {
			continue
		}
		if value, ok := src.LookupEnv(s.env); ok && value != "" {
			errs = append(errs, c.applyOne(s, value, Origin{Layer: FromEnvironment, Name: s.env}))
		}
	}
	return errs
}

func (c *Config) applyFlags(flags Flags) []error {
	var errs []error
	for _, s := range settings() {
		if value := flags.byName(s.flag); value != "" {
			errs = append(errs, c.applyOne(s, value, Origin{Layer: FromFlag, Name: s.flag}))
		}
	}
	return errs
}

func (c *Config) applyOne(s setting, value string, origin Origin) error {
	if err := s.set(c, given{value: value, typed: true}); err != nil {
		return &Error{Origin: origin, Key: s.key, Problem: s.key + " " + err.Error(), Err: err}
	}
	c.origins[s.key] = origin
	return nil
}

// chooseNodes settles which nodes are used: those of the flags, else of the environment, else of the file, else
// OLLAMA_HOST, else this machine's.
func (c *Config) chooseNodes(src Sources, configured []Node) error {
	var wanted []string
	var origin Origin
	listed, _ := src.LookupEnv(envNodes)
	host, _ := src.LookupEnv(envOllama)
	switch {
	case len(src.Flags.Nodes) > 0:
		wanted, origin = src.Flags.Nodes, Origin{Layer: FromFlag, Name: "--node"}
	case strings.Trim(listed, ", ") != "":
		wanted, origin = strings.Split(listed, ","), Origin{Layer: FromEnvironment, Name: envNodes}
	case len(configured) > 0:
		c.Nodes, c.origins[nodesKey] = configured, Origin{Layer: FromFile, Name: c.File, Line: configured[0].Origin.Line}
		return nil
	case strings.Trim(host, ` "'`) != "":
		origin = Origin{Layer: FromEnvironment, Name: envOllama}
		address, err := ollamaHost(host)
		if err != nil {
			return &Error{Origin: origin, Key: nodesKey, Problem: err.Error(), Err: err}
		}
		wanted = []string{address}
	default:
		wanted = []string{localOllama}
	}
	nodes, err := choose(wanted, configured, origin)
	if err != nil {
		return err
	}
	if len(nodes) == 0 {
		return &Error{Origin: origin, Key: nodesKey, Problem: "names no node; write it as http://host:11434"}
	}
	nameThem(nodes)
	c.Nodes, c.origins[nodesKey] = nodes, origin
	return nil
}

// sortByLine puts the file's errors in the order in which a person meets them there.
func sortByLine(errs []error) {
	line := func(err error) int {
		if e, ok := errors.AsType[*Error](err); ok {
			return e.Origin.Line
		}
		return 0
	}
	slices.SortStableFunc(errs, func(a, b error) int {
		return cmp.Or(cmp.Compare(line(a), line(b)), strings.Compare(a.Error(), b.Error()))
	})
}
