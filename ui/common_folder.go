package ui

import "strings"

// separators of folders, on all systems: the paths may come from another one.
const separators = `/\`

// commonFolder is the folder that all of the paths lie in, with the separator
// at its end; "" if there is none but the root.
func commonFolder(n int, path func(int) string) string {
	if n == 0 {
		return ""
	}
	common := folderOf(path(0))
	for i := 1; i < n && common != ""; i++ {
		p := path(i)
		for !strings.HasPrefix(p, common) {
			common = folderOf(common[:len(common)-1])
		}
	}
	if len(common) <= 1 {
		return ""
	}
	return common
}

// folderOf is the path up to its last separator.
func folderOf(path string) string { return path[:strings.LastIndexAny(path, separators)+1] }
