"""What staff decide about apps."""

from django.urls import path

from apps_marketplace.views import staff

app_name = "staff"
urlpatterns = [
    path("approvals/", staff.approvals, name="approvals"),
    path("approvals/<int:installation_id>/", staff.approval, name="approval"),
    path("approvals/<int:installation_id>/policy/", staff.set_policy, name="set_policy"),
    path("approvals/<int:installation_id>/pause/", staff.pause, name="pause"),
    path("approvals/<int:installation_id>/resume/", staff.resume, name="resume"),
    path("apps/", staff.apps, name="apps"),
    path("apps/new/", staff.create_app, name="create_app"),
    path("screenshots/<int:screenshot_id>/", staff.screenshot, name="screenshot"),
    path("apps/<slug:app>/", staff.app, name="app"),
    path("apps/<slug:app>/change/", staff.change_app, name="change_app"),
    path("apps/<slug:app>/list/", staff.offer, name="offer"),
    path("apps/<slug:app>/withdraw/", staff.withdraw, name="withdraw"),
    path("apps/<slug:app>/hand-back/", staff.hand_back, name="hand_back"),
    path("apps/<slug:app>/policy/", staff.set_app_policies, name="set_app_policies"),
    path("apps/<slug:app>/client/", staff.set_client, name="set_client"),
    path("apps/<slug:app>/secret/", staff.new_secret, name="new_secret"),
    path("merchants/", staff.merchants, name="merchants"),
]
