"""Bring the current edition to the mirrors: only what changed, all of them at once, the pointer last."""

from tamizdat.mirrors.push.result import PushResult
from tamizdat.mirrors.push.run import push_all, push_one
from tamizdat.mirrors.push.state import is_behind

__all__ = ["PushResult", "is_behind", "push_all", "push_one"]
