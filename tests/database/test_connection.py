import pytest
from django.core.exceptions import ImproperlyConfigured

from loyalty.database.connection import database_settings
from loyalty.database.embedded import embedded_cluster


def test_a_unix_socket_in_the_address() -> None:
    settings = database_settings({"DATABASE_URL": "postgresql://grin@/shop?host=/run/some%20where"})

    assert (settings["HOST"], settings["NAME"], settings["USER"]) == ("/run/some where", "shop", "grin")


def test_everything_else_that_libpq_knows_goes_to_libpq() -> None:
    address = "postgres://grin:p%40ss@db.example.com:6432/shop?sslmode=verify-full"

    settings = database_settings({"DATABASE_URL": address})

    assert settings == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "USER": "grin",
        "PASSWORD": "p@ss",
        "HOST": "db.example.com",
        "PORT": "6432",
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {
            "application_name": "grin",
            "connect_timeout": 10,
            "prepare_threshold": 5,
            "sslmode": "verify-full",
        },
    }


def test_a_web_process_keeps_connections_and_limits_statements() -> None:
    settings = database_settings({"DATABASE_URL": "postgresql://grin@/shop", "LOYALTY_PROCESS": "web"})

    assert settings["CONN_MAX_AGE"] == 600
    assert settings["OPTIONS"]["application_name"] == "grin web"
    assert "-c statement_timeout=15000" in settings["OPTIONS"]["options"]


def test_a_worker_keeps_no_connections_and_has_more_time() -> None:
    settings = database_settings({"DATABASE_URL": "postgresql://grin@/shop", "LOYALTY_PROCESS": "worker"})

    assert settings["CONN_MAX_AGE"] == 0
    assert "-c statement_timeout=300000" in settings["OPTIONS"]["options"]


def test_without_an_address_it_is_the_embedded_server_which_is_not_started_by_asking() -> None:
    settings = database_settings({"LOYALTY_DATA_DIR": "/srv/grin"})

    assert settings["HOST"] == str(embedded_cluster({"LOYALTY_DATA_DIR": "/srv/grin"}).socket_folder)
    assert (settings["NAME"], settings["USER"]) == ("grin", "grin")


@pytest.mark.parametrize(
    "address", ["mysql://grin:secret@db/shop", "postgresql://grin:secret@db/shop?nope=1"]
)
def test_an_address_that_is_none_is_refused_without_repeating_the_password(address: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        database_settings({"DATABASE_URL": address})

    assert "secret" not in str(refusal.value)
