// Package samples holds documents to try things on: the handbook of an invented
// cooperative that keeps sheep and computers, and its archive, sixteen years
// of a daily log that is made up by a grammar.
//
// It knows how to write them into a folder and which words they use. It knows
// nothing of those who read them.
package samples

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

//go:embed handbook
var handbook embed.FS

//go:embed almanac.txt
var almanac string

const (
	handbookFolder = "handbook"
	archiveFolder  = "archive"

	folderMode = 0o755
	fileMode   = 0o644
)

// Write writes all documents into a folder, which it makes if need be, and
// returns the folders to embed: the handbook (some forty short files) and the
// archive (much larger). Files that are there already with the right content
// are left alone; the same documents come out every time.
func Write(dir string) (roots []string, err error) {
	all, err := documents()
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		if err := write(filepath.Join(dir, filepath.FromSlash(d.path)), d.content); err != nil {
			return nil, fmt.Errorf("sample documents cannot be written to %s: %w", dir, err)
		}
	}
	return []string{filepath.Join(dir, handbookFolder), filepath.Join(dir, archiveFolder)}, nil
}

// WriteVolume writes a further volume of the archive into a folder, and returns
// the folder to embed: volume 1 goes on where the archive ends, and has as many
// years. They never end, and all differ.
func WriteVolume(dir string, volume int) (root string, err error) {
	const years = lastYear - firstYear + 1
	first := firstYear + volume*years
	folder := fmt.Sprintf("%s-%d-%d", archiveFolder, first, first+years-1)
	for _, d := range archive(folder, first, first+years-1) {
		if err := write(filepath.Join(dir, filepath.FromSlash(d.path)), d.content); err != nil {
			return "", fmt.Errorf("sample documents cannot be written to %s: %w", dir, err)
		}
	}
	return filepath.Join(dir, folder), nil
}

// document is one file, with slashes in its path.
type document struct {
	path    string
	content []byte
}

// documents returns the whole collection.
func documents() ([]document, error) {
	all, err := handbookFiles()
	if err != nil {
		return nil, err
	}
	all = append(all, document{handbookFolder + "/notes/almanac.pdf", PDF("The Larkmoor almanac", almanac)})
	return append(all, archive(archiveFolder, firstYear, lastYear)...), nil
}

// archive is the daily log of some years.
func archive(folder string, first, last int) (all []document) {
	for year := first; year <= last; year++ {
		for month := 1; month <= 12; month++ {
			path := fmt.Sprintf("%s/%d/%02d-%s.md", folder, year, month, strings.ToLower(monthNames[month-1]))
			all = append(all, document{path, []byte(logOf(year, month))})
		}
	}
	return all
}

// handbookFiles reads the embedded files, in lexical order.
func handbookFiles() ([]document, error) {
	var all []document
	err := fs.WalkDir(handbook, handbookFolder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := handbook.ReadFile(path)
		all = append(all, document{path, content})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the embedded sample documents: %w", err)
	}
	return all, nil
}

// write makes a file unless it is there with this content.
func write(path string, content []byte) error {
	old, err := os.ReadFile(path)
	if err == nil && bytes.Equal(old, content) {
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), folderMode); err != nil {
		return err
	}
	return os.WriteFile(path, content, fileMode)
}

const (
	// shortWord and rareWord bound which words Words leaves out: long words that
	// are rare.
	shortWord = 9
	rareWord  = 3
	// wordYears of the log use all of its grammar's words.
	wordYears = 2
)

// Words returns the words of the documents in lower case and in order, without
// the long words that are rare: what a tokenizer's vocabulary might have learned
// from them.
func Words() []string {
	count := make(map[string]int)
	add := func(text string) {
		for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
			count[strings.ToLower(word)]++
		}
	}
	files, err := handbookFiles()
	if err != nil {
		panic(err) // the files are part of the program
	}
	for _, d := range files {
		add(string(d.content))
	}
	add(almanac)
	for year := firstYear; year < firstYear+wordYears; year++ {
		for month := 1; month <= 12; month++ {
			add(logOf(year, month))
		}
	}
	var words []string
	for word, n := range count {
		if len(word) <= shortWord || n >= rareWord {
			words = append(words, word)
		}
	}
	slices.Sort(words)
	return words
}
