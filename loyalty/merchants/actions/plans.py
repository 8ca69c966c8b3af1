"""What a merchant may use."""

from django.db import transaction

from loyalty.merchants.models import Merchant, Plan


@transaction.atomic
def change_plan(merchant: Merchant, plan: Plan) -> Plan:
    """The merchant is on this plan from now on; the one it was on before. Twice is once."""
    # Lock the merchant: of two who change it at once, each must see what really was before.
    before = Plan(Merchant.objects.select_for_update().get(pk=merchant.pk).plan)
    merchant.plan = plan
    if before != plan:
        merchant.save(update_fields=["plan"])
    return before
