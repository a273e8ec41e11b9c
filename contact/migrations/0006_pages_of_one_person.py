from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contact", "0005_circle"),
    ]

    operations = [
        migrations.AddField(
            model_name="enquiry",
            name="written_in",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="groupregistration",
            name="written_in",
            field=models.UUIDField(editable=False, null=True),
        ),
    ]
