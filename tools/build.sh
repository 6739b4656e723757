#!/bin/bash
# Builds the tools of this module into .cache/tools, once for each content of tools/go.mod and tools/go.sum, and prints
# that folder. The first build of the linter takes 6 to 7 minutes on two cores, a second call milliseconds.
#
#   PATH=$(tools/build.sh):$PATH
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$(dirname "$here")/.cache/tools

want=$(cat "$here/go.mod" "$here/go.sum" <(go env GOVERSION GOOS GOARCH) | git hash-object --stdin)
if [[ $want != "$(cat "$bin/built-from" 2>/dev/null)" ]]; then
  mkdir -p "$bin"
  rm -f "$bin/built-from"
  # no cgo: the same tools on a machine without a C compiler; nice: whoever else works here goes first
  (cd "$here" && CGO_ENABLED=0 GOBIN=$bin nice -n 10 go install -trimpath -ldflags '-s -w' tool) >&2
  printf '%s\n' "$want" >"$bin/built-from"
fi
printf '%s\n' "$bin"
