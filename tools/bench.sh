#!/bin/sh
# Every benchmark that finds what it measures. The archives lie beside the checkout, or where TAMIZDAT_INPUT says.
set -eu
cd "$(dirname "$0")/.."
input="${TAMIZDAT_INPUT:-../shared/input}"

.venv/bin/python benchmarks/serve_site.py
if [ -d "$input" ]; then
    TAMIZDAT_INPUT="$input" .venv/bin/python benchmarks/press_archive.py ninjs "$input/ninjs"
else
    echo "No archives in $input: the other benchmarks are left out." >&2
fi
