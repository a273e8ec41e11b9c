"""What the sheet tells of when a decision was made: a yes on paper overrules no no of its day (decision 0239)."""

from django.db import migrations, models

# What was entered from a paper form before carries noon of its day at the office, to the microsecond: nothing that was
# said to us does.
TOLD = """
SELECT row_context_migration();
UPDATE cases_consentrecord AS consent SET on_paper = 'day'
FROM cases_case AS held JOIN accounts_office AS office ON office.id = held.office_id
WHERE held.id = consent.case_id AND (consent.consent_date AT TIME ZONE office.time_zone)::time = '12:00';
"""
GUARDED = """
CREATE TRIGGER consent_paper_is_immutable BEFORE UPDATE OF on_paper
    ON cases_consentrecord FOR EACH ROW EXECUTE FUNCTION cases_consent_is_immutable();
"""
UNGUARDED = "DROP TRIGGER consent_paper_is_immutable ON cases_consentrecord;"


class Migration(migrations.Migration):
    dependencies = [("cases", "0051_refusals_go_with_the_person")]
    operations = [
        migrations.AddField(
            model_name="consentrecord",
            name="on_paper",
            field=models.CharField(
                blank=True,
                choices=[("day", "The day is known"), ("moment", "The time is known, too")],
                default="",
                editable=False,
                max_length=6,
                verbose_name="Entered from paper",
            ),
        ),
        migrations.RunSQL(TOLD, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDED, UNGUARDED),
    ]
