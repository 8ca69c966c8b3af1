from django.db import migrations

from loyalty.database.operations import CompositeForeignKey


class Migration(migrations.Migration):
    """A row cannot point at another merchant's."""

    dependencies = [
        ("earning", "0001_rules_and_awards"),
        ("orders", "0002_stay_with_the_merchant"),
    ]
    operations = [
        CompositeForeignKey("earning_ruleversion", "rule_id", "earning_rule"),
        CompositeForeignKey("earning_settlement", "order_id", "orders_order"),
        CompositeForeignKey("earning_settlement", "ruleset_id", "earning_ruleset"),
        CompositeForeignKey("earning_activity", "customer_id", "customers_customer"),
        CompositeForeignKey("earning_activity", "ruleset_id", "earning_ruleset"),
        CompositeForeignKey("earning_award", "customer_id", "customers_customer"),
        CompositeForeignKey("earning_award", "rule_id", "earning_rule"),
        CompositeForeignKey("earning_award", "rule_version_id", "earning_ruleversion"),
        CompositeForeignKey("earning_award", "order_id", "orders_order"),
        CompositeForeignKey("earning_award", "activity_id", "earning_activity"),
    ]
