#!/bin/bash
# Takes the pictures of the README: the screen over recorded moments of the demo, in a real terminal on a display that
# nobody sees. They come out the same each time, and pictures.sum says what each of them shows.
#
#   screenshots/take.sh               all pictures
#   screenshots/take.sh report ...    only these
#   screenshots/take.sh --install     installs what is missing first (Debian, Ubuntu; as root or by sudo)
#
# Which pictures there are, with which keys, stands in screenshots/stage. KEEP=1 leaves the folder with the logs behind.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
packages=(xvfb kitty xdotool imagemagick x11-utils fonts-jetbrains-mono fonts-dejavu-core libgl1-mesa-dri libegl1 libgl1)
patience=60 # seconds that a text may take to appear

fail() {
  printf 'take.sh: %s\n' "$*" >&2
  exit 1
}

check_packages() {
  local missing=() package
  command -v dpkg-query >/dev/null || fail "needs a Debian or Ubuntu for its packages: ${packages[*]}"
  for package in "${packages[@]}"; do
    [[ $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null) == ii* ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  [[ ${install:-} ]] || fail "missing packages: ${missing[*]} (take.sh --install installs them)"
  local root=()
  ((EUID == 0)) || root=(sudo)
  "${root[@]}" apt-get update -qq
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

# ends a process of ours and waits until it is gone
end() {
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

cleanup() {
  local status=$?
  [[ -z ${terminal:-} ]] || end "$terminal"
  [[ -z ${display:-} ]] || end "$display"
  if [[ ${KEEP:-} ]]; then
    echo "logs: $tmp" >&2
  else
    rm -rf "$tmp"
  fi
  exit "$status"
}

start_display() {
  local number=$tmp/display
  Xvfb -displayfd 3 -screen 0 3200x2000x24 -dpi 96 -nolisten tcp 3>"$number" 2>"$tmp/xvfb.log" &
  display=$!
  until [[ -s $number ]]; do
    kill -0 "$display" 2>/dev/null || fail "Xvfb ended: $(tail -n 3 "$tmp/xvfb.log")"
    sleep 0.05
  done
  DISPLAY=:$(<"$number")
  export DISPLAY
}

remote() {
  kitty @ --to "unix:$tmp/kitty.sock" "$@"
}

screen() {
  remote get-text 2>/dev/null || true
}

# start_terminal SIZE COMMAND OPTION...: the program in a window of its own, with a home of its own
start_terminal() {
  local columns=${1%x*} lines=${1#*x} home
  home=$(mktemp -d "$tmp/home.XXXX")
  mkdir -m 700 "$home/run"
  rm -f "$tmp/kitty.sock"
  env -i PATH="$PATH" HOME="$home" XDG_RUNTIME_DIR="$home/run" TMPDIR="$home" DISPLAY="$DISPLAY" \
    LANG=C.UTF-8 TZ=UTC COLORTERM=truecolor LIBGL_ALWAYS_SOFTWARE=1 \
    kitty --config "$here/kitty.conf" --class flocktop-picture --listen-on "unix:$tmp/kitty.sock" \
    -o initial_window_width="${columns}c" -o initial_window_height="${lines}c" "${@:3}" \
    bash -c "cd && exec $2 2>$tmp/program.log" >"$tmp/kitty.log" 2>&1 &
  terminal=$!
  window=
  local waited
  for ((waited = 0; waited < 10 * patience; waited++)); do
    kill -0 "$terminal" 2>/dev/null || fail "$name: the program or its terminal ended: $(tail -n 5 "$tmp"/{program,kitty}.log 2>/dev/null)"
    if [[ -S $tmp/kitty.sock ]] && remote ls >/dev/null 2>&1; then
      window=$(xdotool search --onlyvisible --class flocktop-picture 2>/dev/null | head -1) || true
      [[ -z $window ]] || return 0
    fi
    sleep 0.1
  done
  fail "the terminal did not open: $(tail -n 5 "$tmp/kitty.log")"
}

# await FILE: until the screen shows the text of the file, and nothing else
await() {
  local waited
  for ((waited = 0; waited < 10 * patience; waited++)); do
    ! diff -q <(screen | sed 's/ *$//') "$1" >/dev/null || return 0
    kill -0 "$terminal" 2>/dev/null || fail "$name: the program ended: $(tail -n 5 "$tmp/program.log")"
    sleep 0.1
  done
  diff <(screen | sed 's/ *$//') "$1" >&2 || true
  fail "$name: the terminal does not show what it should; the difference is above"
}

# press KEY: a letter, or one of the names below
press() {
  local keys
  case $1 in
    enter) keys='\r' ;;
    esc) keys='\e' ;;
    tab) keys='\t' ;;
    space) keys=' ' ;;
    backspace) keys='\x7f' ;;
    up) keys='\e[A' ;;
    down) keys='\e[B' ;;
    right) keys='\e[C' ;;
    left) keys='\e[D' ;;
    *) keys=$1 ;;
  esac
  printf '%b' "$keys" | remote send-text --stdin
}

