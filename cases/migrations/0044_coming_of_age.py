"""Who turns 18 is looked after by a process: what it may touch, and consents that nobody recorded because they ended."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# It reads who the person is, ends consents, raises tasks, and counts again how full each section is.
WRITES = (
    *("case", "casetask", "consentrecord", "personbiodata", "personeducation", "personsocioeconomic"),
    *("assistanceitem", "caseclosure", "caselawenforcement", "caselegalstatus", "childprotection"),
    *("determination", "exploitation", "familymember", "healthrecord", "identitydocument", "interview"),
    *("needsassessment", "perpetrator", "personfamily", "riskassessment", "trafficking"),
    *("traffickingexit", "transitleg"),
)
INSERT = (
    "INSERT INTO row_security_system (name, table_name, may_write) VALUES ('come_of_age', %s, %s)"
    " ON CONFLICT (name, table_name) DO NOTHING"
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0043_best_interests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="consentrecord",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(
            sql=[(INSERT, ["*", False]), *((INSERT, [f"cases_{name}", True]) for name in WRITES)],
            reverse_sql="DELETE FROM row_security_system WHERE name = 'come_of_age'",
        ),
    ]
