#!/bin/sh
# Every benchmark that finds what it measures. The archives lie beside the checkout, or where TAMIZDAT_INPUT says.
# PARTS names some of "peers serve extraction archives ledger inbox support reach"; SIZES the archives for the peers, such as "1000 10000 100000 1000000".
# What takes how long: docs/benchmarks.md.
set -eu
cd "$(dirname "$0")/.."
TAMIZDAT_INPUT="${TAMIZDAT_INPUT:-../shared/input}"
parts="${PARTS:-peers serve extraction archives ledger inbox support reach}"

wanted() {
    case " $parts " in *" $1 "*) ;; *) return 1 ;; esac
    case "$1" in serve | ledger | inbox | support | reach) return 0 ;; esac
    [ -d "$TAMIZDAT_INPUT" ] || {
        echo "No archives in $TAMIZDAT_INPUT: $1 is left out." >&2
        return 1
    }
}

[ ! -d "$TAMIZDAT_INPUT" ] || TAMIZDAT_INPUT="$(cd "$TAMIZDAT_INPUT" && pwd)"
export TAMIZDAT_INPUT

if wanted peers; then
    echo "## Beside other generators"
    .venv/bin/python -m benchmarks.peers
fi
if wanted serve; then
    echo "## The embedded server"
    .venv/bin/python benchmarks/serve_site.py
fi
if wanted extraction; then
    echo "## Articles found in pages"
    .venv/bin/python benchmarks/extraction.py
fi
if wanted archives; then
    for archive in news-multi-debian.jsonl news-en-congress-60000.jsonl.xz; do
        echo "## $archive"
        .venv/bin/python benchmarks/press_archive.py ninjs "$TAMIZDAT_INPUT/ninjs/$archive"
    done
fi
if wanted ledger; then
    echo "## The ledger"
    .venv/bin/python benchmarks/ledger.py
fi
if wanted inbox; then
    echo "## Notices"
    .venv/bin/python benchmarks/inbox.py notices --rate 100 --seconds 60
    .venv/bin/python benchmarks/inbox.py rebuild --movements 1000000
fi
if wanted support; then
    echo "## The page on which one gives"
    .venv/bin/python benchmarks/support_page.py
fi
if wanted reach; then
    echo "## Reach, by simulation"
    .venv/bin/python -m benchmarks.reach
fi
