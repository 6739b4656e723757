package config

import (
	"strings"
	"testing"
)

func TestNormalizeURL(t *testing.T) {
	for address, want := range map[string]string{
		"gpu-box":                     "http://gpu-box:11434",
		"GPU-Box:11434":               "http://gpu-box:11434",
		"\thttp://gpu-box:11434/\n":   "http://gpu-box:11434",
		"http://gpu-box:11434":        "http://gpu-box:11434",
		"gpu-box:8080":                "http://gpu-box:8080",
		"gpu-box:08080":               "http://gpu-box:8080",
		"http://gpu-box":              "http://gpu-box",
		"HTTP://gpu-box:80":           "http://gpu-box",
		"https://gpu-box":             "https://gpu-box",
		"https://gpu-box:443/":        "https://gpu-box",
		"https://gpu-box:11434":       "https://gpu-box:11434",
		"10.0.0.5":                    "http://10.0.0.5:11434",
		"0.0.0.0":                     "http://127.0.0.1:11434",
		"http://0.0.0.0:11434":        "http://127.0.0.1:11434",
		"::":                          "http://[::1]:11434",
		"[::]:8080":                   "http://[::1]:8080",
		"::1":                         "http://[::1]:11434",
		"[::1]":                       "http://[::1]:11434",
		"[0:0:0::1]:11434":            "http://[::1]:11434",
		"::ffff:10.0.0.5":             "http://10.0.0.5:11434",
		"https://example.org/ollama":  "https://example.org/ollama",
		"https://example.org/ollama/": "https://example.org/ollama",
		"example.org/a/b":             "http://example.org:11434/a/b",
		"my_box.local":                "http://my_box.local:11434",
		"http://[fe80::1%25eth0]:80":  "http://[fe80::1%25eth0]",
	} {
		got, err := NormalizeURL(address)
		if err != nil || got != want {
			t.Errorf("NormalizeURL(%q) = %q, %v; want %q", address, got, err, want)
		}
	}
}

func TestNormalizeURLRefuses(t *testing.T) {
	for address, reason := range map[string]string{
		"":                            "empty",
		"   ":                         "empty",
		"ftp://gpu-box":               "scheme",
		"http://":                     "no host",
		":11434":                      "no host",
		"http://:11434":               "no host",
		"gpu box":                     "' '",
		"gpu-box:port":                "port",
		"gpu-box:0":                   "port",
		"gpu-box:65536":               "port",
		"gpu-box:":                    "port",
		"http://gpu-box?x=1":          "query",
		"http://gpu-box/#top":         "fragment",
		"256.1.1.1":                   "looks like an IP address",
		"a..b":                        "empty part",
		strings.Repeat("x", 3000):     "3000 letters",
		"[::g]:11434":                 "brackets",
		"gpu\x1b(31m":                 "host contains",
		"http://u:secret@gpu-box":     "user or password",
		"u:a=secret@gpu-box:11434":    "user or password",
		"secret@gpu-box:11434":        "user or password",
		"ftp://u:secret@gpu-box/path": "scheme",
	} {
		got, err := NormalizeURL(address)
		if err == nil {
			t.Errorf("NormalizeURL(%q) = %q, want an error", address, got)
			continue
		}
		if !strings.Contains(err.Error(), reason) {
			t.Errorf("NormalizeURL(%q): %v; want a word of %q", address, err, reason)
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("NormalizeURL(%q) shows the password: %v", address, err)
		}
	}
}

func FuzzNormalizeURL(f *testing.F) {
	for _, seed := range []string{
		"gpu-box", "http://10.0.0.5:11434/a%20b/", "[fe80::1%eth0]:1", "http://h//x/../y", "İ:1", "a@b@c", "::", "h:1/é",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		once, err := NormalizeURL(address)
		if err != nil {
			return
		}
		if again, err := NormalizeURL(once); err != nil || again != once {
			t.Errorf("%q is %q, and that is %q, %v", address, once, again, err)
		}
	})
}

func TestOllamaHost(t *testing.T) {
	for value, want := range map[string]string{
		":11500":                 "http://127.0.0.1:11500",
		"0.0.0.0":                "http://127.0.0.1:11434",
		"0.0.0.0:11500":          "http://127.0.0.1:11500",
		`"10.0.0.5:11434"`:       "http://10.0.0.5:11434",
		"::":                     "http://[::1]:11434",
		"https://ollama.example": "https://ollama.example",
	} {
		if got, err := ollamaHost(value); err != nil || got != want {
			t.Errorf("ollamaHost(%q) = %q, %v; want %q", value, got, err, want)
		}
	}
}
