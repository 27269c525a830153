#!/bin/sh
# Make .venv from uv.lock, with a uv of our own. Does nothing while nothing changed.
# Needs Python 3.11 or newer and the network; each thing that can be missing is said in one line.
set -eu
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
STAMP=.venv/.made-from
LOG=.tools/setup.log

fail() {
    echo "make setup: $*" >&2
    exit 1
}

# What .venv was made from: the lock, this script, and where the folder lies (a virtual environment cannot be moved).
wanted="$(cat pyproject.toml uv.lock tools/setup.sh | cksum) $(pwd)"
if [ -x .venv/bin/tamizdat ] && [ "$(cat "$STAMP" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi

find_python() {
    for name in python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    return 1
}

say_why() { # the log, in one line that a person can act on
    if grep -qiE "read-only file system|permission denied|not permitted|no space left" "$LOG"; then
        fail "this folder cannot be written: $(grep -iE 'read-only file system|permission denied|not permitted|no space left' "$LOG" | tail -n 1)"
    elif grep -qiE "connection|could not resolve|name resolution|dns error|network|timed out|sending request|no matching distribution" "$LOG"; then
        fail "the package index cannot be reached. Connect to the network (or name a mirror of it in UV_DEFAULT_INDEX) and run the command again; details are in $LOG"
    elif grep -qiE "compiler|gcc|cc. failed|clang|cargo|failed to build|build backend" "$LOG"; then
        fail "a part has no ready-made package for this machine and needs a compiler. Install one (Debian: apt-get install build-essential python3-dev) or use Python 3.11 to 3.13; details are in $LOG"
    fi
    fail "$(grep -v '^ *$' "$LOG" | tail -n 1) (details are in $LOG)"
}

python="$(find_python)" || fail "no Python 3.11 or newer is on the PATH. Install one (Debian 12: apt-get install python3 python3-venv) and run the command again."

(: >.can-write && rm .can-write && mkdir -p .tools && : >"$LOG") 2>/dev/null || fail "$(pwd) cannot be written. Copy the project to a folder of your own."

if ! .tools/bin/uv --version 2>/dev/null | grep -q "^uv $UV_VERSION"; then
    echo "Fetching uv $UV_VERSION into .tools …"
    "$python" -m venv .tools >"$LOG" 2>&1 || {
        grep -q ensurepip "$LOG" && fail "this Python cannot make virtual environments. Install its venv package (Debian: apt-get install python3-venv)."
        say_why
    }
    .tools/bin/pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" >"$LOG" 2>&1 || say_why
fi

echo "Making .venv with $("$python" --version) from uv.lock (about a minute the first time) …"
rm -f "$STAMP"
UV_PYTHON_DOWNLOADS=never .tools/bin/uv sync --frozen --python "$python" >"$LOG" 2>&1 || say_why
printf '%s\n' "$wanted" >"$STAMP"
echo "Ready: .venv/bin/tamizdat"
