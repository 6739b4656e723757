package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// defaultPort is Ollama's.
const defaultPort = "11434"

// escapedPercent stands in a URL before the zone of an IPv6 address.
const escapedPercent = "%25"

// noPasswords is why an address has none, and where they belong.
const noPasswords = "addresses are shown on the screen and in logs, so credentials belong into the configuration file, " +
	"as bearer or headers of the node"

// localOllama is where an Ollama server listens that nobody configured.
const localOllama = "http://127.0.0.1:" + defaultPort

// NormalizeURL makes the address of an Ollama server into the one form that is its identity, so that "gpu-box",
// "GPU-box:11434" and "http://gpu-box:11434/" are one node. It reads what OLLAMA_HOST may hold: an address without
// http:// gets port 11434, one with http:// or https:// the port of that scheme; a path stays, without the slash at its
// end. The address to listen on everywhere, 0.0.0.0, becomes that of this machine.
//
// It refuses other schemes, a missing host, and anything with a user or password: addresses are shown and logged.
func NormalizeURL(address string) (string, error) {
	trimmed := strings.TrimSpace(address)
	if trimmed == "" {
		return "", errors.New("the address of a node is empty: write it as http://host:11434")
	}
	refuse := func(format string, args ...any) (string, error) {
		return "", fmt.Errorf("%s is no address of an Ollama server: %s; write it as http://host:11434",
			shown(withoutSecrets(trimmed, "://")), fmt.Sprintf(format, args...))
	}
	scheme, rest, found := strings.Cut(trimmed, "://")
	if !found {
		scheme, rest = "http", trimmed
	}
	scheme = strings.ToLower(scheme)
	port, ok := schemePort(scheme)
	switch {
	case !ok:
		return refuse("its scheme is neither http nor https")
	case !found:
		port = defaultPort
	}
	if strings.ContainsAny(rest, "?#") {
		return refuse("it has a query or a fragment")
	}
	authority, path, _ := strings.Cut(rest, "/")
	if strings.Contains(authority, "@") {
		return refuse("it holds a user or password: %s", noPasswords)
	}
	host, given, err := splitHostPort(authority)
	if err != nil {
		return refuse("%v", err)
	}
	if given != "" {
		port = given
	}
	u, err := url.Parse("/" + path)
	if err != nil || u.Host != "" { // a second slash at its beginning would make it a host
		return refuse("its path cannot be read")
	}
	return strings.TrimRight(scheme+"://"+joinHostPort(scheme, host, port)+u.EscapedPath(), "/"), nil
}

func schemePort(scheme string) (string, bool) {
	switch scheme {
	case "http":
		return "80", true
	case "https":
		return "443", true
	}
	return "", false
}

// splitHostPort reads "host", "host:port", an IPv6 address bare or in brackets, and brings both into their one form.
// The port is "" where none is given.
func splitHostPort(authority string) (host, port string, err error) {
	if ip, err := netip.ParseAddr(authority); err == nil { // before its colons are taken for a port's
		host, err = oneAddress(ip)
		return host, "", err
	}
	host = authority
	if i := strings.LastIndexByte(authority, ':'); i > strings.LastIndexByte(authority, ']') {
		host, port = authority[:i], authority[i+1:]
		if port, err = onePort(port); err != nil {
			return "", "", err
		}
	}
	if host == "" {
		return "", "", errors.New("it has no host")
	}
	if strings.ContainsAny(host, "[]") {
		inside := strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
		ip, err := netip.ParseAddr(strings.Replace(inside, escapedPercent, "%", 1))
		if err != nil || !ip.Is6() || len(host) != len(inside)+len("[]") {
			return "", "", errors.New("there is no IPv6 address between its brackets")
		}
		host, err = oneAddress(ip)
		return host, port, err
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		host, err = oneAddress(ip)
		return host, port, err
	}
	host, err = oneName(host)
	return host, port, err
}

// oneAddress writes an IP address, with the one of this machine for the one that means all addresses.
func oneAddress(ip netip.Addr) (string, error) {
	switch ip = ip.Unmap(); ip {
	case netip.IPv4Unspecified():
		return "127.0.0.1", nil
	case netip.IPv6Unspecified():
		return "::1", nil
	}
	if strings.ContainsFunc(ip.Zone(), func(r rune) bool { return !isNameRune(r) }) {
		return "", errors.New("the zone of its IPv6 address is no name of a network interface")
	}
	return ip.String(), nil
}

// onePort writes a port without leading zeros.
func onePort(port string) (string, error) {
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return "", errors.New("its port is no number from 1 to 65535")
	}
	return strconv.FormatUint(n, 10), nil
}

// longestHost is what DNS allows.
const longestHost = 253

// oneName checks a host name and writes it in small letters. It is more liberal than DNS: local names have underscores
// and letters of all alphabets.
func oneName(host string) (string, error) {
	host = strings.ToLower(host)
	for _, r := range host {
		if !isNameRune(r) {
			return "", fmt.Errorf("its host contains %q", r)
		}
	}
	if n := len([]rune(host)); n > longestHost {
		return "", fmt.Errorf("its host has %d letters, and no name has more than %d", n, longestHost)
	}
	labels := strings.Split(strings.TrimSuffix(host, "."), ".")
	if slices.Contains(labels, "") {
		return "", errors.New("its host has an empty part")
	}
	if strings.Trim(labels[len(labels)-1], "0123456789") == "" {
		return "", errors.New("its host looks like an IP address and is none")
	}
	return host, nil
}

func isNameRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-._", r)
}

// joinHostPort leaves out the port that the scheme implies.
func joinHostPort(scheme, host, port string) string {
	if strings.Contains(host, ":") {
		host = "[" + strings.Replace(host, "%", escapedPercent, 1) + "]"
	}
	if implied, _ := schemePort(scheme); port == implied {
		return host
	}
	return host + ":" + port
}

// withoutSecrets hides what may be a user and a password: all from behind the mark, or from the beginning where there is
// none, to the last "@".
func withoutSecrets(s, mark string) string {
	end := strings.LastIndexByte(s, '@')
	if end < 0 {
		return s
	}
	start := 0
	if i := strings.Index(s[:end], mark); i >= 0 {
		start = i + len(mark)
	}
	return s[:start] + "…" + s[end:]
}

// ollamaHost reads OLLAMA_HOST, which is written for a server: it may be in quotation marks, and may name a port alone.
func ollamaHost(value string) (string, error) {
	value = strings.Trim(strings.TrimSpace(value), `"'`)
	if strings.HasPrefix(value, ":") && !strings.HasPrefix(value, "::") {
		value = "127.0.0.1" + value
	}
	return NormalizeURL(value)
}
