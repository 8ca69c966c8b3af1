from django.urls import path

from loyalty.merchants.views import points

app_name = "merchants"
urlpatterns = [
    path("points/settings/", points.points_settings, name="points_settings"),
]
