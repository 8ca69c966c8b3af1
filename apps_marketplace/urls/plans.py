from django.urls import path

from apps_marketplace.views import plans

app_name = "plans"
urlpatterns = [
    path("", plans.show, name="show"),
    path("change/", plans.change, name="change"),
]
