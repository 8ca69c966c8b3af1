"""Doors as they must never be, so that the tests of the real ones can be seen to fail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_POST, require_safe
from django_scopes import scopes_disabled

from loyalty.customers.models import Customer
from loyalty.team.permissions import signed_in, team_required
from loyalty.urls import urlpatterns as real_urlpatterns


def unguarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Anyone may ask for anything in any way.")


@require_safe
@team_required()
def reads_any_customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    with scopes_disabled():
        return HttpResponse(f"Customer {Customer.objects.get(pk=customer_id).pk}")


@require_safe
@signed_in
def lists_everyone(request: HttpRequest) -> HttpResponse:
    with scopes_disabled():
        return HttpResponse(", ".join(str(customer) for customer in Customer.objects.all()))


@require_POST
@team_required()
def writes_and_denies(request: HttpRequest, customer_id: int) -> HttpResponse:
    with scopes_disabled():
        Customer.objects.filter(pk=customer_id).update(first_name="Taken")
    raise Http404


@require_safe
@team_required()
def names_something_new(request: HttpRequest, spaceship_id: int) -> HttpResponse:
    return HttpResponse(str(spaceship_id))


bad = [
    path("unguarded/", unguarded, name="unguarded"),
    path("reads/<int:customer_id>/", reads_any_customer, name="reads"),
    path("lists/", lists_everyone, name="lists"),
    path("writes/<int:customer_id>/", writes_and_denies, name="writes"),
    path("new/<int:spaceship_id>/", names_something_new, name="new"),
]
urlpatterns = [*real_urlpatterns, path("bad/", include((bad, "bad")))]
