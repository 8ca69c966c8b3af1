"""Program → Points → Earning. Whoever includes these says where the actions of installed apps come from."""

from django.urls import path

from earning import views

app_name = "earning"
urlpatterns = [
    path("", views.rules, name="rules"),
    path("add/", views.catalogue, name="catalogue"),
    path("add/<path:action>/example/", views.example, name="example"),
    path("add/<path:action>/", views.create, name="create"),
    path("<int:rule_id>/", views.rule, name="rule"),
    path("<int:rule_id>/test/", views.test_rule, name="test_rule"),
    path("<int:rule_id>/active/", views.set_active, name="set_active"),
    path("<int:rule_id>/duplicate/", views.duplicate, name="duplicate"),
    path("<int:rule_id>/restore/<int:number>/", views.restore, name="restore"),
]
