import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0057_looks_of_the_trained"),
    ]

    operations = [
        migrations.AlterField(
            model_name="countrylaw",
            name="age_legal",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(7),
                    django.core.validators.MaxValueValidator(21),
                ],
                verbose_name="Legal help",
            ),
        ),
        migrations.AlterField(
            model_name="countrylaw",
            name="age_medical",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(7),
                    django.core.validators.MaxValueValidator(21),
                ],
                verbose_name="Medical help",
            ),
        ),
        migrations.AlterField(
            model_name="countrylaw",
            name="age_psychological",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(7),
                    django.core.validators.MaxValueValidator(21),
                ],
                verbose_name="Psychological help",
            ),
        ),
    ]
