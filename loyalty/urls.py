"""Every address of the product."""

from django.urls import include, path

urlpatterns = [
    path("", include("loyalty.ui.urls")),
    path("accounts/", include("allauth.urls")),
    path("team/", include("loyalty.team.urls")),
    path("customers/", include("loyalty.customers.urls")),
]
