import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.customers.mapping import InvalidEmail, email_key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("ada@example.com", "ada@example.com"),
        ("  Ada@Example.COM\n", "ada@example.com"),
        ("ADA.Love+shop@example.com", "ada.love+shop@example.com"),
        ("ａｄａ@example.com", "ada@example.com"),
        ("ﬁona@example.com", "fiona@example.com"),
        ("info@münchen.example", "info@xn--mnchen-3ya.example"),
        ("INFO@MÜNCHEN.example", "info@xn--mnchen-3ya.example"),
        ("info@XN--MNCHEN-3YA.example", "info@xn--mnchen-3ya.example"),
        ("info@straße.example", "info@strasse.example"),
        ('"two@signs"@example.com', '"two@signs"@example.com'),
    ],
)
def test_spellings_of_one_address_have_one_key(written: str, key: str) -> None:
    assert email_key(written) == key


def test_plus_tags_and_dots_make_different_people() -> None:
    spellings = ["ada@example.com", "ada+shop@example.com", "a.da@example.com"]

    assert len({email_key(spelling) for spelling in spellings}) == 3


@pytest.mark.parametrize("nothing", ["", "   ", "\t\n", "\N{NO-BREAK SPACE}"])
def test_nothing_written_is_no_address(nothing: str) -> None:
    assert email_key(nothing) is None


@pytest.mark.parametrize(
    "written",
    [
        "ada",
        "@example.com",
        "ada@",
        "ada @example.com",
        "ada@exam\tple.com",
        "ada\0@example.com",
        "ada\ud800@example.com",
        "a" * 10_000 + "@example.com",
        "a" * 243 + "@example.com",
        "a@" + "ü" * 64 + ".example",
        "a@" + ".".join(["ü" * 50] * 5),
        "e\N{COMBINING ACUTE ACCENT}" * 130 + "@example.com",
    ],
)
def test_impossible_addresses_are_refused(written: str) -> None:
    with pytest.raises(InvalidEmail):
        email_key(written)


@given(st.text(max_size=40))
def test_any_text_has_a_storable_key_or_is_refused(text: str) -> None:
    try:
        key = email_key(text)
    except InvalidEmail:
        return

    assert key is None or (len(key.encode()) > 2 and "\0" not in key and key == email_key(key))
