"""From the desk to every kept edition and every mirror: what was withdrawn or hidden is in none of their bytes."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
from click.testing import CliRunner
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield

from tamizdat.backup.last_edition import read_edition
from tamizdat.campaigns.models import Appeal, AppealWords
from tamizdat.core.trust.retractions import parse_retractions
from tamizdat.intake.edition import open_edition
from tamizdat.mirrors.push.run import push_one
from tamizdat.newsroom.models import ArticlePage, Byline, FrontPage, Picture, SectionPage
from tamizdat.press.doors import press_edition
from tamizdat.press.editions.command import edition
from tamizdat.reading.check_folder import check_folder
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import Mirror
from tests.desk.test_articles import write
from tests.newsroom.bring import photo

pytestmark = pytest.mark.long
SETTINGS = '[newsroom]\nname = "The Lamp"\nlanguages = ["en", "ru", "fa"]\n'
UNPACK = {".gz": gzip.decompress, ".br": brotli.decompress}


class House:
    """A newsroom's folder with a press and a mirror, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.home, self.now = Home(folder / "home"), datetime.now(UTC).replace(microsecond=0)
        self.home.folder.mkdir()
        self.home.settings_file.write_text(SETTINGS)
        self.mirror = folder / "mirror"
        self.mirror.mkdir()

    def press(self) -> None:
        from django.conf import settings

        settings.HOME.renditions.mkdir(exist_ok=True)
        shutil.copytree(settings.HOME.renditions, self.home.renditions, dirs_exist_ok=True)
        self.now += timedelta(minutes=1)
        report = press_edition(self.home, now=self.now)
        assert report.is_new and not report.held, report.held
        done = push_one(self.home, Mirror(name="riga", kind="folder", where=str(self.mirror)))
        assert done.is_done, done.what

    def holds(self, *words: str) -> list[str]:
        """Files of all editions and of the mirror that hold one of these words, unpacked, or in their names."""
        any_word = re.compile("|".join(map(re.escape, words)).encode(), re.IGNORECASE)
        found = []
        for top in (self.home.editions, self.mirror):
            for file in top.rglob("*"):
                if file.is_file() and not file.is_symlink():
                    data = UNPACK.get(file.suffix, bytes)(file.read_bytes())
                    found += [str(file)] if any_word.search(data) or any_word.search(file.name.encode()) else []
        return found

    @property
    def tree(self) -> Path:
        return self.home.editions / "current"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def picture(title: str, seed: int) -> Picture:
    return Picture.objects.create(
        title=title, file=ContentFile(photo(seed=seed), f"{title}.jpg"), description="A quay", credit="The desk"
    )


def test_what_is_withdrawn_for_safety_is_in_no_byte_of_any_edition_or_mirror(editor, paper, house: House) -> None:
    shown, other = picture("one", 3), picture("two", 9)
    secret = streamfield([("text", rich_text("<p>Zanzibarite was seen at the ropeworks.</p>"))])
    write(editor, paper, title="Zanzibarite papers", body=secret, picture=shown.pk, **{"action-publish": "1"})
    write(editor, paper, title="A plain story", picture=other.pk, **{"action-publish": "1"})
    page = ArticlePage.objects.get(title="Zanzibarite papers")
    editor.post(reverse("desk_correct", args=(page.pk,)), {"note": "Zanzibarite is a stone."})
    house.press()
    editor.post(reverse("desk_update", args=(page.pk,)), {"text": "Zanzibarite was seen again."})
    house.press()
    digests = [one["digest"] for one in shown.renditions_public]
    words = ("zanzibarite", page.public_id, shown.public_id, *digests)
    assert len(house.holds(*words)) > 20
    address = page.path_public
    editor.post(reverse("desk_withdraw", args=(page.pk,)), {"reason": "safety"})
    house.press()
    assert house.holds(*words) == []
    assert house.holds("safety") == [] and (house.tree / "tuf").is_dir()
    assert check_folder(house.tree, (house.home.keys / "1.root.json").read_bytes(), house.now).verdict == "current"
    page.refresh_from_db()
    page.save_revision().publish()
    house.press()
    assert (house.tree / address.removeprefix("/")).is_file()


def name_elsewhere(paper, name: str) -> None:
    """In the masthead, in a section's words and in an appeal."""
    FrontPage.objects.filter(locale=paper.locale).update(masthead_policy=f"<p>{name}, editor.</p>")
    SectionPage.objects.filter(pk=paper.pk).update(description=f"Edited by {name}.")
    appeal = Appeal.objects.create(name="Every day", place="notice", is_on=True)
    AppealWords.objects.create(appeal=appeal, locale=paper.locale, title="A word", text=f"<p>Write to {name}.</p>")


def retractions_in(tree: Path) -> bytes:
    found = read_edition(tree)
    assert found
    return found.retractions.encode()


def test_a_person_who_is_hidden_is_in_no_byte_of_any_edition_or_mirror(editor, paper, house: House) -> None:
    byline = Byline.objects.create(locale=paper.locale, name="Wilhelmina Ostrander", biography="<p>Of Wick.</p>")
    by = inline_formset([{"byline": byline.pk}])
    write(editor, paper, title="A plain story", article_bylines=by, **{"action-publish": "1"})
    write(editor, paper, title="Wilhelmina Ostrander speaks", **{"action-publish": "1"})
    about = ArticlePage.objects.get(title="Wilhelmina Ostrander speaks")
    editor.post(reverse("desk_correct", args=(about.pk,)), {"note": "Ostrander spoke on Monday."})
    name_elsewhere(paper, "Wilhelmina Ostrander")
    once = streamfield([("text", rich_text("<p>Ostrander saw the boats.</p>"))])
    write(editor, paper, title="A witness", body=once, **{"action-publish": "1"})
    house.press()
    assert "Ostrander" in (house.tree / "en/about/index.html").read_text()
    by_hand = ArticlePage.objects.get(title="A witness")
    by_hand.body = [("text", "<p>A witness saw the boats.</p>")]
    by_hand.save_revision().publish()
    house.press()
    kept = open_edition([house.tree], (house.home.keys / "1.root.json").read_bytes(), house.now)
    before = json.dumps(dict(kept.read_facts()))
    assert "Ostrander" in before and len(house.holds("ostrander")) > 10
    names = "Wilhelmina Ostrander\nOstrander\nWilhelmina"
    editor.post(reverse("desk_hide"), {"byline": byline.pk, "names": names, "pseudonym": "K. Tar", "do": "1"})
    house.press()
    assert house.holds("ostrander", "wilhelmina") == []
    for number in ("1", "2"):
        said = CliRunner().invoke(edition, ["rollback", number, "--yes", "--home", str(house.home.folder)])
        assert "since a person was hidden" in str(said.exception)
    listed = parse_retractions(retractions_in(house.tree))
    assert listed.hidden_since(2) and listed.reworded_since(by_hand.public_id, 2)
    about.refresh_from_db()
    html = (house.tree / about.path_public.removeprefix("/")).read_text()
    assert "K. Tar speaks" in html and "K. Tar spoke on Monday." in html and "wick" not in html.casefold()
    assert about.path_public.endswith("/k-tar-speaks.html")
    assert check_folder(house.tree, (house.home.keys / "1.root.json").read_bytes(), house.now).verdict == "current"
