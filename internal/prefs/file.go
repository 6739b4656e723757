package prefs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"flocktop/internal/wholefile"
)

const (
	// MaxClusters is how many clusters the file knows; the least recently used go.
	MaxClusters = 50
	// longestKey is how long a cluster's name may be.
	longestKey = 1 << 10
	// largestFile is more than Save ever writes.
	largestFile = 1 << 20

	version = 1

	fileMode = 0o600
)

// file is what is on the disk.
type file struct {
	Version  int     `json:"version"`
	Clusters []entry `json:"clusters"` // the most recently used first
}

type entry struct {
	Cluster string `json:"cluster"`
	Prefs   Prefs  `json:"prefs"`
}

// Load reads what was kept for a cluster. A missing file is no error. A file that cannot be used is set aside, and the
// error says so in a sentence: it is something to tell the user, and nothing to end for. The Prefs are a fresh start then.
func Load(path, cluster string) (Prefs, error) {
	f, err := read(path)
	if err != nil {
		return Prefs{}, err
	}
	return f.find(cluster), nil
}

// Save keeps p for a cluster and leaves the others as they are, but for the least recently used where there are more than
// MaxClusters. The file is replaced all at once, and only its owner may read it. Where it could not be used it was set
// aside, and the error says so although p is kept. Calls for one file must not overlap; of two programs that save at the
// same moment the later one's file stays.
func Save(path, cluster string, p Prefs) error {
	if cluster == "" || len(cluster) > longestKey {
		return fmt.Errorf("keep the screen's settings in %s: the cluster's name has %d bytes, 1 to %d are possible",
			path, len(cluster), longestKey)
	}
	f, aside := read(path)
	if aside != nil && !errors.Is(aside, ErrBroken) {
		return aside // what is there cannot be read, and must not be overwritten
	}
	f.Version = version
	f.Clusters = slices.DeleteFunc(f.Clusters, func(e entry) bool { return e.Cluster == cluster })
	f.Clusters = slices.Insert(f.Clusters, 0, entry{Cluster: cluster, Prefs: p.clean()})
	f.Clusters = f.Clusters[:min(len(f.Clusters), MaxClusters)]
	text, err := json.MarshalIndent(f, "", "  ")
	if err == nil {
		err = wholefile.Replace(path, ".screen-*.json", fileMode, append(text, '\n'))
	}
	if err != nil {
		err = fmt.Errorf("keep the screen's settings in %s: %w", path, err)
	}
	return errors.Join(aside, err)
}

// ErrBroken says that the file could not be used and was set aside.
var ErrBroken = errors.New("it was set aside, and the screen starts afresh")

func (f file) find(cluster string) Prefs {
	for _, e := range f.Clusters {
		if e.Cluster == cluster {
			return e.Prefs
		}
	}
	return Prefs{}
}

// read reads the file; one that is not there is empty, one that is broken is set aside.
func read(path string) (file, error) {
	text, err := readBounded(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return file{}, nil
	case err != nil:
		return file{}, fmt.Errorf("read the screen's settings: %w", err)
	}
	f, err := parse(text)
	if err == nil {
		return f, nil
	}
	const suffix = ".broken"
	if renamed := os.Rename(path, path+suffix); renamed != nil {
		return file{}, fmt.Errorf("the screen's settings in %s cannot be used (%w), and not be set aside: %w", path, err, renamed)
	}
	return file{}, fmt.Errorf("the screen's settings in %s cannot be used (%w): %w as %s", path, err, ErrBroken, path+suffix)
}

func readBounded(path string) (_ []byte, err error) {
	from, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if info, err := from.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(err, &fs.PathError{Op: "read", Path: path, Err: errors.New("not a regular file")})
	}
	return io.ReadAll(io.LimitReader(from, largestFile+1))
}

// parse takes the text apart. What a newer program wrote is broken to this one; fields that it does not know are not.
func parse(text []byte) (file, error) {
	var f file
	if len(text) > largestFile {
		return file{}, fmt.Errorf("it has more than %d bytes", largestFile)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&f); err != nil {
		return file{}, fmt.Errorf("not what was written: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return file{}, errors.New("not what was written: something follows its end")
	}
	if f.Version != version {
		return file{}, fmt.Errorf("its version is %d, this program knows %d", f.Version, version)
	}
	seen := map[string]bool{}
	f.Clusters = slices.DeleteFunc(f.Clusters, func(e entry) bool {
		drop := seen[e.Cluster] || e.Cluster == "" || len(e.Cluster) > longestKey
		seen[e.Cluster] = true
		return drop
	})
	f.Clusters = f.Clusters[:min(len(f.Clusters), MaxClusters)]
	for i := range f.Clusters {
		f.Clusters[i].Prefs = f.Clusters[i].Prefs.clean()
	}
	return f, nil
}
