package cluster

import (
	"fmt"
	"net"
	"net/url"
	"strings"
)

// sameServer is the node that a node to be added is by another name of this
// machine, as an error; nil where there is none. As two it would get twice its
// share. The lock is held.
func (f *Flock) sameServer(address string) error {
	here := thisHost(address)
	if here == "" {
		return nil
	}
	for _, m := range f.members {
		if m.URL != address && thisHost(m.URL) == here {
			return fmt.Errorf("that is the server of %s (%s) by another name of this machine", m.Name, m.URL)
		}
	}
	return nil
}

// thisHost is a server of this machine, by whichever of its names: its scheme and
// port; "" for others, and for those behind a path of their own.
func thisHost(address string) string {
	u, err := url.Parse(address)
	if err != nil || strings.Trim(u.Path, "/") != "" {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	if ip := net.ParseIP(host); host != "localhost" && host != "127.0.0.1" && (ip == nil || !ip.Equal(net.IPv6loopback)) {
		return "" // other addresses of the loopback may be servers of their own
	}
	return u.Scheme + ":" + u.Port()
}
