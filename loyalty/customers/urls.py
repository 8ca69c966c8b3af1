from django.urls import path

from loyalty.customers import views

app_name = "customers"
urlpatterns = [
    path("", views.list, name="list"),
    path("export/", views.export, name="export"),
    path("<int:customer_id>/", views.detail, name="detail"),
    path("<int:customer_id>/adjust/", views.adjust_points, name="adjust_points"),
    path("<int:customer_id>/exclude/", views.exclude, name="exclude"),
    path("<int:customer_id>/include/", views.include, name="include"),
    path("<int:customer_id>/birthday/", views.set_birthday, name="set_birthday"),
    path("<int:customer_id>/tags/", views.set_tags, name="set_tags"),
]
