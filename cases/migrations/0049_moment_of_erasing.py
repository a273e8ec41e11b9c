"""The moment at which what was typed at an interview was erased."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0048_tasks_nobody_takes")]

    operations = [
        migrations.AlterField(
            model_name="interviewmoment",
            name="kind",
            field=models.CharField(
                choices=[
                    ("started", "Begun"),
                    ("paused", "Paused"),
                    ("resumed", "Resumed"),
                    ("ended", "Ended"),
                    ("erased", "What was typed was erased"),
                ],
                max_length=10,
                verbose_name="What happened",
            ),
        ),
    ]
