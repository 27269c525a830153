import wagtail.fields
from django.db import migrations, models

RICH = ["h3", "bold", "italic", "link", "ol", "ul"]
POLICIES = ("about", "ethics", "corrections", "verification", "sources", "ownership", "feedback", "masthead")


class Migration(migrations.Migration):

    dependencies = [
        ("newsroom", "0008_formats"),
    ]

    operations = [
        *(
            migrations.AddField("frontpage", f"{name}_policy", wagtail.fields.RichTextField(blank=True))
            for name in POLICIES
        ),
        migrations.AddField("frontpage", "contact_text", wagtail.fields.RichTextField(blank=True)),
        migrations.AddField("frontpage", "contact_onion", models.CharField(blank=True, max_length=255)),
        migrations.AddField("frontpage", "contact_signal", models.CharField(blank=True, max_length=255)),
        migrations.AddField("frontpage", "contact_mail", models.CharField(blank=True, max_length=255)),
        migrations.AddField("frontpage", "contact_pgp", models.TextField(blank=True)),
        migrations.AddField("frontpage", "contact_post", models.TextField(blank=True)),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("legal_name", models.TextField(blank=True)),
                ("owners", models.TextField(blank=True)),
                ("funders", models.TextField(blank=True)),
                ("address", models.TextField(blank=True)),
                ("responsible", models.TextField(blank=True)),
                ("contact", models.TextField(blank=True)),
            ],
            options={"verbose_name": "disclosure", "verbose_name_plural": "disclosures"},
        ),
    ]
