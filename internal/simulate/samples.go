package simulate

import "flocktop/internal/simulate/samples"

// WriteSamples writes the sample documents into a folder and returns the two
// folders in it to embed: a handbook of some forty files, and an archive that
// lasts for a while. Files that are there already are left alone.
func WriteSamples(dir string) (roots []string, err error) {
	return samples.Write(dir)
}
