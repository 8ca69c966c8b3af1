from django.db import migrations

from loyalty.database.operations import CompositeForeignKey


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0002_deliveries")]

    operations = [
        CompositeForeignKey("webhooks_delivery", "endpoint_id", "webhooks_endpoint", on_delete="CASCADE"),
        CompositeForeignKey("webhooks_delivery", "message_id", "webhooks_message", on_delete="CASCADE"),
        CompositeForeignKey("webhooks_attempt", "delivery_id", "webhooks_delivery", on_delete="CASCADE"),
    ]
