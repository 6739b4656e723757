package job

import "flocktop/internal/documents"

// pile is documents of one kind.
type pile struct {
	bytes int64
	some  int // documents that are not empty
}

// size is how large documents are, and how many chunks they made.
type size struct {
	bytes  int64
	chunks int
}

func (z size) with(bytes int64, chunks int) size { return size{z.bytes + bytes, z.chunks + chunks} }

// strangeShare is up to which share documents of kinds may be there of which none was
// read: a megabyte of notes makes a thousand chunks, one of scanned pages some tens.
const strangeShare = 0.5

// guess is how many chunks documents make, by what those of each kind came to that were
// read. A kind of which nothing is known counts like all that were, unless that would be
// most of the guess: then it is unknown. However small a document is, it makes one chunk,
// unless it is empty.
func guess(piles map[documents.Kind]pile, of map[documents.Kind]size, all size) (chunks float64, known bool) {
	var bytes, strange int64
	for kind, p := range piles {
		z := of[kind]
		bytes += p.bytes
		if z.bytes <= 0 {
			strange += p.bytes
			z = all
		}
		if z.bytes > 0 {
			chunks += max(float64(p.some), float64(p.bytes)*float64(z.chunks)/float64(z.bytes))
		}
	}
	if strange > 0 && (all.bytes <= 0 || float64(strange) > strangeShare*float64(bytes)) {
		return 0, false
	}
	return chunks, true
}
