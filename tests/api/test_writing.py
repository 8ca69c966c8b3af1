"""The programme itself written by programs: ways to earn, ways to redeem, tiers."""

from typing import Any

import pytest
from django_scopes import scope

from earning.models import RuleVersion
from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.merchants.models import Merchant
from loyalty.rewards.models import Reward
from tests.api.cast import Caller, message
from tests.cast import MONDAY, make_customer, make_order, make_reward, make_rule, make_tiers
from vip.models import Tier, VipChange
from vip.queries import terms_in_force

PER_EURO = {"type": "variable", "variable": {"value": 5, "per_amount": 1.5}}
HUNDRED = {"type": "fixed", "fixed": {"value": 100}}
FIVE_OFF = {
    "name": "Five off",
    "reward_type": "amount_off",
    "exchange_type": "fixed",
    "points_price": 500,
    "value_cents": 5_00,
}


def test_a_new_way_to_earn_counts_from_now_on(caller: Caller, merchant: Merchant) -> None:
    said = {
        "name": "Place an order",
        "action": "place_order",
        "reward_value": PER_EURO,
        "earning_limit": {"max": 2, "type": "rolling", "calendar": "month"},
        "points_cap": {"points": 900, "period": "year"},
        "conditions": [{"type": "minimum_order", "cents": 10_00}],
        "action_text": "Buy coffee",
    }

    response = caller.post("earning_rules", {"earning_rule": said})

    assert response.status_code == 201
    rule = response.json()["earning_rule"]
    assert rule == {
        "id": rule["id"],
        "name": "Place an order",
        "image_url": rule["image_url"],
        "action_text": "Buy coffee",
        "action_url": None,
        "restricted_to_vip_tier_ids": [],
        "reward": {"type": "points"},
        "reward_value": {"type": "variable", "variable": {"value": 5.0, "per_amount": 1.5}},
        "earning_limit": {
            "max": 2,
            "type": "rolling",
            "rolling": {"unit": "day", "unit_count": 31},
            "calendar": "month",
        },
        "action": "place_order",
        "is_enabled": True,
        "version": 1,
        "conditions": [{"type": "minimum_order", "cents": 10_00}],
        "points_cap": {"points": 900, "period": "year"},
        "starts_at": None,
        "ends_at": None,
        "created_at": rule["created_at"],
        "updated_at": rule["updated_at"],
    }
    assert caller.get(f"earning_rules/{rule['id']}").json()["earning_rule"] == rule


def test_what_was_read_can_be_written_back(caller: Caller, merchant: Merchant) -> None:
    rule = make_rule(merchant, limit_count=3, limit_period="rolling", limit_days=30)
    read = caller.get(f"earning_rules/{rule.pk}").json()["earning_rule"]
    writable = (
        "name",
        "reward_value",
        "earning_limit",
        "points_cap",
        "conditions",
        "action_text",
        "action_url",
    )

    said = {name: read[name] for name in (*writable, "restricted_to_vip_tier_ids", "starts_at", "ends_at")}
    written = caller.send_json("PATCH", f"earning_rules/{rule.pk}", {"earning_rule": said})

    assert written.json()["earning_rule"] == read


def test_a_change_is_a_version_and_names_the_program(caller: Caller, merchant: Merchant) -> None:
    rule = make_rule(merchant)

    changed = caller.send_json(
        "PATCH", f"earning_rules/{rule.pk}", {"earning_rule": {"reward_value": HUNDRED}}
    )

    assert (changed.status_code, changed.json()["earning_rule"]["version"]) == (200, 2)
    with scope(merchant=merchant):
        assert list(RuleVersion.objects.order_by("number").values_list("points", flat=True)) == [1, 100]
        assert AuditEvent.objects.get(action="rule.revised").caller == "A program"


def test_a_change_of_an_older_version_is_refused(caller: Caller, merchant: Merchant) -> None:
    rule = make_rule(merchant)
    caller.send_json("PATCH", f"earning_rules/{rule.pk}", {"earning_rule": {"name": "Newer"}})

    late = caller.send_json(
        "PATCH", f"earning_rules/{rule.pk}", {"earning_rule": {"name": "Late", "version": 1}}
    )

    assert (late.status_code, late["X-Error-Code"]) == (422, "rule_changed")


