"""Django's settings, read from the newsroom's folder: TAMIZDAT_HOME names it."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import available_timezones

from tamizdat.newsroom import people
from tamizdat.project.content_languages import DESK, content_languages
from tamizdat.project.databases import describe_broker, describe_database, languages_in
from tamizdat.project.secret_key import read_secret_key
from tamizdat.shell.grown import DATABASE_BROKER
from tamizdat.shell.home import find_home

HOME = find_home(None)
NEWSROOM = HOME.read_settings()
PUBLIC_ADDRESS = NEWSROOM.address or os.environ.get("TAMIZDAT_PUBLIC_ADDRESS", "")  # where the desk's links lead

SECRET_KEY = read_secret_key(HOME.keys / "newsroom-sessions.key")
PEOPLE_KEY = HOME.keys / "people.key"  # seals who is who: newsroom/people/key.py
DEBUG = False
ALLOWED_HOSTS = ["*"]  # the newsroom is never public: it listens on loopback, a VPN or an onion address

INSTALLED_APPS = [
    "tamizdat.mirrors.console.apps.Console",
    "tamizdat.campaigns.apps.Campaigns",
    "tamizdat.newsroom.apps.Newsroom",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "tamizdat.newsroom.desk.people_app.People",
    "wagtail.snippets",
    "wagtail.documents",  # not offered: Wagtail looks for its addresses
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

# Workers, where tamizdat.toml names any: whatever wakes them, the table of shards says what there is to do.

if NEWSROOM.workers:
    TASKS = {"default": describe_broker(NEWSROOM.workers)}
    if NEWSROOM.workers.broker == DATABASE_BROKER:
        INSTALLED_APPS += ["django_tasks_db"]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tamizdat.newsroom.desk.static.StaticFiles",
    "tamizdat.newsroom.desk.headers.DeskHeaders",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tamizdat.newsroom.desk.language.DeskLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tamizdat.newsroom.second_factor.SecondFactor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "tamizdat.project.urls"
WSGI_APPLICATION = "tamizdat.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tamizdat.newsroom.desk.language.desk_words",
            ]
        },
    }
]

DATABASES = {"default": describe_database(HOME, NEWSROOM)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Counts wrong passwords and codes, for minutes. With Django's 300 entries, invented names would push the counts out.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}},
}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # nothing about the newsroom leaves it by e-mail

# Languages

USE_TZ = True
TIME_ZONE = NEWSROOM.time_zone if NEWSROOM.time_zone in available_timezones() else "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = content_languages(
    [*NEWSROOM.languages, *(code for code, _ in DESK), *languages_in(HOME, NEWSROOM)]
)
WAGTAILADMIN_PERMITTED_LANGUAGES = DESK
LOCALE_PATHS = [Path(people.__file__).with_name("locale")]
WAGTAIL_ALLOW_UNICODE_SLUGS = True

# Files. Originals are private: DESIGN, section 8.

MEDIA_ROOT = HOME.originals
MEDIA_URL = "/originals/"
STATIC_URL = "/static/"
# On disk, or in the bucket that tamizdat.toml names.
ON_DISK, IN_A_BUCKET = "django.core.files.storage.FileSystemStorage", "tamizdat.newsroom.files_storage.FilesStorage"
STORAGES = {
    "default": {"BACKEND": IN_A_BUCKET if NEWSROOM.storage else ON_DISK},
    "staticfiles": {"BACKEND": "tamizdat.newsroom.desk.static.NamedByDigest"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a long article with tables has many fields
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20

# Sessions. The newsroom listens on loopback or an onion address, where plain HTTP is usual.

SESSION_ENGINE = "tamizdat.newsroom.people.sessions"
SESSION_COOKIE_NAME = "newsroom"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 24 * 3600
CSRF_COOKIE_NAME = "newsroom-form"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # gone with the browser: a searched laptop does not name the newsroom a year later
CSRF_COOKIE_SAMESITE = "Strict"
LANGUAGE_COOKIE_SAMESITE = "Strict"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # behind TLS, cookies go over TLS alone: desk/headers.py
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Other hosts are told nothing. With "no-referrer" browsers send "Origin: null" with forms, and Django refuses those.
SECURE_REFERRER_POLICY = "same-origin"

# Logging in: password, then a code

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "tamizdat.newsroom.account_adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"login": "tamizdat.newsroom.people.login_form.DoorForm"}
# Over Tor everybody has one address. Passwords are counted by newsroom/people/limits.py; this counts codes.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 0
MFA_ADAPTER = "tamizdat.newsroom.account_adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "tamizdat.newsroom.code_once.LoginCodeForm",
    "reauthenticate": "tamizdat.newsroom.code_once.AgainCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True  # a device that asks for finger or PIN is two factors by itself
MFA_RATE_LIMITS = {"webauthn_login": None}  # nothing to guess, and one address must not shut out the others
MFA_TOTP_ISSUER = NEWSROOM.name
MFA_TOTP_TOLERANCE = 1  # a code lives half a minute longer on either side, for slow links and wrong clocks
MFA_ALLOW_UNVERIFIED_EMAIL = True

# Wagtail

WAGTAIL_SITE_NAME = NEWSROOM.name
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
WAGTAILADMIN_LOGIN_URL = "/login/"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # the paper's hours for everybody: another zone would tell where somebody lives
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_AGING_PAGES_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[object] = []
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
WAGTAIL_AUTOSAVE_INTERVAL = 15_000
WAGTAIL_AUTO_UPDATE_PREVIEW_INTERVAL = 2_000
WAGTAIL_EDITING_SESSION_PING_INTERVAL = 60_000
WAGTAILADMIN_RECENT_EDITS_LIMIT = 8
WAGTAIL_FINISH_WORKFLOW_ACTION = "tamizdat.newsroom.desk.publish_approved.publish_approved"
WAGTAILIMAGES_IMAGE_MODEL = "newsroom.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "tamizdat.newsroom.desk.pictures.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpeg", "jpg", "mpo", "png", "tif", "tiff", "webp"]
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "jpeg", "tiff": "jpeg", "heic": "jpeg"}  # for the desk's own thumbnails
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 30 * 2**20

# Words for whoever runs the newsroom, on standard error. No addresses, no names.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["errors"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["errors"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
