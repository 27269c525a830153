"""Signatures lead from the newsroom's root to one manifest, or the edition is refused and the file is named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.reading.edition import ISSUED, NOW, KeyRing, key, make_edition, make_root, sign
from tuf.api.metadata import Metadata

from tamizdat.core.canonical import digest
from tamizdat.core.trust.page import check_page
from tamizdat.core.trust.sign import LASTS, Versions, sign_edition, sign_timestamp
from tamizdat.core.trust.verdict import Failure, judge_metadata

PAGE = "/index.html"


def verdict(edition, *, path=PAGE, now=NOW, root=None, seen=None):
    """The verdict and the failures on one page."""
    check = check_page(path, root or edition.root, edition.read, now, seen).check
    return check.verdict, [(one.file, one.rule) for one in check.failures]


@pytest.fixture(scope="module")
def pristine():
    return make_edition()


@pytest.fixture
def edition(pristine):
    return sign(pristine)


def test_a_fresh_edition_is_current_and_says_its_number_and_age(edition):
    check = check_page(PAGE, edition.root, edition.read, NOW).check
    assert (check.verdict, check.edition, check.age_seconds, check.failures) == ("current", 1, 3600, ())


def test_python_tuf_itself_accepts_what_we_sign(edition):
    from tuf.ngclient._internal.trusted_metadata_set import TrustedMetadataSet
    from tuf.ngclient.config import EnvelopeType

    trusted = TrustedMetadataSet(edition.root, EnvelopeType.METADATA)
    trusted.reference_time = NOW
    trusted.update_timestamp(edition.files["/tuf/timestamp.json"])
    trusted.update_snapshot(edition.files["/tuf/1.snapshot.json"])
    targets = trusted.update_targets(edition.files["/tuf/1.targets.json"])
    manifest = edition.manifest.to_bytes()
    targets.targets["manifest.json"].verify_length_and_hashes(manifest)
    assert list(targets.targets) == ["manifest.json"]


def test_each_role_lasts_as_long_as_the_format_says(edition):
    for file, role in (("1.root", "root"), ("1.targets", "targets"), ("1.snapshot", "snapshot"), ("timestamp",) * 2):
        signed = Metadata.from_bytes(edition.files[f"/tuf/{file}.json"]).signed
        assert signed.expires - ISSUED == LASTS[role]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(hours=48), "stale"),
        (timedelta(hours=48, seconds=-1), "current"),
        (timedelta(days=91), "stale"),
    ],
)
def test_expired_metadata_makes_an_edition_stale_not_false(edition, after, expected):
    assert verdict(edition, now=ISSUED + after) == (expected, [])


def test_an_expired_root_is_refused(edition):
    assert verdict(edition, now=ISSUED + timedelta(days=365)) == ("refused", [("/tuf/1.root.json", "root-expired")])


def test_a_clock_that_is_behind_gives_no_negative_age(edition):
    assert check_page(PAGE, edition.root, edition.read, ISSUED - timedelta(days=1)).check.age_seconds == 0


@pytest.mark.parametrize("name", ["timestamp", "1.snapshot", "1.targets"])
def test_metadata_that_is_missing_is_named(edition, name):
    del edition.files[f"/tuf/{name}.json"]
    assert verdict(edition) == ("refused", [(f"/tuf/{name}.json", "missing")])


def test_another_newsroom_cannot_pass_for_this_one(edition):
    stranger = make_edition(ring=KeyRing(edition="other", timestamp="other time", root=("x", "y"), threshold=2))
    assert verdict(stranger, root=edition.root) == ("refused", [("/tuf/timestamp.json", "signature")])
    assert verdict(stranger) == ("current", [])


def test_the_timestamp_key_can_do_nothing_else(edition):
    """Whoever steals the key that signs every six hours cannot make an edition."""
    ring = KeyRing(edition="timestamp")
    forged = sign(edition, ring=ring, versions=Versions(2, 2, 2))
    assert verdict(forged, root=edition.root) == ("refused", [("/tuf/2.snapshot.json", "signature")])


def test_a_reader_refuses_to_go_back(edition):
    seen = judge_metadata(edition.root, edition.read, NOW).versions
    assert verdict(edition, seen=seen) == ("current", [])
    for higher, file in (
        (Versions(1, 1, 2), "/tuf/timestamp.json"),
        (Versions(1, 2, 1), "/tuf/1.snapshot.json"),
        (Versions(2, 1, 1), "/tuf/1.targets.json"),
    ):
        assert verdict(edition, seen=higher) == ("refused", [(file, "version")])


def test_metadata_of_two_editions_cannot_be_mixed(edition):
    other = sign(edition, versions=Versions(2, 2, 2), now=ISSUED + timedelta(minutes=5))
    edition.files["/tuf/1.snapshot.json"] = other.files["/tuf/2.snapshot.json"]
    assert verdict(edition) == ("refused", [("/tuf/1.snapshot.json", "digest")])


def rotated(edition, ring, *, also):
    """The edition after its newsroom changed keys; the reader still holds the first root."""
    first = edition.root
    after = sign(edition, ring=ring)
    after.files["/tuf/1.root.json"] = first
    after.files["/tuf/2.root.json"] = make_root(ring, 2, also=also)
    after.root = first
    return after


def test_keys_are_changed_by_a_root_that_old_and_new_keys_sign(edition):
    ring = KeyRing(root=("root-1", "new-2", "new-3"), edition="new edition", timestamp="new time")
    good = rotated(edition, ring, also=("root-2",))
    assert verdict(good) == ("current", [])
    assert verdict(rotated(edition, ring, also=())) == ("refused", [("/tuf/2.root.json", "signature")])


def test_a_root_without_its_own_signatures_is_refused(edition):
    ring = KeyRing(root=("new-1", "new-2"), threshold=2)
    after = rotated(edition, ring, also=("root-1", "root-2"))
    metadata = Metadata.from_bytes(after.files["/tuf/2.root.json"])
    del metadata.signatures[key("new-1").public_key.keyid]
    after.files["/tuf/2.root.json"] = metadata.to_bytes()
    assert verdict(after) == ("refused", [("/tuf/2.root.json", "signature")])


def test_a_root_cannot_be_skipped(edition):
    after = rotated(edition, KeyRing(timestamp="new time"), also=())
    after.files["/tuf/2.root.json"] = make_root(KeyRing(timestamp="new time"), 3)
    assert verdict(after) == ("refused", [("/tuf/2.root.json", "version")])


def test_a_newsroom_recovers_from_a_stolen_key_that_signed_a_huge_version(edition):
    after = rotated(edition, KeyRing(timestamp="new time"), also=())
    assert verdict(after, seen=Versions(1, 1, 10**9)) == ("current", [])
    same = rotated(edition, KeyRing(), also=())
    assert verdict(same, seen=Versions(1, 1, 10**9)) == ("refused", [("/tuf/timestamp.json", "version")])


def test_two_signatures_of_one_key_are_not_two(edition):
    """Threshold 2 of 3: one key signing, and one signature that does not hold."""
    metadata = Metadata.from_bytes(edition.root)
    first, second = metadata.signatures.values()
    second.signature = first.signature
    assert verdict(edition, root=metadata.to_bytes()) == ("refused", [("root", "signature")])


def test_a_signature_too_many_must_hold_as_well(edition):
    """Or a byte of the file could be changed and nobody would notice."""
    data = edition.files["/tuf/timestamp.json"]
    metadata = Metadata.from_bytes(data)
    metadata.sign(key("stranger"), append=True)
    ascending = dict(sorted(metadata.signatures.items()))
    metadata.signatures.clear()
    metadata.signatures.update(ascending)
    edition.files["/tuf/timestamp.json"] = metadata.to_bytes()
    assert verdict(edition) == ("refused", [("/tuf/timestamp.json", "signature")])


@pytest.mark.parametrize("name", ["/tuf/timestamp.json", "/tuf/1.snapshot.json", "/tuf/1.targets.json"])
def test_every_byte_of_metadata_counts(edition, name):
    data = edition.files[name]
    for at in range(len(data)):
        for flip in (1, 32):
            edition.files[name] = data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :]
            result, failures = verdict(edition)
            assert result == "refused" and failures[0][0] == name, (at, flip)
    edition.files[name] = data


def test_every_byte_of_the_readers_root_counts(edition):
    for at in range(0, len(edition.root), 3):
        root = edition.root[:at] + bytes([edition.root[at] ^ 32]) + edition.root[at + 1 :]
        assert verdict(edition, root=root)[1][0][0] == "root"


def test_signed_fields_that_this_format_does_not_know_are_passed_over(edition):
    """A later newsroom may sign more; a reader of format 1 holds it to the signature and reads on."""
    manifest = edition.manifest.to_bytes()
    metadata = Metadata.from_bytes(edition.files["/tuf/1.targets.json"])
    metadata.signed.unrecognized_fields["later"] = {"ключ": [1, "\n"]}
    metadata.sign(key("edition"))
    targets = metadata.to_bytes()
    snapshot = Metadata.from_bytes(edition.files["/tuf/1.snapshot.json"])
    snapshot.signed.meta["targets.json"].length = len(targets)
    snapshot.signed.meta["targets.json"].hashes = {"sha256": digest(targets)}
    snapshot.sign(key("edition"))
    edition.files["/tuf/1.targets.json"] = targets
    edition.files["/tuf/1.snapshot.json"] = snapshot.to_bytes()
    edition.files["/tuf/timestamp.json"] = sign_timestamp(
        snapshot.to_bytes(), version=2, now=ISSUED, signer=key("timestamp")
    )
    assert verdict(edition) == ("current", [])
    assert sign_edition(manifest, versions=Versions(1, 1, 1), now=ISSUED, signers=KeyRing().signers())


def test_a_page_is_proved_and_its_bytes_are_compared(edition):
    assert verdict(edition, path="/") == ("current", [])
    edition.files[PAGE] = edition.files[PAGE][:-1]
    assert verdict(edition) == ("refused", [(PAGE, "length")])
    assert verdict(edition, path="/") == ("refused", [("/", "length")])
    edition.files[PAGE] += b"!"
    assert verdict(edition) == ("refused", [(PAGE, "digest")])
    assert verdict(edition, path="/twin.html") == ("current", [])
    del edition.files[PAGE]
    assert verdict(edition) == ("refused", [(PAGE, "missing")])


def test_a_page_that_the_map_does_not_have_is_absent(edition):
    edition.files["/en/forged.html"] = b"lies"
    assert verdict(edition, path="/en/forged.html") == ("refused", [("/en/forged.html", "absent")])
    assert verdict(edition, path="/o/x") == ("refused", [("/o/x", "path")])


def test_a_node_that_is_missing_or_changed_is_named(edition):
    node = f"/o/{edition.manifest.map_root}"
    edition.files[node] += b"x"
    assert verdict(edition) == ("refused", [(node, "digest")])
    del edition.files[node]
    assert verdict(edition) == ("refused", [(node, "missing")])


def test_a_failure_names_its_file_first():
    assert sorted([Failure("/b", "digest"), Failure("/a", "missing")])[0].file == "/a"
