"""The addresses under /v1: those that Smile has, what is added to them, and an answer to all others."""

from django.urls import re_path

from loyalty.api.urls.added import urlpatterns as added
from loyalty.api.urls.smile import urlpatterns as smile
from loyalty.api.views.nowhere import Nowhere

app_name = "api"
urlpatterns = [
    *smile,
    *added,
    re_path("", Nowhere.as_view(), name="nowhere"),
]
