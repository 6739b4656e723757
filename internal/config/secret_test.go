package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// holder has secrets where the methods of their type are out of fmt's reach.
type holder struct {
	Open   Secret
	inside Secret
	list   []Secret
	named  map[string]Secret
	far    *Secret
	whole  template
}

func TestSecretsAreNotShownByAnyMeans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// letters that stand in nothing else that is printed here
		text := rapid.StringMatching(`[QXZ%{}"\\ ]{0,10}QXZ[QXZ%{}"\\ ]{4,30}`).Draw(t, "secret")
		s := NewSecret(text)
		h := holder{s, s, []Secret{s}, map[string]Secret{"k": s}, &s, template{{text: s}, {file: &secretFile{path: "p", text: s}}}}
		credentials := &Credentials{fields: []field{{name: "A", value: h.whole}}, problem: errors.New("none")}
		var out bytes.Buffer
		for _, v := range []any{s, &s, h, &h, []any{s, h}, map[string]any{"a": h}, credentials, *credentials, Node{Credentials: credentials}} {
			for _, verb := range "vsqxXdTtpbcoOUeEfgG" {
				for _, flag := range []string{"", "+", "#", "-20", "020", ".2", "[1]"} {
					fmt.Fprintf(&out, "%"+flag+string(verb), v)
				}
			}
			fmt.Fprintln(&out, v)
			fmt.Fprintln(&out, fmt.Errorf("wrapped: %v %+v", v, v))
			encoded, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			out.Write(encoded)
			for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
				log := slog.New(handler)
				log.With("v", v).Info("m", "v", v, slog.Group("g", "v", v))
				log.Info(fmt.Sprint(v))
			}
		}
		if strings.Contains(out.String(), "QXZ") {
			t.Fatalf("%q is shown in %s", text, out.String())
		}
		for _, encoding := range []string{fmt.Sprintf("%x", text), fmt.Sprintf("%X", text), fmt.Sprintf("%d", []byte(text))} {
			if strings.Contains(out.String(), strings.Trim(encoding, "[]")) {
				t.Fatalf("%q is shown as %s in %s", text, encoding, out.String())
			}
		}
		if s.Reveal() != text {
			t.Fatalf("revealed %q, want %q", s.Reveal(), text)
		}
	})
}

func TestASecretSaysThatItIsOne(t *testing.T) {
	encoded, err := json.Marshal(map[string]any{"a": NewSecret("x")})
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range []string{string(encoded), fmt.Sprintf("%#v", NewSecret("x")), Secret{}.String()} {
		if !strings.Contains(got, hidden) {
			t.Errorf("%s lacks %s", got, hidden)
		}
	}
	if (Secret{}).Reveal() != "" {
		t.Error("an empty secret has a text")
	}
}
