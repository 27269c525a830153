"""A newsroom that exists in memory only: it writes facts as the real one does."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from tamizdat.core.canonical import canonical_json, digest
from tamizdat.core.trust.corrections import fact_name, next_line
from tests.campaigns.signed import make_offer, make_statement, signed

WORDS = ["tide", "pilot", "crane", "ledger", "lantern", "quay", "harbour", "rope", "winter", "council", "ferry", "salt"]


class MemoryNewsroom:
    """Facts by name, with the change that wrote them last."""

    def __init__(self, seed: int = 1, languages: tuple[str, ...] = ("en", "fa")) -> None:
        self.chance = random.Random(seed)
        self.facts: dict[str, tuple[int, str | None]] = {}
        self.change = 0
        self.counters: dict[str, Any] = {"sequence": 0, "places": {}}
        self.articles: dict[str, dict[str, Any]] = {}
        self.renditions: dict[str, bytes] = {}
        """Bytes of pictures by the name of their file."""
        self.put(
            "settings",
            {"name": "The Lamp", "address": "https://lamp.example", "languages": list(languages), "time_zone": "UTC",
             "onion": ""},
        )  # fmt: skip
        for language in languages:
            self._paper(language)
        self.put("counters", self.counters)

    def put(self, name: str, value: Any) -> None:
        """Write a fact; None withdraws it."""
        text = None if value is None else canonical_json(value).decode()
        if self.facts.get(name, (0, None))[1] != text:
            self.change += 1
            self.facts[name] = (self.change, text)

    def rows(self, after: int) -> Iterator[tuple[int, str, str | None, str]]:
        """What the press reads."""
        for name, (change, text) in sorted(self.facts.items(), key=lambda item: item[1][0]):
            if change > after:
                yield change, name, text, "" if text is None else digest(text.encode())

    def value(self, name: str) -> Any:
        text = self.facts[name][1]
        return None if text is None else json.loads(text)

    def _paper(self, language: str) -> None:
        sections = [f"sect{language}{n}".ljust(13, "a") for n in range(2)]
        self.put(
            f"paper:{language}",
            {"language": language, "name": "The Lamp", "tagline": "Light over water", "notice": None, "letter": None,
             "support": {"title": "Support us", "html": "Write to us."}, "ways": {"title": "Ways", "html": "Ways."},
             "sections": sections},
        )  # fmt: skip
        self.put(f"front:{language}", {"language": language, "lead": None, "picks": []})
        for one in sections:
            self._named("section", one, language, f"Section {one[6]}")
        for kind, count in (("topic", 5), ("byline", 3)):
            for n in range(count):
                self._named(kind, f"{kind}{language}{n}".ljust(13, "a"), language, f"{kind} {n}")

    def _named(self, kind: str, public_id: str, language: str, name: str) -> None:
        self.put(
            f"{kind}:{public_id}",
            {"id": public_id, "language": language, "slug": public_id[:9], "name": name, "description": ""},
        )

    def publish(self, language: str = "en") -> str:
        """A new article of this language, with lists of its own."""
        self.counters["sequence"] += 1
        sequence = self.counters["sequence"]
        public_id = f"a{sequence}".ljust(13, "z")
        month = self.chance.randrange(1, 7)
        lists = self._lists(language, f"month:{language}/2026-{month:02}")
        self.articles[public_id] = {
            "id": public_id, "language": language, "slug": f"story-{sequence}",
            "path": f"/{language}/2026/{month:02}/story-{sequence}.html", "sequence": sequence,
            "group": public_id, "kind": "news", "headline": self._words(5), "standfirst": self._words(9),
            "dateline": "", "published": f"2026-{month:02}-{self.chance.randrange(1, 28):02}T10:00:00Z",
            "updated": None, "section": lists[1].partition(":")[2],
            "topics": [x[6:] for x in lists if x[:6] == "topic:"],
            "bylines": [x[7:] for x in lists if x[:7] == "byline:"], "picture": None,
            "body": [{"type": "text", "html": f"<p>{self._words(60)}</p>"}], "corrections": [],
            "related": self.chance.sample(sorted(self.articles), min(len(self.articles), 1)),
            "licence": "", "legacy": [], "places": {name: self._place(name) for name in lists},
        }  # fmt: skip
        self._write(public_id)
        return public_id

    def _lists(self, language: str, month: str) -> list[str]:
        names = sorted(self.facts)
        pick = {
            kind: self.chance.sample(
                [n for n in names if n.startswith(f"{kind}{':'}{kind[:4]}") and language in n], count
            )
            for kind, count in (("section", 1), ("topic", 2), ("byline", 1))
        }
        return [f"latest:{language}", *pick["section"], *pick["topic"], *pick["byline"], month]

    def _place(self, name: str) -> int:
        self.counters["places"][name] = self.counters["places"].get(name, 0) + 1
        return int(self.counters["places"][name])

    def _write(self, public_id: str) -> None:
        self.put(f"article:{public_id}", self.articles.get(public_id))
        self.put("counters", self.counters)

    def _words(self, count: int) -> str:
        return " ".join(self.chance.choice(WORDS) for _ in range(count))

    # What editors do, at random.

    def edit(self) -> None:
        """One random deed of an editor."""
        self.chance.choice(
            [self.publish, self.publish, self._edit_body, self._edit_headline, self._withdraw, self._rename,
             self._legacy, self._letter, self._pick, self._translate, self._leave_topic, self._picture,
             self._new_picture, self._credit, self._setting, self._lift_embargo, self._standing_page, self._move,
             self._link, self._campaign, self._statement, self._offer, self._spare, self._correct, self._forget]
        )()  # fmt: skip

    def _some(self) -> dict[str, Any] | None:
        return self.articles[self.chance.choice(sorted(self.articles))] if self.articles else None

    def _change(self, **changes: Any) -> None:
        article = self._some()
        if article:
            article.update(changes)
            self._write(article["id"])

    def _edit_body(self) -> None:
        length = self.chance.choice([3, 30, 300, 6000])
        self._change(body=[{"type": "text", "html": f"<p>{self._words(length)}</p>"}], updated="2026-08-01T00:00:00Z")

    def _edit_headline(self) -> None:
        self._change(headline=self._words(4))

    def _withdraw(self) -> None:
        article = self._some()
        if article:
            del self.articles[article["id"]]
            self._write(article["id"])

    def _rename(self) -> None:
        kind = self.chance.choice(["topic:", "byline:", "section:"])
        name = self.chance.choice([one for one in sorted(self.facts) if one.startswith(kind)])
        self.put(name, {**self.value(name), "name": self._words(2)})

    def _legacy(self) -> None:
        self._change(legacy=[f"https://old.example/{self.chance.randrange(20)}/"])

    def _letter(self) -> None:
        paper = self.value("paper:en")
        letter = {"title": self._words(2), "html": self._words(9), "signed": ""}
        self.put("paper:en", {**paper, "letter": self.chance.choice([letter, None])})

    def _pick(self) -> None:
        article = self._some()
        if article and article["language"] == "en":
            self.put("front:en", {"language": "en", "lead": article["id"], "picks": [article["id"]]})

    def _translate(self) -> None:
        other = self._some()
        made = self.articles[self.publish("fa")]
        if other and other["language"] == "en":
            made["group"] = other["group"]
            self._write(made["id"])

    def _leave_topic(self) -> None:
        article = self._some()
        if article and article["topics"]:
            gone = article["topics"].pop()
            article["places"].pop(f"topic:{gone}", None)
            self._write(article["id"])

    def _picture(self) -> None:
        """A picture, new or known, leads an article."""
        known = [
            name.partition(":")[2] for name, (_, text) in sorted(self.facts.items()) if name[:8] == "picture:" and text
        ]
        chosen = self.chance.choice(known) if known and self.chance.random() < 0.5 else self._new_picture()
        self._change(picture={"picture": chosen, "alt": self._words(3), "caption": self._words(6)})

    def _new_picture(self) -> str:
        data = b"\xff\xd8" + self._words(20).encode()
        public_id = f"pict{digest(data)[:9]}"
        self.renditions[f"{digest(data)}.jpg"] = data
        one = {"digest": digest(data), "bytes": len(data), "width": 640, "height": 480, "media_type": "image/jpeg",
               "extension": "jpg", "use": "small"}  # fmt: skip
        self.put(f"picture:{public_id}", {"id": public_id, "credit": "A. Reyn", "licence": "", "renditions": [one]})
        return public_id

    def _correct(self) -> None:
        """A line at the end of the language's chain, and the note above the text."""
        article = self._some()
        if article:
            self.correct(article["id"], self._words(7))

    def correct(self, public_id: str, html: str) -> str:
        """Correct an article; gives the name of the fact."""
        article = self.articles[public_id]
        language = article["language"]
        known = [name for name in self.facts if name.startswith(f"correction:{language}/")]
        last = self.value(fact_name(language, len(known))) if known else None
        opening = {
            "article": public_id, "at": "2026-08-02T10:00:00Z", "html": html, "salt": f"{self.change:032x}",
        }  # fmt: skip
        line = next_line(last, opening, day="2026-08-02", language=language)
        self.put(fact_name(language, line["number"]), line)
        article["corrections"] = [*article["corrections"], {"at": opening["at"], "html": html, "line": line["number"]}]
        self._write(public_id)
        return fact_name(language, line["number"])

    def _forget(self) -> None:
        """The words of a line are gone."""
        names = sorted(name for name in self.facts if name.startswith("correction:"))
        if names:
            self.forget(self.chance.choice(names))

    def forget(self, name: str) -> None:
        """Take the words of a line away, here and above the text."""
        line = self.value(name)
        article = self.articles.get((line["opening"] or {}).get("article", ""))
        self.put(name, {**line, "opening": None})
        if article:
            article["corrections"] = [one for one in article["corrections"] if one["line"] != line["number"]]
            self._write(article["id"])

    def _credit(self) -> None:
        """Another credit under a picture that is there."""
        known = [name for name, (_, text) in sorted(self.facts.items()) if name.startswith("picture:") and text]
        if known:
            name = self.chance.choice(known)
            self.put(name, {**self.value(name), "credit": self._words(2)})

    def _setting(self) -> None:
        key, values = self.chance.choice(
            [("name", ["The Lamp", "The Lantern"]), ("time_zone", ["UTC", "Asia/Tehran"]),
             ("address", ["https://lamp.example", "https://lantern.example"])]
        )  # fmt: skip
        self.put("settings", {**self.value("settings"), key: self.chance.choice(values)})

    def _lift_embargo(self) -> None:
        """An article that was dated long ago appears only now."""
        article = self.articles[self.publish()]
        article["published"] = "2025-01-02T03:04:05Z"
        self._write(article["id"])

    def _standing_page(self) -> None:
        article = self.articles[self.publish(self.chance.choice(["en", "fa"]))]
        article.update(kind="page", places={}, section=None, topics=[])
        self._write(article["id"])

    def _move(self) -> None:
        """An article goes to another section."""
        article = self._some()
        if article and article["section"]:
            sections = [
                name[8:] for name in sorted(self.facts) if name.startswith(f"section:sect{article['language']}")
            ]
            article["places"].pop(f"section:{article['section']}", None)
            article["section"] = self.chance.choice(sections)
            article["places"][f"section:{article['section']}"] = self._place(f"section:{article['section']}")
            self._write(article["id"])

    def _campaign(self) -> None:
        """Readers are asked for something, or no longer."""
        language = self.chance.choice(["en", "fa"])
        sections = [name[8:] for name in sorted(self.facts) if name.startswith(f"section:sect{language}")]
        one = {"id": self._words(1).ljust(13, "a"), "place": self.chance.choice(["notice", "letter", "end"]),
               "priority": 20, "title": self._words(2), "html": f"<p>{self._words(9)}</p>", "link": "", "signed": "",
               "sections": self.chance.choice([[], sections[:1]]), "not_sections": [], "most": 0, "days": 0,
               "meter": self.chance.choice(["", "month"]), "until": None}  # fmt: skip
        campaign = {"language": language, "appeals": [one]}
        self.put(f"campaign:{language}", self.chance.choice([campaign, campaign, None]))

    def _statement(self) -> None:
        """What came in, signed by nobody in particular: the press looks at no signature."""
        number = 1 + (self.value("statement")["signed"]["number"] if "statement" in self.facts else 0)
        before = None if number == 1 else digest(self.facts["statement"][1].encode())
        value = make_statement(number, before, day=min(number, 28), income=self.chance.randrange(10**6))
        self.put("statement", json.loads(signed(value)))

    def _offer(self) -> None:
        number = 1 + (self.value("offer")["signed"]["number"] if "offer" in self.facts else 0)
        self.put("offer", json.loads(signed(make_offer(number))))

    def _spare(self) -> None:
        """An article asks nobody for anything, or asks again."""
        article = self._some()
        if article:
            article.pop("no_appeals", None) or article.update(no_appeals=True)
            self._write(article["id"])

    def _link(self) -> None:
        """An article links another one, which may be withdrawn later."""
        other = self._some()
        if other:
            html = f'<p>{self._words(9)} <a href="article:{other["id"]}">{self._words(2)}</a></p>'
            self._change(body=[{"type": "text", "html": html}, {"type": "related", "articles": [other["id"]]}])
