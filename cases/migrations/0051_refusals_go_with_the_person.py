"""A refusal that was taken back is a word of its own; a rule asks what the person said at her other cases."""

from django.db import migrations, models

LIST = """
INSERT INTO row_security_system (name, table_name, may_write) VALUES
    ('interpreters', 'cases_personlink', false), ('interpreters', 'cases_duplicatepair', false),
    ('interpreters', 'cases_case', false)
ON CONFLICT (name, table_name) DO NOTHING;
"""
UNLIST = """
DELETE FROM row_security_system WHERE name = 'interpreters'
    AND table_name IN ('cases_personlink', 'cases_duplicatepair', 'cases_case');
"""
# Before there was the word, a refusal that was taken back had no row.
FORGET = "DELETE FROM cases_interpreterchoice WHERE state = 'again'"


class Migration(migrations.Migration):
    dependencies = [("cases", "0050_listed_from_the_index"), ("vault", "0005_row_security")]

    operations = [
        migrations.AlterField(
            model_name="interpreterchoice",
            name="state",
            field=models.CharField(
                choices=[("chosen", "Chosen"), ("refused", "Refused"), ("again", "No longer refused")],
                max_length=8,
            ),
        ),
        migrations.RunSQL(LIST, UNLIST),
        migrations.RunSQL(migrations.RunSQL.noop, FORGET),
    ]