# shoot FILE: when two pictures in a row are the same, or after ten: what moves never stands still
shoot() {
  local round last='' now
  for ((round = 0; round < 10; round++)); do
    import -window "$window" -strip -define png:exclude-chunks=date,time -define png:compression-level=9 "$tmp/shot.png"
    now=$(cksum <"$tmp/shot.png")
    [[ $now != "$last" ]] || break
    last=$now
  done
  mv "$tmp/shot.png" "$1"
}

# picture NAME SIZE THEME
picture() {
  name=$1
  known+=("$name")
  [[ ${#wanted[@]} -eq 0 || " ${wanted[*]} " == *" $name "* ]] || return 0
  "$program" text "$name" >"$tmp/$name.txt"
  local paper=()
  [[ $3 != light ]] || paper=(-o background=#ffffff -o foreground=#1f2328)
  start_terminal "$2" "$program show $name" "${paper[@]}"
  until [[ $(screen) == *' flocktop '* ]]; do
    kill -0 "$terminal" 2>/dev/null || fail "$name: the program ended: $(tail -n 5 "$tmp/program.log")"
    sleep 0.1
  done
  local key
  while read -r key; do press "$key"; done < <("$program" keys "$name")
  await "$tmp/$name.txt"
  shoot "$tmp/$name.png"
  end "$terminal"
  terminal=
  mv "$tmp/$name.png" "$here/$name.png"
  identify -format "$name.png  %wx%h  %b\n" "$here/$name.png"
}

wanted=()
known=()
for argument in "$@"; do
  case $argument in
    --install) install=1 ;;
    -*) sed -n '2,/^set/{/^#/p}' "${BASH_SOURCE[0]}" && exit 2 ;;
    *) wanted+=("$argument") ;;
  esac
done

check_packages
tmp=$(mktemp -d)
trap cleanup EXIT
trap 'exit 130' INT TERM
program=$tmp/stage
(cd "$here/.." && CGO_ENABLED=0 go build -o "$program" ./screenshots/stage)
start_display

while read -r name size theme; do picture "$name" "$size" "$theme"; done < <("$program" list)

for name in "${wanted[@]}"; do
  [[ " ${known[*]} " == *" $name "* ]] || fail "there is no picture '$name'; there are: ${known[*]}"
done
# what was not taken now keeps its sum: a stale picture stays known as one
"$program" sums | while read -r sum name; do
  if [[ ${#wanted[@]} -gt 0 && " ${wanted[*]} " != *" $name "* ]]; then
    sum=$(sed -n "s/  $name\$//p" "$here/pictures.sum")
  fi
  printf '%s  %s\n' "$sum" "$name"
done >"$tmp/pictures.sum"
mv "$tmp/pictures.sum" "$here/pictures.sum"
