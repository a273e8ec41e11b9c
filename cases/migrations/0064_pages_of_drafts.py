from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0063_wishes_go_with_the_person"),
    ]

    operations = [
        migrations.AddField(
            model_name="sectiondraft",
            name="written_in",
            field=models.UUIDField(editable=False, null=True),
        ),
    ]
