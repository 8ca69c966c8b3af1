"""The operations that Smile publishes, at its addresses."""

from django.urls import path

from loyalty.api.views.points_settings import PointsSettings

urlpatterns = [
    path("points_settings", PointsSettings.as_view(), name="points_settings"),
]
