"""Readers are told where else the paper is: signed lists, one for each pool. Why: docs/decisions/32-ways.md."""

from tamizdat.mirrors.announce.announce import Announced, announce, tell_newsroom
from tamizdat.mirrors.announce.sign_pool import make_link, sign_pool

__all__ = ["Announced", "announce", "make_link", "sign_pool", "tell_newsroom"]
