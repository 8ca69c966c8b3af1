from django.urls import path

from loyalty.orders import views

app_name = "orders"
urlpatterns = [
    path("", views.list, name="list"),
    path("<int:order_id>/", views.detail, name="detail"),
]
