"""What people with an account may do: writers write, editors approve, chief editors publish."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from tamizdat.newsroom.desk.approval import RoleInSection
from tamizdat.newsroom.models import SectionPage

GROUPS = {"writer": "Writers", "editor": "Editors", "chief": "Chief editors"}
WAGTAILS_CHIEF = "Moderators"
"""Wagtail's name for those who publish; the group is the same one."""
ON_PAGES = {
    "writer": ("add",),
    "editor": ("add", "change", "lock"),
    "chief": ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
}
ON_PICTURES = {
    "writer": ("add_image", "choose_image"),
    "editor": ("add_image", "change_image", "choose_image"),
    "chief": ("add_image", "change_image", "choose_image"),
}


def allow_roles() -> None:
    """Make the three groups and give each what it needs; what a newsroom added to a group stays."""
    if not Group.objects.filter(name=GROUPS["chief"]).exists():
        Group.objects.filter(name=WAGTAILS_CHIEF).update(name=GROUPS["chief"])
    root = Page.objects.filter(depth=1).first()
    for role, name in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        allow_at_desk(group, role)
        if root:
            allow_on_pages(group, role, root)


def allow_at_desk(group: Group, role: str) -> None:
    """Enter the desk, bring pictures, name topics and bylines, begin translations."""
    names = Q(content_type__app_label="newsroom", content_type__model__in=["topic", "byline", "series", "recording"])
    write = names & Q(codename__regex="^(add|change)_")
    translate = Q(content_type__app_label="simple_translation", codename="submit_translation")
    enter = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    watch = Q(content_type__app_label="newsroom", codename="change_watchword") if role != "writer" else Q(pk=None)
    group.permissions.add(*Permission.objects.filter(write | translate | enter | watch))
    pictures = Collection.get_first_root_node()
    for codename in ON_PICTURES[role] if pictures else ():
        right = Permission.objects.filter(content_type__app_label="wagtailimages", codename=codename).first()
        if right:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=pictures, permission=right)


def allow_on_pages(group: Group, role: str, place: Page) -> None:
    """What the role may do with pages there and below."""
    for deed in ON_PAGES[role]:
        right = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{deed}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=place, permission=right)


def group_of(role: str, section: SectionPage | None) -> Group:
    """The group that holds a role everywhere, or in one section; made when it is needed for the first time."""
    if section is None:
        return Group.objects.get(name=GROUPS[role])
    known = RoleInSection.objects.filter(section=section, role=role).select_related("group").first()
    if known:
        return known.group
    name = f"{GROUPS[role]} · {section.title[:90]} ({section.locale.language_code})"
    taken = Group.objects.filter(name=name).exists()
    group = Group.objects.create(name=f"{name} {section.public_id}" if taken else name)
    allow_at_desk(group, role)
    allow_on_pages(group, role, Page.objects.get(pk=section.pk))
    RoleInSection.objects.create(group=group, section=section, role=role)
    return group


def roles_of(person: Any) -> tuple[str, list[SectionPage]]:
    """A person's role, and the sections that it is limited to; none means everywhere. No role: an empty word."""
    groups = list(person.groups.values_list("pk", "name"))
    here = RoleInSection.objects.filter(group__in=[pk for pk, _ in groups]).select_related("section__locale")
    for role in ("chief", "editor", "writer"):
        if GROUPS[role] in {name for _, name in groups}:
            return role, []
        sections = [one.section for one in here if one.role == role]
        if sections:
            return role, sections
    return "", []


def give_role(person: Any, role: str, sections: Iterable[SectionPage] = ()) -> None:
    """One role, everywhere or in these sections; takes every other role that this desk gave. An empty role: none."""
    ours = Q(name__in=GROUPS.values()) | Q(role_in_section__isnull=False)
    person.groups.remove(*person.groups.filter(ours))
    if role:
        chosen = [group_of(role, one) for one in sections]
        person.groups.add(*(chosen or [group_of(role, None)]))


def publishes_everywhere(user: Any) -> bool:
    """A chief editor: whoever publishes in the whole paper."""
    everywhere = GroupPagePermission.objects.filter(group__user=user, page__depth=1)
    return bool(user.is_superuser or everywhere.filter(permission__codename="publish_page").exists())
