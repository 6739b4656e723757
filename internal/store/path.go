package store

import (
	"encoding/json"
	"unicode/utf8"
)

// storedPath is a path in a list that is kept as JSON, which has room for UTF-8 alone: a name of other bytes, which
// most systems allow, stands there as an object with them.
type storedPath string

type pathBytes struct {
	Bytes []byte `json:"bytes"` // base64
}

// MarshalJSON makes it a string, or that object.
func (p storedPath) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(p)) {
		return json.Marshal(string(p))
	}
	return json.Marshal(pathBytes{[]byte(p)})
}

// UnmarshalJSON reads both.
func (p *storedPath) UnmarshalJSON(text []byte) error {
	var plain string
	if err := json.Unmarshal(text, &plain); err == nil {
		*p = storedPath(plain)
		return nil
	}
	var odd pathBytes
	if err := json.Unmarshal(text, &odd); err != nil {
		return err
	}
	*p = storedPath(odd.Bytes)
	return nil
}

// encodePaths writes paths as a JSON list.
func encodePaths(paths []string) (string, error) {
	list := make([]storedPath, len(paths))
	for i, p := range paths {
		list[i] = storedPath(p)
	}
	text, err := json.Marshal(list)
	return string(text), err
}

// decodePaths reads such a list.
func decodePaths(text string) ([]string, error) {
	var list []storedPath
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, err
	}
	paths := make([]string, len(list))
	for i, p := range list {
		paths[i] = string(p)
	}
	return paths, nil
}
