"""Who answers for a provider holds a role of its own: beside another role it would see what that role sees."""

from typing import Any

from django.db import migrations, models


def end_duties(apps: Any, _editor: Any) -> None:
    """The duty of this name gave nothing."""
    apps.get_model("accounts.Duty").objects.filter(code="provider").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_kept_forms_know_their_case"),
    ]

    operations = [
        migrations.RunPython(end_duties, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="duty",
            name="code",
            field=models.CharField(
                choices=[
                    ("security_focal_point", "Security focal point"),
                    ("fund_manager", "Fund manager"),
                    ("finance_officer", "Finance officer"),
                    ("misconduct_focal_point", "Misconduct focal point"),
                    ("duplicate_desk", "Duplicate desk"),
                    ("tracing_desk", "Tracing desk"),
                    ("regional_focal_point", "Regional focal point"),
                    ("best_interest_panel", "Member of the best-interest panel"),
                    ("legal_adviser", "Legal adviser"),
                ],
                max_length=40,
                verbose_name="duty",
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("caseworker", "Caseworker"),
                    ("supervisor", "Supervisor"),
                    ("receiving_desk", "Receiving desk"),
                    ("health_worker", "Health worker"),
                    ("shelter_manager", "Shelter manager"),
                    ("shelter_worker", "Shelter worker"),
                    ("data_analyst", "Data analyst"),
                    ("data_protection_officer", "Data protection officer"),
                    ("user_administrator", "User administrator"),
                    ("system_administrator", "System administrator"),
                    ("provider", "Provider (own items only)"),
                ],
                max_length=40,
                verbose_name="role",
            ),
        ),
        migrations.AlterField(
            model_name="officerolenarrowing",
            name="role",
            field=models.CharField(
                choices=[
                    ("caseworker", "Caseworker"),
                    ("supervisor", "Supervisor"),
                    ("receiving_desk", "Receiving desk"),
                    ("health_worker", "Health worker"),
                    ("shelter_manager", "Shelter manager"),
                    ("shelter_worker", "Shelter worker"),
                    ("data_analyst", "Data analyst"),
                    ("data_protection_officer", "Data protection officer"),
                    ("user_administrator", "User administrator"),
                    ("system_administrator", "System administrator"),
                    ("provider", "Provider (own items only)"),
                ],
                max_length=40,
                verbose_name="role",
            ),
        ),
    ]
