"""Program → Points → Spending and Coupons."""

from django.urls import path

from loyalty.rewards import views

app_name = "rewards"
urlpatterns = [
    path("spending/", views.rewards, name="rewards"),
    path("spending/add/", views.catalogue, name="catalogue"),
    path("spending/add/<slug:way>/", views.create, name="create"),
    path("spending/add/<slug:way>/example/", views.example, name="example"),
    path("spending/<int:reward_id>/", views.reward, name="reward"),
    path("spending/<int:reward_id>/active/", views.set_active, name="set_active"),
    path("spending/for/<int:customer_id>/", views.redeem, name="redeem"),
    path("coupons/", views.coupons, name="coupons"),
    path("coupons/cancel/", views.cancel_coupons, name="cancel_coupons"),
    path("coupons/<int:coupon_id>/", views.coupon, name="coupon"),
    path("coupons/<int:coupon_id>/cancel/", views.cancel_coupon, name="cancel_coupon"),
    path("coupons/<int:coupon_id>/use/", views.use_coupon, name="use_coupon"),
]
