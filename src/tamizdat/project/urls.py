"""The newsroom's addresses. Everything but the way in is behind the second factor: ``newsroom/second_factor.py``."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtail_admin

from tamizdat.newsroom.desk.files import nothing_here, serve_original, serve_preview_file
from tamizdat.newsroom.desk.static import static_address

urlpatterns = [
    # the way in
    path("login/", account.login, name="account_login"),
    path("login/code/", factor.authenticate, name="mfa_authenticate"),
    path("logout/", account.logout, name="account_logout"),
    path("login/again/", account.reauthenticate, name="account_reauthenticate"),
    path("login/again/code/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("login/inactive/", account.account_inactive, name="account_inactive"),
    path("second-factor/", factor.index, name="mfa_index"),
    path("second-factor/set-up/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-factor/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("documents/", nothing_here),
    path("documents/<path:rest>", nothing_here),
    path("password_reset/", nothing_here),
    path("password_reset/<path:rest>", nothing_here),
    path("favicon.ico", RedirectView.as_view(url=static_address("desk/icon.svg")), name="desk_icon"),
    # files
    path("originals/<path:name>", serve_original, name="desk_original"),
    path("preview-files/<path:name>", serve_preview_file, name="desk_preview_file"),
    # the desk
    path("", include(wagtail_admin)),
]
