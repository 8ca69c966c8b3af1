from django.urls import path

from loyalty.merchants import views

app_name = "merchants"
urlpatterns = [
    path("points/settings/", views.points_settings, name="points_settings"),
]
