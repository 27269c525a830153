"""What ``tamizdat edition`` says, to people and to machines."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, Literal

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.edition.map import Entry
from tamizdat.press.editions.collect_garbage import Collected
from tamizdat.press.editions.history import Difference
from tamizdat.press.editions.listing import Contents, Issued
from tamizdat.press.editions.rollback import Plan
from tamizdat.press.press_edition import PressReport

Justify = Literal["left", "right"]
SHOWN = 20
PATHS_SHOWN = 40
PLANNED_SHOWN = 10
SIGNS = {"added": ("+", "green"), "changed": ("~", "yellow"), "removed": ("-", "red")}


def size(count: int | None) -> str:
    """``1.2 MB``."""
    if count is None:
        return "?"
    for unit, least in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if count >= least:
            return f"{count / least:,.1f} {unit}"
    return f"{count} B"


def _time(manifest: Manifest) -> str:
    return f"{manifest.issued_at:%Y-%m-%d %H:%M}"


# list


def issued_as_json(one: Issued) -> dict[str, Any]:
    return {
        "edition": one.manifest.edition,
        "issued_at": f"{one.manifest.issued_at:%Y-%m-%dT%H:%M:%SZ}",
        "pages": one.manifest.entries,
        "written": one.written,
        "bytes": one.bytes,
        "kept": one.is_kept,
        "manifest": one.digest,
        "map_root": one.manifest.map_root,
        "rolled_back_to": one.rolled_back_to,
    }


def say_list(found: Iterable[Issued], most: int | None) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("edition", "signed (UTC)", "pages", "new", "new bytes", "kept"):
        justify: Justify = "left" if title in ("signed (UTC)", "kept") else "right"
        table.add_column(title, justify=justify, no_wrap=True)
    editions = iter(found)
    for place, one in enumerate(islice(editions, most)):
        written = "?" if one.written is None else f"{one.written:,}"
        row = (f"{one.manifest.edition:,}", _time(one.manifest), f"{one.manifest.entries:,}", written, size(one.bytes))
        table.add_row(*row, _what_is_kept(one, is_current=place == 0), style=None if one.is_kept else "dim")
    Console(highlight=False).print(table)
    older = sum(1 for _ in editions)
    if older:
        click.echo(f"{older:,} older: --all shows them.")


def _what_is_kept(one: Issued, *, is_current: bool) -> Text:
    text = Text("current" if is_current else "whole" if one.is_kept else "manifest", "bold" if is_current else "")
    if one.rolled_back_to:
        text.append(f", pages of {one.rolled_back_to}", "not bold")
    return text


# show


def shown_as_json(one: Issued, contents: Contents | None) -> dict[str, Any]:
    return {
        **issued_as_json(one),
        "encodings_root": one.manifest.encodings_root,
        "previous": one.manifest.previous,
        "total_bytes": contents.bytes if contents else None,
        "missing": list(contents.missing) if contents else None,
        "withdrawn_since": contents.cut if contents else None,
    }


def say_shown(one: Issued, contents: Contents | None) -> None:
    manifest = one.manifest
    lines = [
        ("signed", f"{_time(manifest)} UTC"),
        ("pages", f"{manifest.entries:,}" + (f", {size(contents.bytes)}" if contents else "")),
        ("new in it", "?" if one.written is None else f"{one.written:,} objects, {size(one.bytes)}"),
        ("manifest", one.digest),
        ("map root", manifest.map_root),
        ("encodings", manifest.encodings_root),
        ("previous", manifest.previous or "none: the first edition"),
    ]
    if one.rolled_back_to:
        lines.insert(0, ("rollback", f"it has the pages of edition {one.rolled_back_to}"))
    click.secho(f"Edition {manifest.edition}", bold=True)
    for name, value in lines:
        click.echo(f"  {name:<11}{value}")
    _say_contents(contents)


def _say_contents(contents: Contents | None) -> None:
    if contents is None:
        click.echo("Only its manifest is kept: its pages cannot be brought back.")
    elif not contents.missing and not contents.cut:
        click.echo("It is kept whole.")
    else:
        click.echo("Kept, but for what was withdrawn since:")
        if contents.cut:
            click.echo(f"  {contents.cut:,} paths that were withdrawn, or showed nothing else")
        for path in contents.missing[:PLANNED_SHOWN]:
            click.echo(f"  {path}")
        if len(contents.missing) > PLANNED_SHOWN:
            click.echo(
                f"  … and {len(contents.missing) - PLANNED_SHOWN:,} more pages that showed it; --json lists all."
            )


# diff


def change_of(difference: Difference) -> str:
    _, was, now = difference
    return "added" if was is None else "removed" if now is None else "changed"


def difference_as_json(difference: Difference) -> dict[str, Any]:
    path, was, now = difference
    return {"path": path, "change": change_of(difference), "was": _entry_as_json(was), "now": _entry_as_json(now)}


def _entry_as_json(entry: Entry | None) -> dict[str, Any] | None:
    return {"digest": entry.digest, "bytes": entry.length} if entry else None


def say_differences(one: int, other: int, found: Iterable[Difference], most: int | None) -> None:
    counts = dict.fromkeys(SIGNS, 0)
    kept: list[Difference] = []
    for difference in found:
        counts[change_of(difference)] += 1
        if most is None or len(kept) < most:
            kept.append(difference)
    click.secho(f"From edition {one} to edition {other}", bold=True)
    if not kept:
        click.echo("Nothing differs.")
        return
    table = Table(box=None, pad_edge=False, show_header=False, expand=False)
    table.add_column(width=1)
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    for difference in sorted(kept, key=lambda item: item[0]):
        sign, style = SIGNS[change_of(difference)]
        table.add_row(Text(sign, style), Text(difference[0], style), Text(_sizes(difference)))
    Console(highlight=False).print(table)
    if sum(counts.values()) > len(kept):
        click.echo(
            f"… and {sum(counts.values()) - len(kept):,} more: --all shows them, --json lists them for machines."
        )
    click.echo(", ".join(f"{count:,} {name}" for name, count in counts.items()))


def _sizes(difference: Difference) -> str:
    return " → ".join(size(one.length) for one in difference[1:] if one)


# rollback


def say_plan(plan: Plan) -> None:
    click.secho(
        f"Readers see edition {plan.now}. Edition {plan.now + 1} would have the pages of {plan.number}:", bold=True
    )
    for title, paths in (
        ("would come back", plan.back),
        ("would change to what they were", plan.changed),
        ("would go, for they are newer", plan.gone),
        ("stay as they are now: their old version showed something withdrawn", plan.stay),
    ):
        if paths:
            click.echo(f"  {len(paths):,} {title}")
            for path in sorted(paths)[:PLANNED_SHOWN]:
                click.echo(f"      {path}")
            if len(paths) > PLANNED_SHOWN:
                click.echo(f"      … and {len(paths) - PLANNED_SHOWN:,} more")
    if plan.left_out:
        click.echo(f"  {plan.left_out:,} are left out: withdrawn, or they showed something withdrawn")
    if not (plan.back or plan.changed or plan.gone):
        click.echo("  Nothing would change for readers but the number.")


def say_rolled_back(plan: Plan, report: PressReport) -> None:
    click.echo(f"Edition {report.edition} is out: {report.pages:,} pages, those of edition {plan.number}.")
    click.echo(f"map root {report.map_root}")
    click.secho("The newsroom was not rolled back.", bold=True)
    click.echo(
        "The next `tamizdat press` prints what it holds now. `tamizdat serve` does so\n"
        "as soon as an editor changes anything that is public; until then it leaves\n"
        "this edition alone. Correct in the newsroom what went wrong."
    )


def rolled_back_as_json(plan: Plan, report: PressReport) -> dict[str, Any]:
    return {
        "edition": report.edition,
        "rolled_back_to": plan.number,
        "pages": report.pages,
        "map_root": report.map_root,
        "back": len(plan.back),
        "changed": len(plan.changed),
        "gone": len(plan.gone),
        "stay": len(plan.stay),
        "left_out": plan.left_out,
    }


# gc


def collected_as_json(found: Collected, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "kept": list(found.kept),
        "lost": list(found.lost),
        "files": found.stays,
        "removed": found.removed,
    }


def say_collected(found: Collected, dry_run: bool) -> None:
    deed = "would be removed" if dry_run else "removed"
    click.echo(f"{found.removed:,} files {deed}, {found.stays:,} stay.")
    if found.kept:
        click.echo(f"Kept: {_numbers(found.kept)}.")
    if found.lost:
        click.echo(f"Not whole any more, so only their manifests are kept: {_numbers(found.lost)}.")


def _numbers(editions: tuple[int, ...]) -> str:
    is_run = editions == tuple(range(editions[0], editions[-1] + 1))
    if len(editions) > 2 and is_run:
        return f"editions {editions[0]} to {editions[-1]}"
    return f"edition{'s' if len(editions) > 1 else ''} {', '.join(str(one) for one in editions)}"
