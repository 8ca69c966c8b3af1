"""The product, and two bare views beside it behind the same middleware: what such a request costs at the very least."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty.settings")

import django

django.setup()

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

LIST = """
SELECT json_build_object('customers', json_agg(shown), 'metadata', json_build_object('next_cursor', 'x',
    'previous_cursor', NULL))::text
FROM (
    SELECT customer.id, first_name, last_name, email, state, birthday AS date_of_birth,
        coalesce(account.balance, 0) AS points_balance, 'http://127.0.0.1/r/1-' || referral_code AS referral_url,
        held.tier_id AS vip_tier_id, json_build_object('vip_tier_id', held.tier_id, 'vip_tier_expires_at', NULL,
            'progress_value', coalesce((SELECT sum(goods_cents) FROM vip_spending spent
                WHERE spent.merchant_id = customer.merchant_id AND spent.customer_id = customer.id), 0) / 100.0,
            'current_vip_period_end', NULL, 'delta_to_retain_vip_tier', NULL, 'next_vip_tier_id', 1,
            'delta_to_next_vip_tier', 500.0) AS vip_status,
        customer.created_at, greatest(customer.updated_at, account.updated_at) AS updated_at
    FROM customers_customer customer
    LEFT JOIN points_pointsaccount account ON account.customer_id = customer.id
    LEFT JOIN vip_customertier held ON held.customer_id = customer.id
    WHERE customer.merchant_id = %s ORDER BY customer.id DESC LIMIT 250
) AS shown
"""


def bare_list(_request: HttpRequest, merchant_id: int) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(LIST, [merchant_id])
        return HttpResponse(cursor.fetchone()[0], content_type="application/json")


@csrf_exempt
def bare_insert(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_bare (said) VALUES (%s)", [request.body.decode()])
    return HttpResponse("{}", content_type="application/json", status=201)


urlpatterns = [
    path("bare/customers/<int:merchant_id>", bare_list),
    path("bare/insert", bare_insert),
    path("", include("loyalty.urls")),
]
settings.ROOT_URLCONF = __name__
application = get_wsgi_application()
