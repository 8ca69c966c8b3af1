"""Every address of the product."""

from django.urls import include, path

from apps_marketplace.oauth.views.clients import metadata
from loyalty.api.views import description
from loyalty.referrals.views import invitation

urlpatterns = [
    # First, for programs ask most: addresses are tried in this order.
    path("v1/", include("loyalty.api.urls")),
    path("", include("loyalty.reports.urls")),
    path("", include("loyalty.ui.urls")),
    path("accounts/", include("allauth.urls")),
    path("oauth2/", include("apps_marketplace.oauth.urls")),
    path(".well-known/oauth-authorization-server", metadata, name="oauth_metadata"),
    path("team/", include("loyalty.team.urls")),
    path("apps/", include("apps_marketplace.urls.catalogue")),
    path("staff/", include("apps_marketplace.urls.staff")),
    path("customers/", include("loyalty.customers.urls")),
    path("orders/", include("loyalty.orders.urls")),
    path("", include("vip.urls")),
    path("settings/developer/webhooks/", include("loyalty.webhooks.urls")),
    path("settings/developer/", include("loyalty.merchants.urls.developer")),
    path("settings/plan/", include("apps_marketplace.urls.plans")),
    path("settings/audit/", include("loyalty.audit.urls")),
    path("", include("loyalty.jobs.urls")),
    path("schema/", description.schema, name="schema"),
    path("docs/", description.docs, name="docs"),
    path("r/<str:code>/", invitation, name="invitation"),
    path("program/referrals/", include("loyalty.referrals.urls")),
    path("program/", include("loyalty.merchants.urls.program")),
    path("program/points/earning/actions/", include("earning.urls.custom_actions")),
    path("program/campaigns/", include("earning.urls.campaigns")),
    path("program/points/", include("loyalty.rewards.urls")),
    path("program/points/earning/", include("earning.urls.rules")),
]
handler400 = "loyalty.api.views.failures.bad_request"
handler500 = "loyalty.api.views.failures.server_error"
