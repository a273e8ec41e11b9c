from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0058_ages_of_laws"),
    ]

    operations = [
        migrations.AddField(
            model_name="casetask",
            name="counted_from",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="casetask",
            name="working_days",
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.RunSQL(
            "INSERT INTO row_security_system (name, table_name, may_write) VALUES "
            "('office_calendar', 'cases_case', false), ('office_calendar', 'cases_casetask', true) "
            "ON CONFLICT (name, table_name) DO NOTHING",
            "DELETE FROM row_security_system WHERE name = 'office_calendar'",
        ),
    ]
