import re

import pytest

from loyalty.database.embedded import CHECKOUT
from loyalty.launch.lock import LAYERS, without_addresses

HOST = "https://packages.example.com/simple"


def test_every_line_that_says_where_packages_come_from_is_taken_out() -> None:
    text = (
        f"--index-url {HOST}\n--extra-index-url {HOST}\n--find-links /opt/wheels\n-i {HOST}\n"
        f"babel==2.18.0 \\\n    --hash=sha256:e2b4\n    # via -r base.in\n    # from {HOST}\n"
    )

    assert without_addresses(text) == "babel==2.18.0 \\\n    --hash=sha256:e2b4\n    # via -r base.in\n"


@pytest.mark.parametrize("layer", LAYERS)
def test_the_pins_have_a_hash_each_and_no_address(layer: str) -> None:
    text = (CHECKOUT / "requirements" / f"{layer}.txt").read_text()

    assert without_addresses(text) == text
    assert "://" not in text
    pins = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert pins
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []
