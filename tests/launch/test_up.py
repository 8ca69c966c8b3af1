import pytest

from loyalty.launch.terminal import CannotRun
from loyalty.launch.up import up


def test_production_names_every_setting_that_it_misses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "SECRET_KEY", "CREDENTIAL_KEYS", "ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SECRET_KEY", "long and random")

    with pytest.raises(CannotRun) as refusal:
        up([])

    assert "DATABASE_URL: " in str(refusal.value)
    assert "ALLOWED_HOSTS: " in str(refusal.value)
    assert "SECRET_KEY: " not in str(refusal.value)


def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "long and random")
    monkeypatch.setenv("ALLOWED_HOSTS", "loyalty.example.com")
    monkeypatch.setenv("CREDENTIAL_KEYS", "long and random, too")
    monkeypatch.setenv("PORT", "http")

    with pytest.raises(CannotRun, match="PORT is http"):
        up([])
