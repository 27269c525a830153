"""How well an article is found in a page: trafilatura alone and ``import page``, on the same pages in one run.

    python benchmarks/extraction.py [--set NAME] [--half train|held-out|both] [--worst N] [--json]

Needs the saved pages of ``../shared/input`` (or of the folder that TAMIZDAT_INPUT names); says so when they are absent.
Pages with an even place in their sorted set are for tuning ("train"), the others are held out.
"""

from __future__ import annotations

import argparse
import gzip
import html
import importlib.util
import json
import os
import re
import sys
import tarfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lxml.html
import trafilatura

from tamizdat.intake.archive import ReadOptions
from tamizdat.intake.page import read as intake_page
from tamizdat.newsroom.incoming import IncomingArticle

INPUT = Path(os.environ.get("TAMIZDAT_INPUT") or Path(__file__).parents[1] / "../shared/input")
BLOCKS = {
    "p",
    "div",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "br",
    "blockquote",
    "pre",
    "figure",
    "td",
    "dd",
    "dt",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A saved page and what a person (or its site's own parser) found in it; None where the set does not say."""

    set: str
    name: str
    content: bytes
    suffix: str
    body: str
    title: str | None = None
    authors: tuple[str, ...] | None = None
    published: str | None = None
    captions: tuple[str, ...] | None = None
    credits: tuple[str, ...] | None = None
    """Of the lead picture."""


@dataclass(slots=True)
class Found:
    """What one extractor found."""

    body: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(slots=True)
class Tally:
    """Right and asked, by field."""

    right: dict[str, float] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)

    def count(self, name: str, right: float) -> None:
        """One more page on which the field was asked."""
        self.right[name] = self.right.get(name, 0.0) + right
        self.asked[name] = self.asked.get(name, 0) + 1


# ── the sets ──


def read_tar(name: str) -> dict[str, bytes]:
    """Every file of a set of saved pages, by its name."""
    with tarfile.open(INPUT / f"extract-{name}" / "pages.tar.xz") as tar:
        return {m.name.removeprefix("./"): tar.extractfile(m).read() for m in tar if m.isfile()}  # type: ignore[union-attr]


def fundus() -> Iterator[Sample]:
    """News pages of 2023 to 2026 with what their sites' own parsers find."""
    files = read_tar("fundus")
    for name in sorted(n for n in files if n.endswith(".json")):
        pages = sorted(n for n in files if re.fullmatch(re.escape(name[:-5]) + r"_\d{4}_\d\d_\d\d\.html\.gz", n))
        for page, gold in zip(pages, json.loads(files[name]).values(), strict=True):
            yield fundus_sample(page, gzip.decompress(files[page]), gold)


def fundus_sample(name: str, content: bytes, gold: Mapping[str, Any]) -> Sample:
    """One page of the set."""
    body = gold.get("body") or {}
    texts = list(body.get("summary", ()))
    for section in body.get("sections", ()):
        texts += [*section.get("headline", ()), *section.get("paragraphs", ())]
    covers = [i for i in gold.get("images", ()) if i.get("is_cover")]
    return Sample(
        "fundus", name, content, ".html", "\n".join(texts), gold.get("title"), tuple(gold.get("authors") or ()),
        gold.get("publishing_date"), tuple(i["caption"] for i in covers if i.get("caption")) or None,
        tuple(a for i in covers for a in i.get("authors") or ()) or None,
    )  # fmt: skip


def newspaper() -> Iterator[Sample]:
    """News pages of about 2014 with their text."""
    files = read_tar("newspaper")
    texts = {Path(n).stem: n for n in files if "/text/" in f"/{n}"}
    for name in sorted(n for n in files if "/html/" in f"/{n}"):
        gold = texts.get(re.sub(r"_article(?=\d*$)", "", Path(name).stem))
        if gold and len(files[gold]) > 200:
            yield Sample("newspaper", name, files[name], ".html", files[gold].decode("utf-8", "replace"))


def readability() -> Iterator[Sample]:
    """Pages of many kinds with what readability's authors expect."""
    files = read_tar("readability")
    for name in sorted(n for n in files if n.endswith("/source.html")):
        folder = name.rsplit("/", 1)[0]
        meta = json.loads(files[f"{folder}/expected-metadata.json"])
        byline = meta.get("byline")
        yield Sample(
            "readability", folder, files[name], ".html", html_text(files[f"{folder}/expected.html"].decode("utf-8")),
            meta.get("title"), (byline,) if byline else None, meta.get("publishedTime"),
        )  # fmt: skip


def plain() -> Iterator[Sample]:
    """The plain text of pages with furniture."""
    for path in sorted((INPUT / "pages-plaintext").glob("*.json")):
        value = json.loads(path.read_bytes())
        gold = value["expected"]
        byline = gold.get("byline")
        yield Sample(
            "plaintext", path.stem, value["page_text"].encode(), ".txt", gold["body"] or "",
            gold.get("title"), (byline,) if byline else None, gold.get("date"),
        )  # fmt: skip


SETS: dict[str, Callable[[], Iterator[Sample]]] = {
    "fundus": fundus, "newspaper": newspaper, "readability": readability, "plaintext": plain,
}  # fmt: skip


def html_text(markup: str) -> str:
    """The text of a piece of HTML, a line a block."""
    root = lxml.html.fromstring(f"<div>{markup}</div>")
    for element in root.iter():
        if element.tag in BLOCKS:
            element.tail = "\n" + (element.tail or "")
            element.text = "\n" + (element.text or "")
    return root.text_content()


# ── the extractors ──


def by_trafilatura(sample: Sample) -> Found:
    """Trafilatura alone, as its documentation says; plain text becomes a page of paragraphs."""
    content: bytes | str = sample.content
    if sample.suffix == ".txt":
        lines = re.split(r"\n+", sample.content.decode())
        content = "<html><body>" + "".join(f"<p>{html.escape(line)}</p>" for line in lines) + "</body></html>"
    found = trafilatura.bare_extraction(content, include_comments=False, with_metadata=True)
    if found is None:
        return Found()
    authors = tuple(a.strip() for a in (found.author or "").split(";") if a.strip())
    return Found(found.text or "", found.title or "", authors, found.date or "")


def by_tamizdat(sample: Sample) -> Found:
    """What ``import page`` finds."""
    options = ReadOptions(language="en", find_media=lambda key: None)
    for item in intake_page.read_content(sample.content, Path(sample.name).stem + sample.suffix, options):
        if isinstance(item, IncomingArticle):
            told = intake_page.describe(item)
            texts = [told["standfirst"], *intake_page.block_texts(item)]
            picture = told["picture"] or {}
            return Found(
                "\n".join(texts), told["headline"], tuple(told["bylines"]), told["published"] or "",
                picture.get("caption", ""), picture.get("credit", ""),
            )  # fmt: skip
    return Found()


EXTRACTORS: dict[str, Callable[[Sample], Found]] = {"trafilatura": by_trafilatura, "tamizdat": by_tamizdat}


# ── the scores ──


def load_scorer() -> Callable[[Mapping[str, str], Mapping[str, str]], tuple[dict[str, float], dict[str, float]]]:
    """The scorer that the figures of other extractors come from."""
    spec = importlib.util.spec_from_file_location("score_extraction", INPUT / "tools" / "score_extraction.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.score  # type: ignore[no-any-return]


def words(text: str | None) -> str:
    """Letters and digits alone, in small."""
    return " ".join(re.findall(r"\w+", (text or "").casefold()))


def same_names(gold: Sequence[str], found: Sequence[str]) -> float:
    """How well two lists of names agree (F1 of names)."""
    a, b = {words(n) for n in gold}, {words(n) for n in found}
    if len(a) == 1 and re.search(r"\n|\b(?:by|von|par|por)\b", next(iter(gold), ""), re.I):
        # A byline as it is printed, with "By", roles and dates: every name found has to stand in it.
        return float(bool(b) and all(name in next(iter(a)) for name in b))
    if not a and not b:
        return 1.0
    return 2 * len(a & b) / (len(a) + len(b))


def moment(text: str) -> datetime | None:
    """A time as text, in UTC."""
    try:
        value = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


def judge(sample: Sample, found: Found, tally: Tally) -> None:
    """Count what is right beside the body."""
    if sample.title:
        tally.count("title", words(sample.title) == words(found.title))
    if sample.authors is not None:
        tally.count("authors", same_names(sample.authors, found.authors))
    gold = moment(sample.published or "")
    if gold:
        value = moment(found.published)
        tally.count("date", bool(value) and abs((value - gold).total_seconds()) < 86400)
        tally.count("time", bool(value) and abs((value - gold).total_seconds()) < 60)
    if sample.captions:
        tally.count(
            "caption", any(words(c) and words(found.caption) in words(c) and found.caption for c in sample.captions)
        )
    if sample.credits:
        tally.count("credit", any(words(c) and words(c) in words(found.credit) for c in sample.credits))


def measure(samples: list[Sample], name: str) -> tuple[dict[str, Any], dict[str, float], dict[str, Found]]:
    """All scores of one extractor on some pages."""
    tally, started = Tally(), time.perf_counter()
    found = {s.name: EXTRACTORS[name](s) for s in samples}
    seconds = time.perf_counter() - started
    for sample in samples:
        judge(sample, found[sample.name], tally)
    scores, each = load_scorer()({s.name: s.body for s in samples}, {n: f.body for n, f in found.items()})
    fields = {n: round(tally.right[n] / tally.asked[n], 3) for n in tally.asked}
    mean = round(sum(each.values()) / len(each), 4)
    return {**scores, "mean_f1": mean, **fields, "pages_per_second": round(len(samples) / seconds, 1)}, each, found


def halves(samples: list[Sample], which: str) -> Iterator[tuple[str, list[Sample]]]:
    """The pages for tuning, the pages held out."""
    if which in ("both", "train"):
        yield "train", samples[0::2]
    if which in ("both", "held-out"):
        yield "held-out", samples[1::2]


def main() -> int:
    """Print a line for each set, half and extractor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=sorted(SETS), action="append")
    parser.add_argument("--half", choices=["train", "held-out", "both"], default="both")
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--only", choices=sorted(EXTRACTORS))
    parser.add_argument("--dump", type=Path, help="write gold and found texts into this folder")
    args = parser.parse_args()
    if not (INPUT / "tools" / "score_extraction.py").is_file():
        print(
            f"No saved pages at {INPUT}: set TAMIZDAT_INPUT to the folder that has extract-fundus and tools.",
            file=sys.stderr,
        )
        return 1
    for set_name in args.set or SETS:
        for half, samples in halves(list(SETS[set_name]()), args.half):
            report(set_name, half, samples, args)
    return 0


def report(set_name: str, half: str, samples: list[Sample], args: argparse.Namespace) -> None:
    """Both extractors on one half of a set."""
    before: dict[str, float] = {}
    for extractor in [args.only] if args.only else EXTRACTORS:
        scores, each, found = measure(samples, extractor)
        print(f"{set_name:12}{half:9}{extractor:12}", json.dumps(scores), flush=True)
        if args.worst:
            changes = sorted(each, key=lambda n: each[n] - before.get(n, 0))[: args.worst] if before else []
            print("   worst:", [(n, each[n]) for n in sorted(each, key=lambda n: each[n])[: args.worst]])
            print("   against the one before:", [(n, before[n], each[n]) for n in changes])
        before = before or each
        if args.dump:
            dump(args.dump / extractor, samples, found)


def dump(folder: Path, samples: list[Sample], found: Mapping[str, Found]) -> None:
    """Gold and found text of each page, to compare by eye."""
    for sample in samples:
        path = folder / sample.set / sample.name.replace("/", "_")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".gold.txt").write_text(repr_gold(sample), encoding="utf-8")
        f = found[sample.name]
        head = f"TITLE {f.title}\nAUTHORS {f.authors}\nDATE {f.published}\nCAPTION {f.caption}\nCREDIT {f.credit}\n\n"
        path.with_suffix(".found.txt").write_text(head + f.body, encoding="utf-8")


def repr_gold(sample: Sample) -> str:
    """The gold values of a page as text."""
    head = f"TITLE {sample.title}\nAUTHORS {sample.authors}\nDATE {sample.published}\n"
    return f"{head}CAPTION {sample.captions}\nCREDIT {sample.credits}\n\n{sample.body}"


if __name__ == "__main__":
    sys.exit(main())
