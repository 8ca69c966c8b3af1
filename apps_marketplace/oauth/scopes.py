"""How far an app may go: never further than it was registered for, nor than the merchant agreed to."""

from collections.abc import Collection, Iterable

from loyalty.merchants.scopes import covers


def narrowed(scopes: Iterable[str], *limits: Collection[str]) -> list[str]:
    """Those of the scopes that every limit covers, in their order. Of a write beyond a limit the read may be left."""
    candidates = (scope if _is_within(scope, limits) else _read_of(scope) for scope in scopes)
    return [scope for scope in dict.fromkeys(candidates) if _is_within(scope, limits)]


def beyond(scopes: Iterable[str], limit: Collection[str]) -> list[str]:
    """Those of the scopes that the limit does not cover."""
    return [scope for scope in scopes if not covers(limit, scope)]


def _is_within(scope: str, limits: Iterable[Collection[str]]) -> bool:
    return all(covers(limit, scope) for limit in limits)


def _read_of(scope: str) -> str:
    return f"{scope.partition(':')[0]}:read"
