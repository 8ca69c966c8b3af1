"""The product, and two bare views beside it: what such a request costs at the very least."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty.settings")

import django

django.setup()

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse

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


def bare_insert(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_bare (said) VALUES (%s)", [request.body.decode()])
    return HttpResponse("{}", content_type="application/json", status=201)


_product = get_wsgi_application()


def application(environ, start_response):
    """Bare views pass no middleware at all: the product's pass all of theirs."""
    if not environ["PATH_INFO"].startswith("/bare/"):
        return _product(environ, start_response)
    request = WSGIRequest(environ)
    parts = environ["PATH_INFO"].split("/")
    response = bare_insert(request) if parts[2] == "insert" else bare_list(request, int(parts[3]))
    start_response(f"{response.status_code} OK", list(response.items()))
    return [response.content]
