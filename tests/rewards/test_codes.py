from math import log2

from loyalty.rewards.actions.codes import ALPHABET, GROUPS, make_code

LOOK_ALIKES = ("0OQD", "1IL", "2Z", "5S", "8B", "UV", "6G")


def test_a_code_holds_at_least_sixty_random_bits() -> None:
    assert log2(len(ALPHABET)) * sum(GROUPS) >= 60
    assert len({make_code() for _ in range(1000)}) == 1000


def test_a_code_has_at_most_one_of_signs_that_look_alike() -> None:
    together = [[sign for sign in signs if sign in ALPHABET] for signs in LOOK_ALIKES]

    assert all(len(signs) <= 1 for signs in together), together


def test_a_code_begins_with_the_prefix_of_its_reward() -> None:
    groups = make_code("OIL").split("-")

    assert groups[0] == "OIL"
    assert [len(group) for group in groups[1:]] == list(GROUPS)
    assert set("".join(groups[1:])) <= set(ALPHABET)
