package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// nginxConfig balances as users of nginx tune it for such servers: least
// connections, kept connections, a failed request on to the next server.
const nginxConfig = `daemon off;
worker_processes 1;
pid %[1]s/nginx.pid;
error_log %[1]s/error.log crit;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path %[1]s/body;
  proxy_temp_path %[1]s/proxy;
  fastcgi_temp_path %[1]s/fastcgi;
  uwsgi_temp_path %[1]s/uwsgi;
  scgi_temp_path %[1]s/scgi;
  upstream flock {
    least_conn;
%[2]s    keepalive 256;
  }
  server {
    listen %[3]s;
    location / {
      proxy_pass http://flock;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host 127.0.0.1; # Ollama refuses hosts that it does not know
      proxy_read_timeout 60s;
      proxy_next_upstream error timeout http_502 http_503 non_idempotent;
    }
  }
}
`

// nginx is a running proxy before some servers.
type nginx struct {
	command *exec.Cmd
	folder  string
	url     string
}

// startNginx runs nginx before these servers and waits until it listens.
func startNginx(ctx context.Context, path string, servers []string) (*nginx, error) {
	folder, err := os.MkdirTemp("", "flocktop-nginx-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for nginx: %w", err)
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	var upstream strings.Builder
	for _, s := range servers {
		fmt.Fprintf(&upstream, "    server %s;\n", strings.TrimPrefix(s, "http://"))
	}
	file := filepath.Join(folder, "nginx.conf")
	if err := os.WriteFile(file, fmt.Appendf(nil, nginxConfig, folder, upstream.String(), address), 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("configure nginx: %w", err), os.RemoveAll(folder))
	}
	command := exec.CommandContext(ctx, path, "-c", file, "-p", folder) //nolint:gosec // the nginx that LookPath found
	n := &nginx{command: command, folder: folder, url: "http://" + address}
	n.command.Cancel = func() error { return n.command.Process.Signal(syscall.SIGTERM) }
	if err := n.command.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start nginx: %w", err), os.RemoveAll(folder))
	}
	if err := reachable(ctx, address); err != nil {
		return nil, errors.Join(err, n.close())
	}
	return n, nil
}

func freeAddress(ctx context.Context) (string, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return l.Addr().String(), l.Close()
}

// reachable waits until something listens.
func reachable(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var dialer net.Dialer
	for {
		c, err := dialer.DialContext(ctx, "tcp", address)
		if err == nil {
			return c.Close() //nolint:wrapcheck // a probe
		}
		if ctx.Err() != nil {
			return fmt.Errorf("nginx does not listen: %w", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (n *nginx) close() error {
	// asking may fail where it has ended already; waiting tells
	_ = n.command.Process.Signal(syscall.SIGTERM)
	_ = n.command.Wait()
	return os.RemoveAll(n.folder)
}

// findNginx makes a contender of the nginx of this machine, if it has one.
func findNginx() (wireContender, error) {
	path, err := exec.LookPath("nginx")
	if err != nil {
		return wireContender{}, fmt.Errorf("install it to measure against it: %w", err)
	}
	return wireContender{"nginx least_conn", func(ctx context.Context, r *wireRun, _ []lesson) (time.Duration, error) {
		return runNginx(ctx, path, r.urls(), r.texts, wireModel, r.begin)
	}}, nil
}

// runNginx embeds the texts through nginx, one a request, two for each server
// under way.
func runNginx(ctx context.Context, path string, servers, texts []string, model string, begin func()) (took time.Duration, err error) {
	n, err := startNginx(ctx, path, servers)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, n.close()) }()
	o, err := newOthers([]string{n.url}, model)
	if err != nil {
		return 0, err
	}
	begin()
	begun := time.Now()
	err = o.pool(ctx, texts, 2*len(servers), func() int {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.load[0]++
		return 0
	})
	return time.Since(begun), err
}
