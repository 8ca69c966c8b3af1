"""Two customers who are one."""

from earning.models import Activity, Award


def merge_earnings(from_id: int, *, into_id: int) -> None:
    """What one customer did, and what it gave, belongs to the other from now on; so later changes find it there.

    Of what a rule gives a customer once, for joining or in a year, both keep theirs: it is not taken from anybody,
    and the other's counts for the two.
    """
    Activity.objects.filter(customer=from_id).update(customer=into_id)
    awards = Award.objects.filter(customer=from_id)
    awards.exclude(order=None, activity=None).update(customer=into_id)
    for award in awards:
        has_one = Award.objects.filter(
            customer=into_id, rule=award.rule_id, year=award.year, order=None, activity=None
        ).exists()
        if not has_one:
            Award.objects.filter(pk=award.pk).update(customer=into_id)
