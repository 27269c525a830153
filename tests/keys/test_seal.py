"""A key at rest is noise to whoever lacks the passphrase."""

from __future__ import annotations

import hashlib
import time
from unicodedata import normalize

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.keys import seal as sealing
from tamizdat.keys.seal import PassphraseError, open_sealed, seal
from tamizdat.shell.errors import RefusedError


def test_anybody_can_open_a_key_with_the_standard_library_and_aes() -> None:
    sealed = seal(b"s" * 32, "long enough for us", 10)
    made = hashlib.scrypt(b"long enough for us", salt=sealed[2:18], n=2 ** sealed[1], r=8, p=1, dklen=44)
    assert AESGCM(made[:32]).decrypt(made[32:], sealed[18:], sealed[:2]) == b"s" * 32


def test_the_right_passphrase_opens_and_another_does_not() -> None:
    sealed = seal(b"s" * 32, "лампа над водой", 4)
    assert open_sealed(sealed, "лампа над водой") == b"s" * 32
    with pytest.raises(PassphraseError):
        open_sealed(sealed, "лампа над водою")


def test_a_passphrase_typed_on_another_keyboard_is_the_same() -> None:
    sealed = seal(b"s" * 32, normalize("NFC", "ёлка и йод café"), 4)
    assert open_sealed(sealed, normalize("NFD", "ёлка и йод café") + "\n") == b"s" * 32


@settings(max_examples=60)
@given(at=st.integers(0, 65), bit=st.integers(0, 7))
def test_no_bit_can_be_changed_unnoticed(at: int, bit: int) -> None:
    sealed = bytearray(seal(b"s" * 32, "long enough for us", 4))
    sealed[at] ^= 1 << bit
    if at == 1 and sealed[1] > 14:
        return  # another cost, too dear for a test: refused or noise
    with pytest.raises(RefusedError):
        open_sealed(bytes(sealed), "long enough for us")


def test_a_file_that_asks_for_all_our_memory_is_refused_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(RefusedError, match="no sealed key"):
        open_sealed(bytes([1, 40]) + bytes(64), "x")
    assert time.monotonic() - began < 0.1


def test_the_same_key_is_never_sealed_to_the_same_bytes() -> None:
    assert seal(b"s" * 32, "pass", 4) != seal(b"s" * 32, "pass", 4)


@pytest.mark.long
def test_a_try_at_a_persons_passphrase_costs_a_third_of_a_second_and_256_megabytes() -> None:
    began = time.process_time()
    sealing._stretch("x", bytes(16), 18)
    assert time.process_time() - began > 0.3
