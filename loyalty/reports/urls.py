"""Home, and Program → Activity."""

from django.urls import include, path

from loyalty.reports import views

activity = [
    path("", views.activity, name="list"),
    path("nothing/", views.nothing, name="nothing"),
    path("activities/<int:activity_id>/", views.happening, name="happening"),
    path("<int:transaction_id>/", views.explanation, name="detail"),
]
urlpatterns = [
    path("", views.home, name="home"),
    path("program/activity/", include((activity, "activity"))),
]
