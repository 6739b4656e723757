package cluster

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ollama/ollama/api"
	"github.com/ollama/ollama/types/model"
)

// FullModel gives a model's name its tag, as servers list it.
func FullModel(name string) string {
	if name == "" {
		return ""
	}
	if strings.Contains(name[strings.LastIndexByte(name, '/')+1:], ":") {
		return name
	}
	return name + ":latest"
}

// ShortModel is a model's name without the tag that everybody means.
func ShortModel(name string) string { return strings.TrimSuffix(name, ":latest") }

// modelFacts remembers what builds of models can do: it never changes, so one
// node is asked once.
type modelFacts struct {
	clock   *clock
	mu      sync.Mutex
	embedds map[string]bool // by digest
}

// embeds says whether a model makes embeddings, asking its server the first
// time.
func (f *modelFacts) embeds(ctx context.Context, client *client, m api.ListModelResponse, limit time.Duration) bool {
	f.mu.Lock()
	known, ok := f.embedds[m.Digest]
	f.mu.Unlock()
	if ok {
		return known
	}
	answer, err := timed(ctx, f.clock, limit, func(ctx context.Context) (*api.ShowResponse, error) {
		return client.show(ctx, &api.ShowRequest{Model: m.Name})
	})
	if err != nil {
		return looksEmbedding(m)
	}
	embeds := slices.Contains(answer.Capabilities, model.CapabilityEmbedding)
	if len(answer.Capabilities) == 0 { // servers before capabilities existed
		embeds = looksEmbedding(m)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.embedds == nil {
		f.embedds = map[string]bool{}
	}
	f.embedds[m.Digest] = embeds
	return embeds
}

func looksEmbedding(m api.ListModelResponse) bool {
	return strings.Contains(m.Name, "embed") || strings.Contains(m.Details.Family, "bert")
}

// Choice is an embedding model that some node has.
type Choice struct {
	Name     string
	Size     int64    // bytes on disk, as the first node says
	Nodes    []string // names of the nodes that have it
	Loaded   []string // names of those that have it in memory
	Conflict []string // names of those whose build differs from the first node's
}

// Choices lists the embedding models of a snapshot, by name.
func (s Snapshot) Choices() []Choice {
	byName := map[string]*Choice{}
	digests := map[string]string{}
	for i := range s.Nodes {
		n := &s.Nodes[i]
		for _, m := range n.Models {
			if !m.Embedding {
				continue
			}
			c := byName[m.Name]
			if c == nil {
				c = &Choice{Name: m.Name, Size: m.Disk}
				byName[m.Name], digests[m.Name] = c, m.Digest
			}
			c.Nodes = append(c.Nodes, n.Name)
			if m.Loaded && n.State != Offline { // of one that does not answer nobody knows
				c.Loaded = append(c.Loaded, n.Name)
			}
			if m.Digest != digests[m.Name] {
				c.Conflict = append(c.Conflict, n.Name)
			}
		}
	}
	var out []Choice
	for _, c := range byName {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b Choice) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// NoModelError says that no node has the model, and which nodes have which.
type NoModelError struct {
	Model   string
	Choices []Choice
}

func (e *NoModelError) Error() string {
	if len(e.Choices) == 0 {
		return fmt.Sprintf("no node has an embedding model; on one of them: ollama pull %s", orDefault(ShortModel(e.Model), "nomic-embed-text"))
	}
	var have []string
	for _, c := range e.Choices {
		have = append(have, fmt.Sprintf("%s (on %s)", ShortModel(c.Name), strings.Join(c.Nodes, ", ")))
	}
	if e.Model == "" {
		return "several embedding models are installed, choose one: " + strings.Join(have, "; ")
	}
	return fmt.Sprintf("no node has the model %s; there are %s", ShortModel(e.Model), strings.Join(have, "; "))
}

func orDefault(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// PickModel is the model for a batch: the one that is asked for, else the only
// one that is installed, else the one that was used last. The error is a
// [*NoModelError].
func (s Snapshot) PickModel(asked, last string) (string, error) {
	choices := s.Choices()
	has := func(name string) bool {
		return slices.ContainsFunc(choices, func(c Choice) bool { return c.Name == name })
	}
	asked, last = FullModel(asked), FullModel(last)
	switch {
	case asked != "" && has(asked):
		return asked, nil
	case asked != "":
		return "", &NoModelError{Model: asked, Choices: choices}
	case len(choices) == 1:
		return choices[0].Name, nil
	case last != "" && has(last):
		return last, nil
	default:
		return "", &NoModelError{Choices: choices}
	}
}

// onlyModel is the one embedding model that is installed anywhere; "" where
// there are several or none. The lock is held.
func (f *Flock) onlyModel() string {
	only := ""
	for _, m := range f.members {
		for i := range m.models {
			switch name := m.models[i].Name; {
			case !m.models[i].Embedding || name == only:
			case only != "":
				return ""
			default:
				only = name
			}
		}
	}
	return only
}

// chooseDigest is what nodes are judged by: the pinned digest, else the one
// that most answering nodes have, else the first configured node's. The lock
// is held.
func (f *Flock) chooseDigest() string {
	if f.pinned != "" {
		return f.pinned
	}
	count := map[string]int{}
	best := ""
	for _, m := range f.members {
		if found := m.model(f.model); found != nil {
			count[found.Digest]++
		}
	}
	for _, m := range f.members { // in configured order, so that ties fall to the first
		if found := m.model(f.model); found != nil && count[found.Digest] > count[best] {
			best = found.Digest
		}
	}
	return best
}

// Description is what a server tells of a model.
type Description struct {
	Model, Digest string
	Version       string // of the server that was asked
	ContextLength int    // tokens; 0 where the server does not say
	Dimension     int    // numbers of a vector; 0 where the server does not say
	// Info is the model's metadata with its vocabulary, as /api/show gives it.
	Info map[string]any
}

// Describe asks the nodes that have the flock's model, one after the other,
// until one tells what it is.
func (f *Flock) Describe(ctx context.Context) (Description, error) {
	f.mu.Lock()
	f.approach(1)
	name, digest := f.model, f.digest
	members := append([]*member(nil), f.members...)
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.approach(-1)
	}()
	var last error
	for _, m := range members {
		f.mu.Lock()
		found := m.model(name)
		fits := found != nil && found.Digest == digest && m.answers
		version := m.version
		f.mu.Unlock()
		if !fits {
			continue
		}
		const limit = 30 * time.Second // a vocabulary is megabytes
		answer, err := timed(ctx, f.clock, limit, func(ctx context.Context) (*api.ShowResponse, error) {
			return m.client.show(ctx, &api.ShowRequest{Model: name, Verbose: true})
		})
		if err != nil {
			last = fmt.Errorf("ask %s about %s: %s", m.Name, ShortModel(name), explain(err)) // the server's words go no further as they are
			continue
		}
		return describe(name, digest, version, answer.ModelInfo), nil
	}
	if last == nil {
		last = &NoModelError{Model: name, Choices: f.Snapshot().Choices()}
	}
	return Description{}, last
}

// mostNumbers bounds what is believed of a context or a dimension.
const mostNumbers = 1 << 30

func describe(name, digest, version string, info map[string]any) Description {
	d := Description{Model: name, Digest: digest, Version: version, Info: info}
	architecture, _ := info["general.architecture"].(string)
	number := func(key string) int {
		v, _ := info[architecture+"."+key].(float64)
		if !(v >= 1 && v <= mostNumbers) {
			return 0
		}
		return int(v)
	}
	d.ContextLength = number("context_length")
	d.Dimension = number("embedding_length")
	return d
}

// eachMember runs a probe on each node side by side and waits for all.
func (f *Flock) eachMember(members []*member, probe func(*member)) {
	var wait sync.WaitGroup
	for _, m := range members {
		f.spawn(&wait, func() { probe(m) })
	}
	wait.Wait()
}
