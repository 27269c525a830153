"""The commands themselves; each opens the newsroom before anything of it is imported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tamizdat.shell.console import home_option, json_option, print_json
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import find_home, open_newsroom


@click.command("list")
@home_option
@json_option
def list_people(home: Path | None, as_json: bool) -> None:
    """Everybody with an account: name, roles, whether it is open and has a second factor."""
    open_newsroom(find_home(home))
    rows = [_described(one) for one in _accounts()]
    if as_json:
        print_json({"people": rows})
        return
    for row in rows:
        state = "open" if row["open"] else "closed"
        factor = ", ".join(row["factors"]) or "no second factor yet"
        click.echo(f"{row['name']:<24} {state:<7} {', '.join(row['roles']) or '-':<30} {factor}")
    if not rows:
        click.echo("Nobody has an account. `tamizdat people join NAME --admin` makes one.")


@click.command("join")
@click.argument("name")
@click.option("--role", default="", help="writer, editor or chief.")
@click.option("--section", "sections", multiple=True, help="Only in this section, by its title; again for each one.")
@click.option("--admin", "is_admin", is_flag=True, help="May do everything.")
@click.option("--new-key", is_flag=True, help="The people's key was destroyed or lost: make another one.")
@home_option
@json_option
def join_people(
    name: str, role: str, sections: tuple[str, ...], is_admin: bool, new_key: bool, home: Path | None, as_json: bool
) -> None:
    """Make an account for NAME, and a link with which its owner sets a password and then a second factor."""
    open_newsroom(find_home(home))
    from tamizdat.newsroom.add_account import make_first_key
    from tamizdat.newsroom.people.joining import join
    from tamizdat.newsroom.people.key import has_key, key_file, make_key

    make_first_key()
    if not has_key() and not new_key:
        raise RefusedError(
            f"{key_file()} is not there, and accounts are sealed under it. Put it back if you have it. If it is gone, "
            "say --new-key: older accounts then stay nameless and closed for good, and everybody joins anew."
        )
    make_key()
    account, token = join(name, role=role, sections=_sections(sections), is_admin=is_admin)
    if as_json:
        print_json({"account": account.username, "link": f"/join/{token}/"})
        return
    click.echo(f"{account.username} has an account. This link opens once, within three days, at the desk's address:\n")
    click.echo(f"  /join/{token}/\n")
    click.echo("It is shown once. Send it by a way that you trust.")


@click.command("leave")
@click.argument("name")
@click.option("--to", "successor", required=True, help="Who takes over drafts and requests.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
@json_option
def leave_people(name: str, successor: str, yes: bool, home: Path | None, as_json: bool) -> None:
    """Close the account of NAME: sessions, factors, links and locks end at once."""
    open_newsroom(find_home(home))
    from tamizdat.newsroom.people.leaving import check_leaving, leave

    account, other = _find(name), _find(successor)
    check_leaving(account, other)
    if not yes:
        click.confirm(f"Close the account of {account.username} and hand over to {other.username}?", abort=True)
    left = leave(account, other)
    if as_json:
        print_json({name: getattr(left, name) for name in left.__dataclass_fields__})
        return
    click.echo(f"{account.username} has left. Sessions {left.sessions}, factors {left.factors}, links {left.links},")
    click.echo(f"locks {left.locks}; handed over: drafts {left.drafts}, requests {left.tasks}.\n")
    click.echo("What only you can do:")
    click.echo("  - a root key or a paper share in their hands: tamizdat keys rotate")
    click.echo("  - passwords of mirrors, backups or the server that they knew: change them")
    if left.records:
        click.echo(f"  - the byline register has {left.records} records: does one have to go?")


@click.command("forget")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
def forget_people(yes: bool, home: Path | None) -> None:
    """Destroy the people's key. From then on no version, lock, comment or deed on record names anybody."""
    open_newsroom(find_home(home))
    from tamizdat.newsroom.people.forgetting import forget

    if not yes:
        click.echo(
            "This cannot be undone. Nobody will be able to say who wrote or changed what, everybody is signed out, "
            "and all accounts have to be made anew. Published articles and bylines stay as they are.\n"
        )
        if click.prompt("Type forget to go on", default="", show_default=False) != "forget":
            raise RefusedError("Nothing was changed.")
    destroyed = forget()
    click.echo(
        f"The people's key is destroyed; {destroyed} accounts are closed and name nobody.\nOn a solid-state disk "
        "overwritten bytes may stay for a while: if the machine may be taken, destroy the disk or its own key too.\n"
        "Copies that you made of keys/people.key: destroy them now.\n"
        "Begin again: tamizdat people join NAME --admin --new-key"
    )


@click.command("verify")
@home_option
@json_option
def verify_audit(home: Path | None, as_json: bool) -> None:
    """Go through the whole audit log; exit code 1 and the line where something was changed."""
    open_newsroom(find_home(home))
    from tamizdat.newsroom.people.audit import verify

    count = verify()
    print_json({"lines": count, "ok": True}) if as_json else click.echo(f"{count} lines, all as they were written.")


@click.command("accept")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
def accept_audit(yes: bool, home: Path | None) -> None:
    """Go on from the last line that is there, though another one is missing. It is put on record that this was done."""
    open_newsroom(find_home(home))
    from tamizdat.newsroom.people.audit import accept_end

    if not yes:
        click.confirm("Do you know why lines are missing (a backup that was brought back)?", abort=True)
    click.echo(f"The audit log goes on from line {accept_end()}.")


@click.command("list")
@click.option("--count", default=50, show_default=True, help="So many of the newest lines.")
@home_option
@json_option
def list_audit(count: int, home: Path | None, as_json: bool) -> None:
    """The newest deeds on record."""
    open_newsroom(find_home(home))
    from tamizdat.newsroom.people.audit import read

    for one in read(count=count):
        if as_json:
            print_json({name: getattr(one, name) for name in one.__dataclass_fields__})
        else:
            click.echo(f"{one.number:>6}  {one.at}  {one.who or '-':<20} {one.deed}  {one.about}  {one.what}")


def _accounts() -> Any:
    from django.contrib.auth import get_user_model  # Django has to know the newsroom first

    return get_user_model().objects.prefetch_related("groups").order_by("-is_active", "pk")


def _sections(titles: tuple[str, ...]) -> list[Any]:
    from tamizdat.newsroom.models import SectionPage

    found = list(SectionPage.objects.filter(title__in=titles, alias_of=None))
    missing = set(titles) - {one.title for one in found}
    if missing:
        raise RefusedError(f"There is no section {sorted(missing)[0]!r}.")
    return found


def _find(name: str) -> Any:
    found = [one for one in _accounts() if one.username == name.casefold()]
    if not found:
        raise RefusedError(f"Nobody is called {name!r}. `tamizdat people list` names everybody.")
    return found[0]


def _described(account: Any) -> dict[str, Any]:
    from allauth.mfa.models import Authenticator

    return {
        "name": str(account.username),
        "open": account.is_active,
        "roles": [*(["administrator"] if account.is_superuser else []), *(one.name for one in account.groups.all())],
        "factors": sorted(set(Authenticator.objects.filter(user=account).values_list("type", flat=True))),
    }
