from django.db import migrations, models

BEGIN_WITH_THE_FIRST = "UPDATE log_top SET key = hub"  # until now no hub could change its key


class Migration(migrations.Migration):
    dependencies = [
        ("prisma_hub", "0014_upkeep"),
    ]

    operations = [
        migrations.AddField(
            model_name="top",
            name="key",
            field=models.CharField(
                default="", help_text="the did:key in force: that of the newest rotation", max_length=80
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(BEGIN_WITH_THE_FIRST, migrations.RunSQL.noop),
    ]
