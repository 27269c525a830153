"""What is seen and what to do about it, in words for a person; the desk's page translates the same sentences."""

from __future__ import annotations

from tamizdat.mirrors.watch.judge import Word
from tamizdat.mirrors.watch.observation import Kind
from tamizdat.mirrors.watch.propose import Deed, Held

STATES: dict[Word, str] = {
    "no-data": "no data",
    "readable": "readable",
    "doubtful": "doubtful",
    "blocked": "blocked",
    "not-readable": "not readable",
    "faulty": "at fault",
}
WHY: dict[Kind, str] = {
    "ok": "everything was checked: this is our edition",
    "dns": "its name is not found",
    "dns-bogon": "its name is made to lead nowhere: a false answer",
    "tcp-refused": "the connection is refused",
    "tcp-timeout": "no connection: nothing answers",
    "unreachable": "no way leads there",
    "tls": "the encrypted connection is broken off while it begins",
    "tls-certificate": "somebody else answers: the certificate is not the mirror’s",
    "reset": "the connection is broken off",
    "silent": "it connects, and then nothing comes",
    "cut-16k": "the connection is cut after about 16 kB",
    "drip": "it comes drop by drop: too slow to read",
    "http-status": "the mirror answers with an error, or lacks a file",
    "redirect": "readers are sent elsewhere",
    "blockpage": "a known block page stands in its place",
    "foreign-body": "a page of somebody else stands in its place",
    "wrong": "its bytes are not ours",
    "old": "it has an old edition, well signed",
    "rollback": "it went back to an older edition",
    "vantage": "the vantage point itself did not work: nothing is known",
}
DEEDS: dict[Deed, str] = {
    "rotate": "Take it out of the pool for good and announce the resting mirror in its place.",
    "replace": "Readable from nowhere: let it rest and announce the resting mirror in its place.",
    "add": "No mirror of this pool is resting: add one, so that there is something to announce.",
    "tell": "The main address is blocked there: give readers the page on ways, by every channel that you have.",
    "leak": "Whoever blocks reads this pool’s list: announce nothing more in it; begin a new one for people you trust.",
    "repair": "Look at it: its storage, its certificate, its last push. Until then readers are still told of it.",
}
HELD: dict[Held, str] = {
    "": "",
    "pool": "Waits: this pool was changed within the last day as often as the policy allows.",
    "all": "Waits: within the last day as many mirrors were changed as the policy allows.",
    "storm": "Many mirrors began to fail at once: a whole cloud, or a mistake of ours. A person decides.",
    "uncertain": "Rests on too few vantage points to be done by itself: a person decides.",
}
NEXT_STEPS = (
    "An announced change reaches readers with the next edition and the next signed list of the pool.",
    "A mirror that was taken out is not fed any more; its address stays private if it was.",
    "Watch the resting mirrors too: one that nobody can read is no help.",
)
FROM_HERE = "from here"
LIMITS = (
    "Readable means: for these probes, from there. A mirror can know a prober and be kind to it alone; "
    "readers check everything themselves."
)
