#!/bin/sh
# Finds a Python 3.11 to 3.13 (3.11 first: the version Carrel is checked with) and lets set_up.py do the rest.
#   set_up.sh VENV
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

fits() { command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }
find_python() {
    for name in python3.11 python3.12 python3.13 python3; do
        if fits "$name"; then
            command -v "$name"
            return
        fi
    done
}

python=$(find_python)
if [ -z "$python" ] && command -v apt-get >/dev/null 2>&1; then
    root=""
    [ "$(id -u)" = 0 ] || root="sudo -n"
    echo "carrel: no Python 3.11 to 3.13 here, installing Debian's" >&2
    $root apt-get update -qq && $root apt-get install -y -qq python3 python3-venv >&2 || true
    python=$(find_python)
fi
if [ -z "$python" ]; then
    echo "carrel: Python 3.11, 3.12 or 3.13 is needed and none was found. Install one, then run this again." >&2
    exit 1
fi
exec "$python" "$here/set_up.py" "$1"
