"""Program → Campaigns."""

from django.urls import path

from earning.views import campaigns as views

app_name = "campaigns"
urlpatterns = [
    path("", views.campaigns, name="list"),
    path("calendar/", views.calendar, name="calendar"),
    path("add/", views.create, name="create"),
    path("preview/", views.preview, name="preview"),
    path("<int:campaign_id>/", views.campaign, name="campaign"),
    path("<int:campaign_id>/active/", views.set_active, name="set_active"),
]
