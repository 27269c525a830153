"""What the press remembers of editions before the current one. Why: docs/decisions/18-history.md."""

HISTORY = """
CREATE TABLE IF NOT EXISTS kept (
    edition INTEGER PRIMARY KEY, manifest TEXT NOT NULL, pages TEXT NOT NULL, encodings TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS issued (
    edition INTEGER PRIMARY KEY, retractions TEXT NOT NULL, rolled_back_to INTEGER);
CREATE TABLE IF NOT EXISTS target (
    edition INTEGER NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (edition, name));
CREATE TABLE IF NOT EXISTS dropped (
    digest TEXT NOT NULL, path TEXT NOT NULL, last_edition INTEGER NOT NULL, forget INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (digest, path));
CREATE INDEX IF NOT EXISTS dropped_last ON dropped (last_edition);
CREATE INDEX IF NOT EXISTS dropped_forget ON dropped (digest) WHERE forget = 1;
CREATE TABLE IF NOT EXISTS mentioned (digest TEXT PRIMARY KEY, ids TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS withdrawn (id TEXT PRIMARY KEY);
"""
# kept       editions whose objects are there; their maps, less the paths that were withdrawn since
# issued     what else is known of an edition: the digest of its retractions, and whether it was a rollback
# target     further targets of an edition: offer and statement of the support site, name and digest
# dropped    (object, path) that an edition had and the next one has not; a node of a map has the path ''
# mentioned  what was printed on an object: public ids of articles, pictures, bylines, topics
# withdrawn  public ids withdrawn since the last edition; an empty one when a person was hidden
