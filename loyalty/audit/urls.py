from django.urls import path

from loyalty.audit import views

app_name = "audit"
urlpatterns = [path("", views.list_events, name="list")]
