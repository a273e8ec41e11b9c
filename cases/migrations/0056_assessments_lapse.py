from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0055_answers_a_withdrawal_replaced"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bestinterests",
            name="state",
            field=models.CharField(
                choices=[
                    ("waits", "Waits for a second person"),
                    ("agreed", "Two people agree"),
                    ("not_agreed", "The second person does not agree"),
                    ("replaced", "Written anew before a second person had looked"),
                    ("lapsed", "Ended: the person is an adult"),
                ],
                default="waits",
                max_length=10,
                verbose_name="State",
            ),
        ),
    ]
