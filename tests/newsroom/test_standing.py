"""What a newsroom says of itself: policies and ways to reach it are facts; owners and place never are."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection

from tamizdat.newsroom import doors
from tamizdat.newsroom.models import Disclosure, Fact
from tamizdat.newsroom.papers import fronts_by_language
from tamizdat.newsroom.people.key import destroy_key
from tamizdat.newsroom.private_words import private_words
from tamizdat.newsroom.standing.certify_command import certify
from tests.newsroom.test_restore import lose_and_restore, rows
from tests.people.conftest import people_key  # noqa: F401 - a fixture: whatever is done to the key, the next test has it

pytestmark = pytest.mark.usefixtures("newsroom", "people_key")
ONION = f"http://{'b' * 56}.onion"


def paper() -> dict[str, object]:
    return json.loads(Fact.objects.get(name="paper:en").value)


def test_a_paper_that_says_nothing_of_itself_has_no_word_of_it_in_its_fact() -> None:
    assert not {"policies", "contact"} & set(paper())


def test_what_is_written_becomes_public_and_comes_back_after_a_loss() -> None:
    doors.set_paper("en", ethics_policy="<p>We name <script>no</script>who pays.</p>", contact_onion=ONION)
    doors.set_paper("en", contact_pgp="-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n-----END PGP PUBLIC KEY BLOCK-----")
    before = rows()
    assert paper()["policies"] == {"ethics": "<p>We name who pays.</p>"}
    assert paper()["contact"]["onion"] == ONION and paper()["contact"]["pgp"].count("\n") == 2
    lose_and_restore()
    assert rows() == before


@pytest.mark.parametrize(
    ("field", "words", "said"),
    [
        ("contact_pgp", "-----BEGIN PGP PRIVATE KEY BLOCK-----", "private key"),
        ("contact_pgp", "a" * 6_001, "6,000 bytes"),
        ("contact_onion", "http://short.onion", "56 letters"),
    ],
)
def test_what_would_endanger_a_source_is_refused_with_the_field(field: str, words: str, said: str) -> None:
    front = fronts_by_language()["en"]
    setattr(front, field, words)
    with pytest.raises(ValidationError) as refused:
        front.clean()
    assert said in refused.value.message_dict[field][0]


def test_what_a_certifier_is_told_is_in_no_fact_and_would_stop_an_edition() -> None:
    Disclosure.objects.create(legal_name="Lamp Foundation", owners="Mira Dole\nOtto", address="4 Rope Walk, Ravn Point")
    doors.set_paper("en", about_policy="<p>We are a paper.</p>")
    public = " ".join(value for value, _ in rows().values())
    assert not [words for words in ("Lamp Foundation", "Mira Dole", "Rope Walk") if words in public]
    assert {"Lamp Foundation", "Mira Dole", "4 Rope Walk, Ravn Point"} <= private_words()
    assert "Otto" not in private_words(), "one word stands in too many articles"


def test_what_a_certifier_is_told_cannot_be_read_in_the_database_and_is_gone_with_the_key() -> None:
    Disclosure.objects.create(legal_name="Lamp Foundation", owners="Mira Dole")
    with connection.cursor() as cursor:
        cursor.execute("SELECT legal_name, owners, funders FROM newsroom_disclosure")
        rows_there = cursor.fetchall()
    assert "Lamp" not in str(rows_there) and "Mira" not in str(rows_there) and rows_there[0][2] == ""
    assert Disclosure.objects.get().owners == "Mira Dole"
    destroy_key()
    assert "Mira" not in Disclosure.objects.get().owners
    assert not private_words() & {"Mira Dole", "Lamp Foundation"}


def test_the_certifiers_file_is_private_and_says_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tamizdat.newsroom.standing.certify_command.find_home", lambda home: settings.HOME)
    monkeypatch.setattr("tamizdat.newsroom.standing.certify_command.open_newsroom", lambda home: None)
    file = tmp_path / "for-them.json"
    said = CliRunner().invoke(certify, [str(file)])
    assert "For a certifier" in str(said.exception) and not file.exists()
    Disclosure.objects.create(owners="Mira Dole")
    doors.set_paper("en", ownership_policy="<p>Readers pay.</p>")
    assert CliRunner().invoke(certify, [str(file)]).exit_code == 0
    value = json.loads(file.read_text())
    assert value["confidential"]["owners"] == "Mira Dole" and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert value["public"]["en"]["policies"] == {"ownership": "<p>Readers pay.</p>"}
