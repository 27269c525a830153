"""Processes that help this one with work that can be divided; they end with it, however it ends."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
from multiprocessing.pool import Pool

from tamizdat.shell.leash import end_with_parent

PR_SET_PDEATHSIG = 1


def start_helpers() -> Pool:
    """As many as there are cores. A press that was killed leaves nobody who still writes into a slot."""
    context = multiprocessing.get_context("spawn")
    return context.Pool(os.cpu_count() or 1, initializer=_end_with, initargs=(os.getpid(),))


def _end_with(parent: int) -> None:
    """Linux ends us at the same moment as the parent (prctl(2)); elsewhere we look for it twice a second."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    end_with_parent(parent)
