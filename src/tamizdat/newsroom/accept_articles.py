"""Articles of an archive come in: judged first, then saved many at once. ``publish_accepted`` makes them public."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from tamizdat.newsroom.accept_pictures import check_pictures, digest_of, draw_pictures, keep_pictures
from tamizdat.newsroom.incoming import Accepted, IncomingArticle, Outcome
from tamizdat.newsroom.models import ArticlePage, Fact
from tamizdat.newsroom.papers import make_fronts, read_settings
from tamizdat.newsroom.prepare_article import Prepared, prepare_article
from tamizdat.newsroom.publish import refresh_articles, refresh_papers
from tamizdat.newsroom.save_articles import save_changed, save_new

CHUNK = 300


@dataclass(slots=True)
class Known:
    """An article that came in before."""

    key: int
    public_id: str
    source_identity: str | None
    source_digest: str
    sequence: int | None
    live: bool
    has_revision: bool

    @property
    def is_edited(self) -> bool:
        """An editor changed it or took it back; what the archive says no longer counts."""
        return self.has_revision or (self.sequence is not None and not self.live) or self.source_identity is None


@dataclass(slots=True)
class Judged:
    """What becomes of one incoming article, and why."""

    article: Prepared
    outcome: Outcome
    known: Known | None = None
    missing: list[str] = field(default_factory=list)

    def accepted(self) -> Accepted:
        """The answer to whoever brought it."""
        identity = self.article.incoming.identity
        return Accepted(identity, self.outcome, tuple(self.article.warnings), tuple(self.missing))


def judge_articles(kind: str, articles: Sequence[IncomingArticle], *, now: datetime) -> list[Accepted]:
    """What ``accept_articles`` would do; touches nothing."""
    judged = _judge(kind, articles, now)
    _find_missing(judged, check_pictures(picture for one in articles for picture in one.pictures))
    return [one.accepted() for one in judged]


def accept_articles(kind: str, articles: Sequence[IncomingArticle], *, now: datetime) -> list[Accepted]:
    """Save what is new or changed, in one transaction; the same archive twice changes nothing."""
    judged = _judge(kind, articles, now)
    work = [one for one in judged if one.outcome != "unchanged"]
    pictures = [picture for one in work for picture in one.article.incoming.pictures]
    drawn = draw_pictures(pictures)
    problems = {digest: one.problem for digest, one in drawn.items()}
    problems.update(
        check_pictures(
            picture for one in judged if one.outcome == "unchanged" for picture in one.article.incoming.pictures
        )
    )
    _find_missing(judged, problems)
    if work:
        with transaction.atomic():
            _make_papers({one.article.language for one in work}, now)
            keys = keep_pictures(pictures, drawn)
            _save(work, keys, now)
    return [one.accepted() for one in judged]


def _judge(kind: str, articles: Sequence[IncomingArticle], now: datetime) -> list[Judged]:
    prepared = [prepare_article(kind, one, now) for one in articles]
    known = _find_known(prepared)
    deleted = _find_deleted(prepared)
    judged: list[Judged] = []
    seen: set[str] = set()
    for one in prepared:
        if one.public_id in seen:
            one.warnings.append("The archive holds it twice; the first one counts.")
            judged.append(Judged(one, "unchanged"))
        elif one.public_id in known:
            judged.append(_judge_known(one, known[one.public_id]))
        elif one.public_id in deleted:
            one.warnings.append(f"{one.headline[:80]!r} was deleted by an editor and stays away.")
            judged.append(Judged(one, "unchanged"))
        else:
            judged.append(Judged(one, "created"))
        seen.add(one.public_id)
    return judged


def _judge_known(article: Prepared, known: Known) -> Judged:
    if known.source_digest == article.source_digest:
        return Judged(article, "unchanged", known)
    if known.is_edited:
        article.warnings.append(
            f"{article.headline[:80]!r} was changed by an editor; the archive's version is left out."
        )
        return Judged(article, "unchanged", known)
    return Judged(article, "updated", known)


def _find_known(prepared: Sequence[Prepared]) -> dict[str, Known]:
    """By public id, which comes from the identity in the source."""
    ids = [one.public_id for one in prepared]
    columns = ("pk", "public_id", "source_identity", "source_digest", "sequence", "live", "latest_revision")
    rows = (
        row
        for start in range(0, len(ids), CHUNK)
        for row in ArticlePage.objects.filter(public_id__in=ids[start : start + CHUNK]).values_list(*columns)
    )
    return {row[1]: Known(*row[:6], row[6] is not None) for row in rows}


def _find_deleted(prepared: Sequence[Prepared]) -> set[str]:
    names = [f"article:{one.public_id}" for one in prepared]
    gone: set[str] = set()
    for start in range(0, len(names), CHUNK):
        rows = Fact.objects.filter(name__in=names[start : start + CHUNK], value=None).values_list("name", flat=True)
        gone.update(name.partition(":")[2] for name in rows)
    return gone


def _find_missing(judged: Iterable[Judged], problems: dict[str, str]) -> None:
    """Name the pictures that did not come, or are none."""
    for one in judged:
        brought = {}
        for picture in one.article.incoming.pictures:
            problem = "" if picture.content is None else problems[digest_of(picture.content)]
            if picture.content is None or problem:
                one.missing.append(picture.key)
            if problem:
                one.article.warnings.append(f"The picture {picture.key[:120]!r} is left out: {problem}")
            brought[picture.key] = True
        named = [figure["picture"] for block in one.article.blocks for figure in _figures(block)]
        if one.article.lead:
            named.insert(0, one.article.lead.picture)
        one.missing.extend(key for key in dict.fromkeys(named) if key not in brought)


def _figures(block: dict[str, object]) -> list[dict[str, str]]:
    if block["type"] == "figure":
        return [block]  # type: ignore[list-item]
    return block["pictures"] if block["type"] == "gallery" else []  # type: ignore[return-value]


def _make_papers(languages: Iterable[str], now: datetime) -> None:
    """A language that is new to the newsroom gets a paper of its own."""
    if make_fronts(sorted(languages), read_settings().name):
        refresh_papers(now)


def _save(work: Sequence[Judged], pictures: dict[str, int], now: datetime) -> None:
    save_new([one.article for one in work if one.known is None], pictures, now)
    changed = [(one.known.key, one.article) for one in work if one.known is not None]
    save_changed(changed, pictures, now)
    public = [one.known.key for one in work if one.known is not None and one.known.sequence is not None]
    if public:
        refresh_articles(public, now)
