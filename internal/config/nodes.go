package config

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// nodesKey is the key of the list of nodes.
const nodesKey = "nodes"

// longestName of a node, in characters; longer ones would only be cut on the screen.
const longestName = 64

// Node is one Ollama server. What the user did not say is its zero value.
type Node struct {
	Name              string // for people; unique
	URL               string // in the form of NormalizeURL: its identity
	VRAM              int64  // bytes
	GPU               *bool  // nil: not declared
	PricePer1000Texts *float64
	Watts             *float64
	// Credentials are what its server wants to see with every request; nil: nothing.
	Credentials *Credentials
	// CA holds certificates, in PEM form, of authorities that are trusted for this node beside the system's.
	CA string
	// Warnings are what should be said about it when it is put to use.
	Warnings []string
	Origin   Origin // where it was named; only one FromFile can be removed by RemoveNode

	authority authority
	problem   error // that it cannot be used with; see Usable
}

// Usable tells what keeps the node from being used although the file is right: a variable that is not set, a file that is
// not there. Load has told it of the nodes that it chose.
func (n *Node) Usable() error { return n.problem }

// resolve reads what the node's settings refer to: variables and files. It has its name.
func (n *Node) resolve(base string, lookup func(string) (string, bool)) {
	var errs []error
	if n.Credentials != nil {
		warnings, err := n.Credentials.resolve(n.Name, base, lookup)
		n.Warnings, errs = warnings, append(errs, err)
	}
	var err error
	n.CA, err = n.authority.read(n.Name, base)
	n.problem = errors.Join(append(errs, err)...)
}

// nodeSetting is one key of a [[nodes]] block.
type nodeSetting struct {
	key string
	set func(*Node, any) error
}

func nodeSettings() []nodeSetting {
	return []nodeSetting{
		{"name", func(n *Node, value any) (err error) {
			n.Name, err = asText(value)
			if err == nil && len([]rune(n.Name)) > longestName {
				err = fmt.Errorf("must have at most %d characters, not %s", longestName, shown(n.Name))
			}
			return err
		}},
		{"url", func(n *Node, value any) error {
			s, err := asText(value)
			if err != nil {
				return err
			}
			n.URL, err = NormalizeURL(s)
			return err
		}},
		{"vram", func(n *Node, value any) (err error) {
			s, ok := value.(string)
			if !ok {
				return fmt.Errorf(`must be an amount of memory, such as "8GB" in quotation marks, not %s`, shown(value))
			}
			n.VRAM, err = parseSize(s)
			return err
		}},
		{"gpu", func(n *Node, value any) error {
			b, ok := value.(bool)
			if !ok {
				return fmt.Errorf("must be true or false, not %s", shown(value))
			}
			n.GPU = &b
			return nil
		}},
		{"price_per_1000_texts", notNegative(func(n *Node) **float64 { return &n.PricePer1000Texts })},
		{"watts", notNegative(func(n *Node) **float64 { return &n.Watts })},
		{"bearer", setBearer},
		{"bearer_file", setBearerFile},
		{"headers", setHeaders},
		{"ca_file", setAuthority},
	}
}

func notNegative(field func(*Node) **float64) func(*Node, any) error {
	return func(n *Node, value any) error {
		x, ok := asNumber(value)
		if !ok || x < 0 {
			return fmt.Errorf("must be a number of 0 or more, not %s", shown(value))
		}
		*field(n) = &x
		return nil
	}
}

func nodeKeys() []string {
	var keys []string
	for _, s := range nodeSettings() {
		keys = append(keys, s.key)
	}
	return keys
}

// sharing is what two nodes cannot both have.
type sharing string

const (
	sameAddress sharing = "address"
	sameName    sharing = "name"
)

// clash tells which of the nodes has the address of n, or else its name.
func clash(nodes []Node, n Node) (other Node, what sharing, found bool) {
	for _, other := range nodes {
		if other.URL == n.URL {
			return other, sameAddress, true
		}
	}
	for _, other := range nodes {
		if n.Name != "" && other.Name == n.Name {
			return other, sameName, true
		}
	}
	return Node{}, "", false
}

// nameThem gives each node without a name one from its address: the host, or as much more as it takes to be unique.
// Nodes on one host all have their port in it, so that their names are alike.
func nameThem(nodes []Node) {
	taken, onHost := map[string]bool{}, map[string]int{}
	for _, n := range nodes {
		taken[n.Name] = true
		onHost[hostOf(n.URL)]++
	}
	for i := range nodes {
		if nodes[i].Name != "" {
			continue
		}
		nodes[i].Name = freeName(nodes[i].URL, onHost[hostOf(nodes[i].URL)] > 1, taken)
		taken[nodes[i].Name] = true
	}
}

// NameFor is what a node is called that joins those which are there, and was given no name. It keeps that name, whoever
// comes later, so its port is in it unless that is Ollama's own, or the scheme's, and no other node is on its host.
func NameFor(address string, there []Node) string {
	taken, port := map[string]bool{}, false
	for _, n := range there {
		taken[n.Name] = true
		port = port || hostOf(n.URL) == hostOf(address)
	}
	if u, err := url.Parse(address); err == nil && u.Port() != "" {
		port = port || u.Port() != defaultPort
	}
	name := []rune(freeName(address, port, taken))
	return string(name[:min(len(name), longestName)])
}

// freeName is the shortest name for a node that is not taken; port says that it is to have its port in it.
func freeName(address string, port bool, taken map[string]bool) string {
	names := namesFor(address)
	if port {
		names = names[min(1, len(names)-1):]
	}
	for _, name := range names {
		if !taken[name] {
			return name
		}
	}
	return names[len(names)-1] // the address itself, which nobody else is called but by the user's word
}

func hostOf(address string) string { return namesFor(address)[0] }

// namesFor lists what a node may be called, the shortest first; the last is the address itself, which is unique.
func namesFor(address string) []string {
	u, err := url.Parse(address)
	if err != nil {
		return []string{address}
	}
	return []string{u.Hostname(), u.Host, address}
}

// choose makes the list of nodes that flags or the environment give: each an address, or the name of a configured
// node. One that is configured keeps what the file says about it.
func choose(wanted []string, configured []Node, origin Origin) ([]Node, error) {
	var nodes []Node
	for _, w := range wanted {
		if w = strings.TrimSpace(w); w == "" {
			continue
		}
		n, err := chooseOne(w, configured)
		if err != nil && !strings.Contains(w, "@") && strings.Contains(strings.Join(wanted, ","), "@") {
			// a password with a comma in it was taken apart, and its first part is not known as one
			err = errors.New("one of the addresses is none of an Ollama server, and seems to hold a user or password: " + noPasswords)
		}
		if err != nil {
			return nil, &Error{Origin: origin, Key: nodesKey, Problem: err.Error(), Err: err}
		}
		n.Origin = origin
		if !slices.ContainsFunc(nodes, func(other Node) bool { return other.URL == n.URL }) {
			nodes = append(nodes, n)
		}
	}
	return nodes, nil
}

func chooseOne(wanted string, configured []Node) (Node, error) {
	for _, n := range configured {
		if n.Name == wanted {
			return n, nil
		}
	}
	address, err := NormalizeURL(wanted)
	if err != nil {
		return Node{}, err
	}
	for _, n := range configured {
		if n.URL == address {
			return n, nil
		}
	}
	return Node{URL: address}, nil
}
