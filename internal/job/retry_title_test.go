package job

import "testing"

// A retry of a retry is one of the first job, and its number says which.
func TestARetryIsNamedByTheFirstJob(t *testing.T) {
	for title, want := range map[string]string{
		"broken":               "broken, 2nd try",
		"broken, 2nd try":      "broken, 3rd try",
		"broken, 10th try":     "broken, 11th try",
		"broken, 20th try":     "broken, 21st try",
		"failures of broken":   "broken, 3rd try",
		"a, b and 2 more":      "a, b and 2 more, 2nd try",
		"a, 2nd tryst":         "a, 2nd tryst, 2nd try",
		"notes, 2th try":       "notes, 2th try, 2nd try",
		"a, b, 3rd try":        "a, b, 4th try",
		"notes, 1st try":       "notes, 1st try, 2nd try",
		"notes, -3rd try, two": "notes, -3rd try, two, 2nd try",
	} {
		if got := retryTitle(title, nil, nil); got != want {
			t.Errorf("the retry of %q is %q, want %q", title, got, want)
		}
	}
}

// Who tries a job's failures again twice gets two names; another job of the same
// name has its own.
func TestTwoRetriesHaveTwoNames(t *testing.T) {
	inSight := []Status{
		{ID: 1, Title: "broken", Paths: []string{"/a"}},
		{ID: 2, Title: "broken, 2nd try", Paths: []string{"/a/x.pdf"}, RetryOf: 1},
	}
	for path, want := range map[string]string{"/a/x.pdf": "broken, 3rd try", "/b/x.pdf": "broken, 2nd try"} {
		if got := retryTitle("broken", []string{path}, inSight); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
