"""Duplicate an article, keep it as a template, begin a new one from a template."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from tamizdat.newsroom.desk.copies import copy_article, make_template, use_template
from tamizdat.newsroom.models import ArticlePage, FrontPage, SectionPage


class CopyForm(forms.Form):
    """What the copy is called, and where it goes."""

    title = forms.CharField(max_length=255, label=gettext_lazy("Headline"))
    place = forms.ChoiceField(label=gettext_lazy("Section"))
    is_template = forms.BooleanField(
        required=False,
        label=gettext_lazy("Keep it as a template"),
        help_text=gettext_lazy("For articles that recur. A template is never public."),
    )

    def __init__(self, article: ArticlePage, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places_in(article.locale_id, user)
        words = {one.pk: _("no section") if isinstance(one, FrontPage) else one.title for one in self.places.values()}
        self.fields["place"].choices = list(words.items())  # type: ignore[attr-defined]
        self.initial.setdefault("place", article.get_parent().pk)
        self.initial.setdefault("title", article.draft_title or article.title)

    def chosen(self) -> Page:
        """The section."""
        return self.places[int(self.cleaned_data["place"])]


def places_in(locale: int, user: Any) -> dict[int, Page]:
    """Sections of one language in which this person may begin an article."""
    sections = SectionPage.objects.filter(locale_id=locale, alias_of=None).order_by("path")
    fronts = FrontPage.objects.filter(locale_id=locale, alias_of=None).order_by("path")
    found = [*sections, *fronts]
    return {one.pk: one for one in found if one.permissions_for_user(user).can_add_subpage()}


@permission_required("wagtailadmin.access_admin")
def copy_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask for headline and section, then open the copy."""
    article = get_object_or_404(ArticlePage, pk=page_id, alias_of=None)
    if not article.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    initial = {"is_template": "template" in request.GET}
    form = CopyForm(article, request.user, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        title, place = form.cleaned_data["title"], form.chosen()
        make = make_template if form.cleaned_data["is_template"] else copy_article
        twin = make(article, request.user, title=title, place=place)
        words = _("The template is made.") if twin.is_template else _("The copy is a draft with an address of its own.")
        messages.success(request, words)
        return redirect("wagtailadmin_pages:edit", twin.pk)
    return render(request, "desk/copy.html", {"article": article, "form": form})


@permission_required("wagtailadmin.access_admin")
def templates_page(request: HttpRequest) -> HttpResponse:
    """All templates of sections in which this person writes."""
    found = ArticlePage.objects.filter(is_template=True).select_related("locale").order_by("locale_id", "title")
    shown = [
        {"template": one, "section": one.get_parent(), "may_edit": one.permissions_for_user(request.user).can_edit()}
        for one in found
        if one.get_parent().permissions_for_user(request.user).can_add_subpage()
    ]
    return render(request, "desk/templates.html", {"shown": shown})


@require_POST
@permission_required("wagtailadmin.access_admin")
def begin_from_template(request: HttpRequest, page_id: int) -> HttpResponse:
    """A new draft in the template's own section."""
    template = get_object_or_404(ArticlePage, pk=page_id, is_template=True)
    return redirect("wagtailadmin_pages:edit", use_template(template, request.user).pk)


@hooks.register("register_admin_urls")
def copy_addresses() -> list[URLPattern]:
    """Their addresses."""
    return [
        path("duplicate/<int:page_id>/", copy_page, name="desk_copy"),
        path("templates/", templates_page, name="desk_templates"),
        path("templates/<int:page_id>/use/", begin_from_template, name="desk_use_template"),
    ]


@hooks.register("register_admin_menu_item")
def templates_item() -> MenuItem:
    """In the menu, after the articles."""
    return MenuItem(gettext_lazy("Templates"), reverse("desk_templates"), name="templates", icon_name="copy", order=110)


@hooks.register("register_page_header_buttons")
def template_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """Keep as a template, or begin from it."""
    if page.specific_class is not ArticlePage or page.alias_of_id:
        return
    if page.permissions_for_user(user).can_edit():
        words = _("Duplicate the template …") if page.specific.is_template else _("Keep as a template …")
        yield Button(words, f"{reverse('desk_copy', args=[page.pk])}?template", icon_name="copy", priority=35)


@hooks.register("before_copy_page")
def ours_instead(request: HttpRequest, page: Any) -> HttpResponse:
    """Wagtail's copy knows nothing of public numbers and embargoes, and would copy a section with all in it."""
    if page.specific_class is ArticlePage and not page.alias_of_id:
        return redirect("desk_copy", page.pk)
    messages.error(request, _("Only articles are duplicated."))
    return redirect("wagtailadmin_explore", page.get_parent().pk if page.depth > 1 else page.pk)


@hooks.register("before_publish_page")
def keep_template(request: HttpRequest, page: Any) -> HttpResponse | None:
    """A template is never public; what was typed is saved."""
    if not getattr(page, "is_template", False):
        return None
    messages.error(request, _("A template is never public. Begin an article from it and publish that."))
    return redirect("wagtailadmin_pages:edit", page.pk)
