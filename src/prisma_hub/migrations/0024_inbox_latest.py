from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prisma_hub", "0023_words"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="told",
            index=models.Index(fields=["person", "id"], name="inbox_latest"),
        ),
    ]
