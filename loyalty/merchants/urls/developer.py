from django.urls import path

from loyalty.merchants.views import keys, requests, signing

app_name = "developer"
urlpatterns = [
    path("", keys.keys, name="keys"),
    path("keys/new/", keys.create_key, name="create_key"),
    path("keys/<int:key_id>/", keys.key, name="key"),
    path("keys/<int:key_id>/revoke/", keys.revoke_key, name="revoke_key"),
    path("signing-keys/", signing.signing_keys, name="signing_keys"),
    path("signing-keys/<int:signing_key_id>/revoke/", signing.revoke_signing_key, name="revoke_signing_key"),
    path("requests/", requests.requests, name="requests"),
]