def test_a_rule_is_switched_off_and_on(caller: Caller, merchant: Merchant) -> None:
    rule = make_rule(merchant)

    moves = ("disable", "disable", "enable")
    states = [
        caller.post(f"earning_rules/{rule.pk}/{move}", {}).json()["earning_rule"]["is_enabled"]
        for move in moves
    ]

    assert states == [False, False, True]


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({"action": "fly"}, 400, "There is no such way to earn."),
        ({"reward_value": {"type": "fixed", "fixed": {"value": 1.5}}}, 422, "Points are whole numbers"),
        ({"reward_value": {"type": "fixed"}}, 400, "earning_rule.reward_value.fixed"),
        ({"reward_value": {"type": "fixed", "fixed": {"value": 0}}}, 422, "at least 1 point"),
        ({"action": "sign_up", "reward_value": PER_EURO}, 422, "Nothing is spent here"),
        ({"conditions": [{"type": "minimum_order", "cents": "many"}]}, 422, "This condition is incomplete"),
        ({"conditions": [{"type": "minimum_order", "cents": True}]}, 422, "This condition is incomplete"),
        ({"conditions": [{"type": "minimum_order"}]}, 422, "This condition is incomplete"),
        ({"conditions": [{"type": "moon"}]}, 400, "earning_rule.conditions"),
        ({"conditions": [{"type": "categories", "values": [1]}]}, 422, "This condition is incomplete"),
        ({"conditions": [{"type": "weekdays", "days": [9]}]}, 422, "This condition is incomplete"),
        ({"restricted_to_vip_tier_ids": [4711]}, 400, "There is no VIP tier 4711."),
        ({"earning_limit": {"max": 1, "type": "rolling"}}, 400, "earning_rule.earning_limit.rolling"),
        ({"icon": "no-such-icon"}, 422, "Choose one of the icons."),
        ({"action_url": "javascript:alert(1)"}, 422, "a link begins with https://"),
        (
            {"starts_at": "2026-03-02T00:00:00Z", "ends_at": "2026-03-01T00:00:00Z"},
            422,
            "end before it starts",
        ),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    caller: Caller, merchant: Merchant, said: dict[str, Any], status: int, words: str
) -> None:
    rule = {"name": "A rule", "action": "place_order", "reward_value": HUNDRED, **said}

    response = caller.post("earning_rules", {"earning_rule": rule})

    assert response.status_code == status
    assert words in message(response)
    with scope(merchant=merchant):
        assert not RuleVersion.objects.exists()


def test_a_rule_for_some_tiers_gives_to_them_only(caller: Caller, merchant: Merchant) -> None:
    make_tiers(merchant)
    with scope(merchant=merchant):
        gold = Tier.objects.get(name="Gold")
    said = {"name": "Gold", "action": "place_order", "reward_value": HUNDRED}

    rule = caller.post(
        "earning_rules", {"earning_rule": {**said, "restricted_to_vip_tier_ids": [gold.pk]}}
    ).json()["earning_rule"]
    open_to_all = caller.send_json(
        "PATCH", f"earning_rules/{rule['id']}", {"earning_rule": {"restricted_to_vip_tier_ids": []}}
    ).json()["earning_rule"]

    assert rule["restricted_to_vip_tier_ids"] == [gold.pk]
    assert rule["conditions"] == [{"type": "tiers", "values": [str(gold.pk)], "is_excluding": False}]
    assert (open_to_all["restricted_to_vip_tier_ids"], open_to_all["conditions"]) == ([], [])


def test_a_new_way_to_redeem_can_be_had_at_once(caller: Caller, merchant: Merchant) -> None:
    ada = make_customer(merchant, points=500)

    made = caller.post(
        "points_products", {"points_product": {**FIVE_OFF, "usage_instructions": "At the till"}}
    )
    product = made.json()["points_product"]
    bought = caller.post(f"points_products/{product['id']}/purchase", {"customer_id": ada.pk})

    assert made.status_code == 201
    assert (product["points_price"], product["value_cents"], product["is_enabled"]) == (500, 5_00, True)
    assert bought.status_code == 201
    assert bought.json()["points_purchase"]["reward_fulfillment"]["usage_instructions"] == "At the till"


