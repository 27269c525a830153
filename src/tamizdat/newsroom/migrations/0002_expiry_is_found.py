"""Pages that expire are found without looking at every page: the press asks before each edition."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX newsroom_page_expires ON wagtailcore_page (expire_at) WHERE expire_at IS NOT NULL",
            "DROP INDEX newsroom_page_expires",
        ),
    ]
