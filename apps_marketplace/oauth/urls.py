"""Below /oauth2/, with and without a slash at the end, as apps written for Smile have it."""

from django.urls import re_path

from apps_marketplace.oauth.views import clients, consent

app_name = "oauth2_provider"
urlpatterns = [
    re_path(r"^authorize/?$", consent.authorize, name="authorize"),
    re_path(r"^token/?$", clients.token, name="token"),
    re_path(r"^revoke/?$", clients.revoke, name="revoke"),
    re_path(r"^introspect/?$", clients.introspect, name="introspect"),
]
