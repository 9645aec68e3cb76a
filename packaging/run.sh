#!/bin/sh
# Opens the window; without a display it indexes the sample library and answers one question in the terminal.
#   run.sh VENV
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
carrel=$1/bin/carrel

if [ "$(uname)" = Darwin ] || [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]; then
    exec "$carrel"
fi
library=${XDG_CACHE_HOME:-$HOME/.cache}/carrel/sample-library
echo "carrel: there is no display here, so this is the sample library in the terminal." >&2
"$carrel" index "$root/resources/sample-library" --library "$library"
question="How much water may each of us use per day?"
printf '\n%s\n\n' "$question"
exec "$carrel" ask "$question" --library "$library"