def test_a_way_to_redeem_is_changed_and_switched(caller: Caller, merchant: Merchant) -> None:
    reward = make_reward(merchant, name="Five off", texts={"sv": {"name": "Fem av"}})
    path = f"points_products/{reward.pk}"
    said = {"points_price": 450, "description": "Off your order", "limit_total": 10, "icon": "coffee"}

    changed = caller.send_json("PATCH", path, {"points_product": said}).json()["points_product"]
    off = caller.post(f"{path}/disable", {}).json()["points_product"]
    on = caller.post(f"{path}/enable", {}).json()["points_product"]

    assert (changed["points_price"], changed["reward"]["description"]) == (450, "Off your order")
    assert (off["is_enabled"], on["is_enabled"]) == (False, True)
    with scope(merchant=merchant):
        kept = Reward.objects.get()
        assert kept.texts == {"sv": {"name": "Fem av"}, "en": {"description": "Off your order"}}
        assert (kept.name, kept.limit_total) == ("Five off", 10)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"points_price": None}, 422),
        ({"points_price": 0}, 400),
        ({"points_price": 10**10}, 422),
        ({"value_cents": None}, 422),
        ({"reward_type": "moon"}, 400),
        ({"exchange_type": "none"}, 400),
        ({"percent": 101}, 400),
        ({"restricted_to_vip_tier_ids": [4711]}, 400),
        ({"store_ids": [4711]}, 400),
        ({"icon": "no-such-icon"}, 400),
        ({"code_prefix": "a b"}, 400),
        ({"exchange_type": "variable", "variable_points_step": 100}, 422),
        ({"limit_total": 2**40}, 400),
    ],
)
def test_a_way_to_redeem_that_makes_no_sense_is_refused(
    caller: Caller, merchant: Merchant, said: dict[str, Any], status: int
) -> None:
    response = caller.post("points_products", {"points_product": {**FIVE_OFF, **said}})

    assert response.status_code == status, response.content
    assert message(response)
    with scope(merchant=merchant):
        assert not Reward.objects.exists()


def test_what_moves_nobody_is_changed_at_once(caller: Caller, merchant: Merchant) -> None:
    make_tiers(merchant)
    with scope(merchant=merchant):
        gold = Tier.objects.get(name="Gold")
    said = {
        "name": "Golden",
        "perks": ["Free shipping", "Early access"],
        "multiplier": 1.5,
        "entry_points": 50,
    }

    response = caller.send_json("PATCH", f"vip_tiers/{gold.pk}", {"vip_tier": said})

    assert response.status_code == 200
    tier = response.json()["vip_tier"]
    assert tier == {
        "id": gold.pk,
        "name": "Golden",
        "image_url": tier["image_url"],
        "milestone": 500.0,
        "perks": [{"name": "Free shipping"}, {"name": "Early access"}],
        "entry_points": 50,
        "entry_points_product_ids": [],
        "multiplier": 1.5,
        "icon": tier["icon"],
        "colour": tier["colour"],
    }
    assert caller.get(f"vip_tiers/{gold.pk}").json()["vip_tier"] == tier


def test_what_moves_customers_waits_to_be_confirmed(caller: Caller, merchant: Merchant) -> None:
    make_tiers(merchant)
    ada = make_customer(merchant)
    make_order(ada, goods_cents=300_00)
    with scope(merchant=merchant):
        gold = Tier.objects.get(name="Gold")

    planned = caller.send_json("PATCH", f"vip_tiers/{gold.pk}", {"vip_tier": {"milestone": 250}})
    change = planned.json()["vip_change"]
    early = caller.post(f"vip_changes/{change['id']}/confirm", {})
    _let_the_worker(merchant, change["id"])
    seen = caller.get(f"vip_changes/{change['id']}").json()["vip_change"]
    confirmed = caller.post(f"vip_changes/{change['id']}/confirm", {"gives_rewards": False})
    _let_the_worker(merchant, change["id"])

    assert (planned.status_code, change["phase"]) == (202, "checking")
    assert early.status_code == 422
    assert (seen["phase"], seen["customers_seen"], seen["customers_moving"]) == ("checked", 1, 1)
    assert (confirmed.status_code, confirmed.json()["vip_change"]["phase"]) == (202, "applying")
    assert caller.get(f"customers/{ada.pk}").json()["customer"]["vip_tier_id"] == gold.pk


