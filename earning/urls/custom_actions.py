"""Actions that the merchant names."""

from django.urls import path

from earning.views import custom_actions as views

app_name = "custom_actions"
urlpatterns = [
    path("add/", views.create, name="create"),
    path("<int:action_id>/", views.change, name="change"),
    path("<int:action_id>/archive/", views.archive, name="archive"),
    path("<int:action_id>/delete/", views.delete, name="delete"),
]
