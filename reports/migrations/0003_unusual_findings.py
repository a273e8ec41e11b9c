"""Findings are kept when they are found, so that the data protection officer is told of each once.

Reviews made so far become closed findings; what their counts were is not known.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("outside", "Cases outside the own work"),
    ("bulk", "Many cases"),
    ("searches", "Many searches"),
    ("off_hours", "Reading outside the hours"),
    ("night", "Sign-in at night"),
    ("devices", "New device"),
    ("failures", "Wrong passwords or codes"),
    ("guesses", "Guesses at many accounts"),
]
OUTCOMES = [
    ("explained", "There was a good reason"),
    ("spoken_with", "The person was spoken with"),
    ("reported", "It goes on: supervisor or breach register"),
]


def person(on_delete, **options):
    return models.ForeignKey(
        on_delete=on_delete, null=True, related_name="+", to=settings.AUTH_USER_MODEL, **options
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_staff_in_two_persons"),
        ("reports", "0002_unusual_reviews"),
    ]

    operations = [
        migrations.RenameModel("UnusualReview", "UnusualFinding"),
        migrations.AlterModelOptions(
            "unusualfinding",
            {
                "verbose_name": "unusual finding",
                "verbose_name_plural": "unusual findings",
                "default_permissions": (),
                "ordering": ["-day", "-found_at", "pk"],
            },
        ),
        migrations.AddField("unusualfinding", "count", models.PositiveIntegerField(default=0)),
        migrations.AddField("unusualfinding", "limit", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "unusualfinding", "found_at", models.DateTimeField(default=django.utils.timezone.now)
        ),
        migrations.AlterField(
            "unusualfinding", "kind", models.CharField(choices=KINDS, max_length=20, verbose_name="Kind")
        ),
        migrations.AlterField("unusualfinding", "person", person(django.db.models.deletion.CASCADE)),
        migrations.AlterField(
            "unusualfinding",
            "office",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, null=True, related_name="+", to="accounts.office"
            ),
        ),
        migrations.AlterField(
            "unusualfinding",
            "outcome",
            models.CharField(
                blank=True, choices=OUTCOMES, default="", max_length=12, verbose_name="What it was"
            ),
        ),
        migrations.AlterField("unusualfinding", "by", person(django.db.models.deletion.PROTECT)),
        migrations.AlterField("unusualfinding", "at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("unusualfinding", "unusual_once"),
        migrations.AddConstraint(
            "unusualfinding",
            models.UniqueConstraint(
                fields=["kind", "person", "office", "day"], name="unusual_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            "unusualfinding",
            models.CheckConstraint(
                condition=Q(outcome="") | Q(by__isnull=False, at__isnull=False),
                name="unusual_closed_by_somebody",
            ),
        ),
    ]
