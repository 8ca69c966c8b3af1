from django.urls import path

from loyalty.merchants.views import keys, requests

app_name = "developer"
urlpatterns = [
    path("", keys.keys, name="keys"),
    path("keys/new/", keys.create_key, name="create_key"),
    path("keys/<int:key_id>/", keys.key, name="key"),
    path("keys/<int:key_id>/revoke/", keys.revoke_key, name="revoke_key"),
    path("requests/", requests.requests, name="requests"),
]
