"""The map of an edition: which paths it has, and the digest of each. Format: docs/formats/edition-v1.md, section 4."""

from tamizdat.core.edition.map_build import BuiltMap, build_map
from tamizdat.core.edition.map_nodes import Entry, ReadNode, WriteNode, path_key
from tamizdat.core.edition.map_update import MapChange, join_parts, update_map, update_part
from tamizdat.core.edition.map_walk import compare_maps, find_entry, walk_map

__all__ = [
    "BuiltMap",
    "Entry",
    "MapChange",
    "ReadNode",
    "WriteNode",
    "build_map",
    "compare_maps",
    "find_entry",
    "join_parts",
    "path_key",
    "update_map",
    "update_part",
    "walk_map",
]
