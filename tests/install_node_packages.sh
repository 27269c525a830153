#!/bin/sh
# What some tests need of Node: each folder under tests/ with a package.json gets its node_modules. Where there is no npm
# or no network, the tests that need it say so and are skipped.
set -eu
cd "$(dirname "$0")"

command -v npm >/dev/null 2>&1 || { echo "No npm: the tests that need packages of Node will be skipped."; exit 0; }
find . -name package.json -not -path "*/node_modules/*" | while read -r file; do
    folder="${file%/package.json}"
    [ -d "$folder/node_modules" ] && continue
    echo "Installing what $folder needs of Node …"
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --silent) >/dev/null 2>&1 ||
        echo "Could not install it. The tests that need it will be skipped."
done
