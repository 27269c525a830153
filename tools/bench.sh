#!/bin/sh
# Every benchmark that finds what it measures. The archives lie beside the checkout, or where TAMIZDAT_INPUT says.
# The 60,000 press releases take some ten minutes.
set -eu
cd "$(dirname "$0")/.."
input="${TAMIZDAT_INPUT:-../shared/input}"

echo "## The embedded server"
.venv/bin/python benchmarks/serve_site.py
if [ ! -d "$input" ]; then
    echo "No archives in $input: the other benchmarks are left out." >&2
    exit 0
fi
echo "## Articles found in pages"
TAMIZDAT_INPUT="$input" .venv/bin/python benchmarks/extraction.py
for archive in news-multi-debian.jsonl news-en-congress-60000.jsonl.xz; do
    echo "## $archive"
    .venv/bin/python benchmarks/press_archive.py ninjs "$input/ninjs/$archive"
done