def test_a_tier_is_added_taken_away_and_the_change_discarded(caller: Caller, merchant: Merchant) -> None:
    make_tiers(merchant)

    planned = caller.post("vip_tiers", {"vip_tier": {"name": "Platinum", "milestone": 900.5}})
    change_id = planned.json()["vip_change"]["id"]
    discarded = caller.post(f"vip_changes/{change_id}/discard", {})
    with scope(merchant=merchant):
        gold = Tier.objects.get(name="Gold")
    gone = caller.send_json("DELETE", f"vip_tiers/{gold.pk}", {})

    assert planned.status_code == 202
    assert discarded.json()["vip_change"]["phase"] == "discarded"
    assert gone.status_code == 202
    with scope(merchant=merchant):
        assert len(terms_in_force(merchant.pk).tiers) == 3
        assert VipChange.objects.get(pk=change_id).terms["tiers"][-1]["milestone"] == 900_50


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({"name": "Gold"}, 422, "Another tier has this name."),
        ({"name": " "}, 400, "vip_tier.name: "),
        ({"milestone": 500}, 422, "Gold has the same milestone."),
        ({"milestone": 900.005}, 422, "no more decimals than the currency"),
        ({"milestone": -1}, 400, "vip_tier.milestone: "),
        ({"milestone": None}, 400, "vip_tier.milestone: "),
        ({"multiplier": 0.5}, 400, "vip_tier.multiplier: "),
        ({"entry_points": -1}, 400, "vip_tier.entry_points: "),
        ({"entry_points_product_ids": [4711]}, 422, "Choose among your rewards."),
        ({"entry_points_product_ids": ["one"]}, 400, "vip_tier.entry_points_product_ids"),
        ({"perks": [""]}, 400, "vip_tier.perks"),
        ({"icon": "moon"}, 400, "vip_tier.icon: "),
        ({"colour": "#fff"}, 400, "vip_tier.colour: "),
        ({"rank": 1}, 400, "vip_tier.rank: "),
    ],
)
def test_a_tier_that_makes_no_sense_is_refused(
    caller: Caller, merchant: Merchant, said: dict[str, Any], status: int, words: str
) -> None:
    before = make_tiers(merchant)

    response = caller.post("vip_tiers", {"vip_tier": {"name": "Platinum", "milestone": 900, **said}})

    assert response.status_code == status, response.content
    assert words in message(response)
    with scope(merchant=merchant):
        assert terms_in_force(merchant.pk) == before


def test_every_change_of_the_programme_stands_in_the_audit(caller: Caller, merchant: Merchant) -> None:
    make_tiers(merchant)
    with scope(merchant=merchant):
        gold, known = Tier.objects.get(name="Gold"), set(AuditEvent.objects.values_list("pk", flat=True))

    rule = {"name": "A rule", "action": "place_order", "reward_value": HUNDRED}
    for path, name, made, changed in (
        ("earning_rules", "earning_rule", rule, {"name": "Another"}),
        ("points_products", "points_product", FIVE_OFF, {"points_price": 400}),
    ):
        number = caller.post(path, {name: made}).json()[name]["id"]
        caller.send_json("PATCH", f"{path}/{number}", {name: changed})
        caller.post(f"{path}/{number}/disable", {})
        caller.post(f"{path}/{number}/enable", {})
    caller.send_json("PATCH", f"vip_tiers/{gold.pk}", {"vip_tier": {"name": "Golden"}})

    with scope(merchant=merchant):
        events = AuditEvent.objects.exclude(pk__in=known).order_by("pk")
        assert [(event.action, event.door.partition(" ")[0]) for event in events] == [
            ("rule.created", "POST"),
            ("rule.revised", "PATCH"),
            ("rule.switched_off", "POST"),
            ("rule.switched_on", "POST"),
            ("reward.created", "POST"),
            ("reward.revised", "PATCH"),
            ("reward.switched_off", "POST"),
            ("reward.switched_on", "POST"),
            ("vip.changed", "PATCH"),
        ]
        assert {(event.caller, event.actor_id) for event in events} == {("A program", None)}


def test_what_is_refused_leaves_no_trace(caller: Caller, merchant: Merchant) -> None:
    rule, tiers = make_rule(merchant), make_tiers(merchant)
    reader = Caller(merchant, ["earning_rule:read", "vip_tier:read"])
    with scope(merchant=merchant):
        before = AuditEvent.objects.count()

    answers = [
        reader.send_json("PATCH", f"earning_rules/{rule.pk}", {"earning_rule": {"name": "Mine"}}),
        reader.send_json("DELETE", f"vip_tiers/{tiers.tiers[0].id}", {}),
        caller.send_json("PATCH", f"earning_rules/{rule.pk}", {"earning_rule": {"name": ""}}),
        caller.send_json("PATCH", f"vip_tiers/{tiers.tiers[0].id}", {"vip_tier": {"name": "Gold"}}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 400, 422]
    with scope(merchant=merchant):
        assert AuditEvent.objects.count() == before


def _let_the_worker(merchant: Merchant, change_id: int) -> None:
    with scope(merchant=merchant):
        change = VipChange.objects.select_related("merchant").get(pk=change_id)
        step = flows.vip_change_applied if change.phase == "applying" else flows.vip_change_checked
        while step(change, at=MONDAY):
            pass
