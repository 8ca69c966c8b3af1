import pytest

from loyalty.referrals.mapping import likeness, name_key, network_of


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("ada@example.com", "ada+friend@example.com", True),
        ("ada.byron@example.com", "adabyron@example.com", True),
        ("ada@example.com", "ada42@example.com", True),
        ("a.da+x7@example.com", "ada9@example.com", True),
        ("ada@example.com", "ada@example.org", False),
        ("ada@example.com", "adam@example.com", False),
        ("1815@example.com", "1852@example.com", False),
    ],
)
def test_addresses_are_alike_but_for_tags_dots_and_digits_at_the_end(
    one: str, other: str, is_alike: bool
) -> None:
    assert (likeness(one) == likeness(other)) == is_alike


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Ada Advocate", "ADA  ADVOCATE ", True),
        ("Zoë Åberg", "zoe aberg", True),
        ("Ada Advocate", "Ada Lovelace", False),
    ],
)
def test_names_are_the_same_whatever_the_case_and_accents(one: str, other: str, is_same: bool) -> None:
    assert (name_key(one) == name_key(other)) == is_same


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" ::ffff:203.0.113.7 ", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", ""),
        ("unknown", ""),
    ],
)
def test_a_phone_and_its_next_address_are_one_network(address: str, network: str) -> None:
    assert network_of(address) == network
