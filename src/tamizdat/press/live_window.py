"""What many read now gets the best compression too: fronts, the newest lists, the newest articles."""

from __future__ import annotations

import sqlite3

from tamizdat.press.objects import ObjectStore, is_compressed, store_brotli

WINDOW = """
SELECT output.path, output.rank, output.unit, output.digest, output.media_type
FROM unit JOIN output ON output.unit = unit.id
WHERE output.br_digest IS NULL AND (
    unit.name GLOB 'front:*' OR unit.name GLOB 'index:latest:*' OR unit.name GLOB 'support:*'
    OR unit.name GLOB 'ways:*' OR unit.name = 'static' OR unit.name IN (
        SELECT 'article:' || article FROM (
            SELECT article, row_number() OVER (PARTITION BY list ORDER BY published DESC, sequence DESC) AS newest
            FROM place WHERE list IN (SELECT substr(name, 7) FROM unit WHERE name GLOB 'index:latest:*'))
        WHERE newest <= 30))
"""


def compress_live_window(memory: sqlite3.Connection, store: ObjectStore) -> None:
    """Add the brotli of pages that lack it."""
    for path, rank, unit, digest, media_type in memory.execute(WINDOW).fetchall():
        if not is_compressed(media_type):
            continue
        packed, length = store_brotli(store, digest)
        memory.execute(
            "UPDATE output SET br_digest = ?, br_length = ? WHERE path = ? AND rank = ? AND unit = ?",
            (packed, length, path, rank, unit),
        )
        memory.execute("INSERT OR IGNORE INTO touched VALUES (?)", (path,))
