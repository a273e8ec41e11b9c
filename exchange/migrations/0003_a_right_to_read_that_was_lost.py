"""An export can be destroyed because who asked may not read any more everything that is in it."""

from django.db import migrations, models

PROBLEMS = [
    ("not_allowed", "The person who asked may no longer export at this office."),
    ("empty", "No case fits, or none of them may leave. Look at the filter and at the consents."),
    ("too_many", "More cases fit than one export may hold. Narrow the filter."),
    ("changed", "A case in it may not leave any more, so the file was destroyed. Ask again for the others."),
    (
        "narrowed",
        "The person who asked may no longer read all of the file, so it was destroyed. Ask again for the rest.",
    ),
    (
        "broken",
        "Something went wrong here. Ask again; if it fails again, give support the reference.",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_which_cases_a_file_holds")]
    operations = [
        migrations.AlterField(
            model_name="export",
            name="problem",
            field=models.CharField(blank=True, choices=PROBLEMS, default="", editable=False, max_length=12),
        ),
    ]
