package cluster

// usual is how long the texts are that a flock embeds with a model. By it, and
// not by the texts that a node happened to get last, a learned pace becomes a
// time a text: so nodes can be compared, and a short note changes nothing.
type usual struct {
	mean  float64 // tokens
	texts float64 // that it counts for
}

const (
	// usualMemory is how many texts the mean remembers, about.
	usualMemory = 2000
	// typicalTexts is for how many texts it counts what is typical.
	typicalTexts = 20
)

// take takes in so many texts of so much work in the mean.
func (u *usual) take(texts int, mean float64) {
	if texts <= 0 || mean <= 0 {
		return
	}
	n := float64(texts)
	u.texts = min(u.texts, usualMemory)
	u.mean += (mean - u.mean) * n / (u.texts + n)
	u.texts += n
}

// usualOf is the usual text of a digest. The lock is held.
func (f *Flock) usualOf(digest string) *usual {
	u := f.usual[digest]
	if u == nil {
		u = &usual{mean: typicalWork, texts: typicalTexts}
		f.usual[digest] = u
	}
	return u
}

// recallUsual takes in what earlier runs embedded: that by which most was
// learned.
func (f *Flock) recallUsual(all []Remembered) {
	for i := range all {
		r := &all[i]
		u := f.usual[r.Digest]
		if r.Digest != "" && r.MeanWork > 0 && (u == nil || r.Learned.Texts > u.texts) {
			f.usual[r.Digest] = &usual{mean: r.MeanWork, texts: r.Learned.Texts}
		}
	}
}

// sameTexts has all nodes' times be for the same text. The lock is held.
func (f *Flock) sameTexts(digest string) {
	if digest == "" {
		return
	}
	mean := 0.0
	for _, m := range f.members {
		if s := m.speeds[digest]; s != nil {
			if mean == 0 {
				mean = f.usualOf(digest).mean
			}
			s.meanWork = mean
		}
	}
}
