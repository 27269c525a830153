"""Accounts lose their readable names; what is kept about the newsroom's people gets its tables."""

from __future__ import annotations

import json

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def seal_accounts(apps, schema_editor):
    """Names, addresses, passwords and factors, under a key that is made now."""
    from tamizdat.newsroom.people.key import is_sealed, make_key, seal
    from tamizdat.newsroom.people.sealed_fields import NAMED, purpose_of

    make_key()
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("PRAGMA secure_delete=ON")
    for label, names in NAMED.items():
        model = apps.get_model(label)
        for row in model.objects.all():
            for name in names:
                plain = getattr(row, name)
                if plain and not is_sealed(plain):
                    plain = plain.casefold() if name == "username" else plain
                    setattr(row, name, seal(plain, purpose_of(label, name)))
            row.save(update_fields=names)
    for row in apps.get_model("mfa", "Authenticator").objects.all():
        if set(row.data) != {"sealed"}:
            row.data = {"sealed": seal(json.dumps(row.data), purpose_of("mfa.Authenticator", "data"))}
            row.save(update_fields=["data"])
    # Wagtail's own log wrote down whom an administrator made or changed; sessions held the name that was typed.
    log = apps.get_model("wagtailcore", "ModelLogEntry").objects
    log.filter(content_type__app_label="auth", content_type__model="user").update(label="account")
    apps.get_model("sessions", "Session").objects.all().delete()


def widen_columns(apps, schema_editor):
    """What is sealed is longer; SQLite knows no lengths."""
    if schema_editor.connection.vendor == "postgresql":
        for column in ("username", "first_name", "last_name", "email", "password"):
            schema_editor.execute(f"ALTER TABLE auth_user ALTER COLUMN {column} TYPE varchar(1024)")
        schema_editor.execute("ALTER TABLE account_emailaddress ALTER COLUMN email TYPE varchar(1024)")


class Migration(migrations.Migration):

    dependencies = [
        ("newsroom", "0004_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditLine',
            fields=[
                ('number', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('at', models.CharField(max_length=20)),
                ('actor', models.CharField(blank=True, max_length=200)),
                ('deed', models.CharField(max_length=60)),
                ('about', models.CharField(blank=True, max_length=200)),
                ('what', models.TextField(blank=True)),
                ('previous', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Breaking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('edition', models.PositiveIntegerField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'permissions': [('publish_breaking', 'May publish breaking news at once')],
            },
        ),
        migrations.CreateModel(
            name='BylineRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.JSONField()),
                ('byline', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsroom.byline')),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('until', models.DateTimeField()),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OpenSession',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('began', models.DateTimeField(null=True)),
                ('seen', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('until', models.DateTimeField()),
                ('shows_embargoed', models.BooleanField(default=False)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='LockAsk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closes', models.BooleanField()),
                ('asked_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'closes'), name='one_ask_per_account')],
            },
        ),
        migrations.RunPython(widen_columns, migrations.RunPython.noop),
        migrations.RunPython(seal_accounts, migrations.RunPython.noop),
    ]
