from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0056_assessments_lapse"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="secondlook",
            name="second_look_open_once",
        ),
        migrations.AlterField(
            model_name="secondlook",
            name="state",
            field=models.CharField(
                choices=[
                    ("second", "Waits for a second person"),
                    ("third", "Two differ: waits for a third person"),
                    ("trained", "Two agree, none of them noted as trained: waits for somebody who is"),
                    ("agreed", "A second person agrees"),
                    ("settled", "A third person has decided"),
                    ("replaced", "Decided anew before a second person had looked"),
                ],
                default="second",
                max_length=10,
                verbose_name="State",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("second", "third", "trained"))),
                fields=("case",),
                name="second_look_open_once",
            ),
        ),
    ]
