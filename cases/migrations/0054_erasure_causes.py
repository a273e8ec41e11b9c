"""What each cause of an erasure asks to be erased; of an erasure asked before, its reason tells (decision 0251)."""

from django.db import migrations, models

TOLD = """
SELECT row_context_migration();
UPDATE cases_erasurerequest SET causes = jsonb_build_object(
    CASE WHEN reason <> 'withdrawn' THEN reason WHEN extent = 'files' THEN 'photo_document' ELSE 'data_processing' END,
    extent
);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0053_interpreter_clock")]
    operations = [
        migrations.AddField(
            model_name="erasurerequest",
            name="causes",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name="erasurerequest",
            name="extent",
            field=models.CharField(
                choices=[
                    ("whole", "The whole file"),
                    ("identity", "Who the person is"),
                    ("files", "Photos and documents"),
                    ("parts", "Who the person is, and photos and documents"),
                ],
                default="whole",
                max_length=12,
                verbose_name="What is erased",
            ),
        ),
        migrations.RunSQL(TOLD, migrations.RunSQL.noop),
    ]
