package cluster

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"

	"github.com/ollama/ollama/api"
)

func isRefused(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET)
}

// explain says in a few words what went wrong on the way to a server.
func explain(err error) string {
	var (
		status   api.StatusError
		dns      *net.DNSError
		refused  *refusedError
		missing  *credentialsError
		redirect *redirectError
	)
	switch {
	case errors.As(err, &missing):
		return clean(missing.Error())
	case errors.As(err, &refused):
		return clean(refused.Error())
	case errors.As(err, &redirect):
		return redirect.Error()
	case errors.As(err, &dns) && !dns.IsTimeout:
		return "host " + clean(dns.Name) + " not found"
	}
	if text := explainEnd(err); text != "" {
		return text
	}
	if text := explainTLS(err); text != "" {
		return text
	}
	if errors.As(err, &status) && isPage(status.ErrorMessage) {
		return fmt.Sprintf("status %d: a web page answered%s, not Ollama", status.StatusCode, pageTitle(status.ErrorMessage))
	}
	if errors.As(err, &status) && strings.TrimSpace(plainly(status.ErrorMessage)) == "" {
		return fmt.Sprintf("status %d %s and not a word more: is that Ollama?", status.StatusCode, http.StatusText(status.StatusCode))
	}
	if errors.As(err, &status) {
		return clean(fmt.Sprintf("status %d: %s", status.StatusCode, plainly(status.ErrorMessage)))
	}
	text := err.Error()
	if i := strings.LastIndex(text, "\": "); i >= 0 { // the part behind net/http's verb and URL
		text = text[i+3:]
	}
	for _, odd := range oddAnswers {
		if strings.Contains(text, odd.part) {
			return odd.text
		}
	}
	return clean(text)
}

// oddAnswers are the words of Go's library for answers that make no sense.
var oddAnswers = []struct{ part, text string }{
	{"malformed HTTP", "what answers there does not speak HTTP"},
	{"transport connection broken", "the connection broke"},
	{"invalid character '<' looking for beginning of value", "a web page answered, not Ollama"},
	{"looking for beginning of value", "the answer is not JSON"},
	{"unexpected end of JSON input", "the answer is cut off"},
}

// plainToTLS are what is heard when TLS was expected at the other end: the
// words of Go's, nginx' and Apache's servers, and the alarm that TLS itself
// gives.
var plainToTLS = []string{
	"HTTP request to an HTTPS server", "plain HTTP request was sent to HTTPS port", "speaking plain HTTP to an SSL-enabled server",
	`malformed HTTP response "\x15\x03`,
}

// explainTLS speaks of certificates, and of http where https was meant; "" where
// it is something else.
func explainTLS(err error) string {
	var (
		unknown x509.UnknownAuthorityError
		host    x509.HostnameError
		invalid x509.CertificateInvalidError
		verify  *tls.CertificateVerificationError
	)
	switch {
	case errors.Is(err, http.ErrSchemeMismatch):
		return "the server speaks http, not https: write the node's address with http://"
	case errors.As(err, &unknown):
		return "its certificate is signed by an authority that this machine does not know: name the authority's certificate as ca_file of the node"
	case errors.As(err, &host):
		return fmt.Sprintf("its certificate is not for %s: write the node's address with the name that the certificate has", clean(host.Host))
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "its certificate has expired or is not valid yet: renew it there, or set the clocks"
	case errors.As(err, &invalid), errors.As(err, &verify):
		return "its certificate cannot be verified: renew it there, or name the authority that signed it as ca_file of the node"
	}
	for _, words := range plainToTLS {
		if strings.Contains(err.Error(), words) {
			return "the server speaks https, not http: write the node's address with https://"
		}
	}
	return ""
}
