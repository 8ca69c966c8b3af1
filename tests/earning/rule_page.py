"""What a person sends from a rule's page."""

from django.urls import reverse

from earning.models import Rule


def page_of(rule: Rule) -> str:
    return reverse("earning:rule", args=[rule.pk])


def typed(**terms: str | list[str]) -> dict[str, str | list[str]]:
    """All fields of a page that shows a new rule about orders, some of them changed."""
    return {
        "name": "A rule",
        "value_type": "per_amount",
        "points": "1",
        "amount": "1.00",
        "has_whole_units": "False",
        "limit_period": "none",
        "cap_period": "none",
        "seen": "1",
        **terms,
    }


def asked(code: str, *, key: str = "0", **answers: str | list[str]) -> dict[str, str | list[str]]:
    """The fields of a condition's card."""
    fields = {f"condition-{key}-{name}": answer for name, answer in answers.items()}
    return {"condition": [key], f"condition-{key}-type": code, **fields}
