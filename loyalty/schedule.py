"""Which function a kind of job runs, and what the clock starts when."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from apps_marketplace.oauth.tasks import forget_expired_tokens, review_consents
from apps_marketplace.queries.farewells import has_ended_farewells
from apps_marketplace.tasks import fit_to_plans, settle_ended_farewells, tell_of_move, tell_of_unheard
from earning.tasks import activate_points, begin_activations
from loyalty.api.tasks import forget_old_answers
from loyalty.customers.tasks import (
    begin_birthdays,
    check_people,
    forget_old_people_files,
    import_people,
    keep_birthdays,
    withdraw_people,
)
from loyalty.jobs.actions import Clock, Kind, Standing
from loyalty.jobs.tasks.chores import forget_finished
from loyalty.merchants.tasks import forget_old_requests
from loyalty.orders.tasks import check_import, forget_old_files, run_import, withdraw_import
from loyalty.outbox.tasks import forget_old_facts
from loyalty.points.tasks import begin_point_expiry, expire_points
from loyalty.referrals.tasks import begin_running_out, run_out
from loyalty.rewards.tasks import begin_expiry, expire_coupons
from loyalty.webhooks.queries import has_work
from loyalty.webhooks.tasks import deliver_webhooks, forget_old_messages, tell_team
from vip.tasks import apply_change, begin_keeping, check_change, keep_tiers

KINDS = {
    "apps.tell": Kind(tell_of_move, _("Telling people of an app")),
    "apps.fit_plans": Kind(
        fit_to_plans, _("Pausing an app that became one for paid plans, or letting it go on")
    ),
    "apps.settle_farewells": Kind(settle_ended_farewells, _("Noting what removed apps heard")),
    "apps.tell_unheard": Kind(tell_of_unheard, _("Telling the team what a removed app did not hear")),
    "api.forget_old_answers": Kind(forget_old_answers, _("Deleting old answers of the REST API")),
    "apps.forget_expired_tokens": Kind(forget_expired_tokens, _("Deleting tokens of apps that are over")),
    "apps.review_consents": Kind(review_consents, _("Looking after who agreed to apps")),
    "customers.begin_birthdays": Kind(begin_birthdays, _("Looking for birthdays")),
    "customers.check_import": Kind(check_people, _("Checking a file of customers")),
    "customers.forget_old_files": Kind(forget_old_people_files, _("Deleting old files of customers")),
    "customers.run_import": Kind(import_people, _("Importing customers")),
    "customers.withdraw_import": Kind(withdraw_people, _("Taking an import back")),
    "customers.keep_birthdays": Kind(keep_birthdays, _("Giving birthday points")),
    "earning.activate_points": Kind(activate_points, _("Making pending points available")),
    "earning.begin_activations": Kind(begin_activations, _("Looking for pending points")),
    "jobs.forget_finished": Kind(forget_finished, _("Tidying up finished work")),
    "merchants.forget_old_requests": Kind(forget_old_requests, _("Deleting old lines of the request log")),
    "orders.check_import": Kind(check_import, _("Checking a file of orders")),
    "orders.forget_old_files": Kind(forget_old_files, _("Deleting old files of orders")),
    "orders.run_import": Kind(run_import, _("Importing orders")),
    "orders.withdraw_import": Kind(withdraw_import, _("Taking an import back")),
    "outbox.forget_old": Kind(forget_old_facts, _("Deleting old facts for webhooks")),
    "points.begin_expiry": Kind(begin_point_expiry, _("Looking for points that expire")),
    "points.expire": Kind(expire_points, _("Letting points expire")),
    "rewards.begin_expiry": Kind(begin_expiry, _("Looking for coupons that are over")),
    "rewards.expire_coupons": Kind(expire_coupons, _("Expiring coupons")),
    "vip.apply_change": Kind(apply_change, _("Moving customers to their VIP tiers")),
    "vip.begin_keeping": Kind(begin_keeping, _("Looking for VIP tiers that ended")),
    "vip.check_change": Kind(check_change, _("Working out who would change tiers")),
    "vip.keep_tiers": Kind(keep_tiers, _("Ending VIP tiers that ran out")),
    "referrals.begin_running_out": Kind(begin_running_out, _("Looking for invitations that ran out")),
    "webhooks.deliver": Kind(deliver_webhooks, _("Sending webhooks")),
    "webhooks.forget_old": Kind(forget_old_messages, _("Deleting old webhook messages")),
    "webhooks.tell_team": Kind(tell_team, _("Telling the team that a webhook was turned off")),
    "referrals.run_out": Kind(run_out, _("Ending invitations that ran out")),
}

CLOCKS = (
    # Days begin at other moments in other zones, some of them at a quarter past the hour.
    Clock("customers.begin_birthdays", every=timedelta(minutes=15)),
    Clock("earning.begin_activations", every=timedelta(minutes=15)),
    Clock("api.forget_old_answers", at=time(3, 40)),
    Clock("apps.forget_expired_tokens", at=time(3, 35)),
    Clock("apps.review_consents", every=timedelta(minutes=5)),
    Clock("customers.forget_old_files", at=time(3, 50)),
    Clock("jobs.forget_finished", at=time(3, 30)),
    Clock("merchants.forget_old_requests", at=time(3, 55)),
    Clock("orders.forget_old_files", at=time(3, 45)),
    Clock("outbox.forget_old", at=time(3, 25)),
    Clock("points.begin_expiry", every=timedelta(minutes=15)),
    Clock("rewards.begin_expiry", every=timedelta(minutes=15)),
    Clock("webhooks.forget_old", at=time(3, 55)),
    Clock("vip.begin_keeping", every=timedelta(minutes=15)),
    Clock("referrals.begin_running_out", every=timedelta(minutes=15)),
)

# Rows that have to go out soon and are too many for a job each.
STANDING = (
    Standing("webhooks.deliver", is_needed=has_work),
    Standing("apps.settle_farewells", is_needed=has_ended_farewells),
)
