from loyalty.ui.navigation import Entry, Section, sections_for

PLACES = (
    Section(entries=(Entry("Guide", "styleguide", key="s"), Entry("Nowhere", "no-such-name"))),
    Section("Account", (Entry("Mail", entries=(Entry("Addresses", "account_email"),)),)),
    Section("Future", (Entry("Later", "not-yet"),)),
)


def test_only_places_that_exist_are_shown() -> None:
    sections = sections_for(PLACES, path="/")

    assert [(label, [link.label for link in links]) for label, links in sections] == [
        ("", ["Guide"]),
        ("Account", ["Mail"]),
    ]


def test_a_page_below_a_place_is_that_place() -> None:
    (_top, (guide,)), _account = sections_for(PLACES, path="/styleguide/index/")

    assert guide.is_current


def test_a_place_that_holds_others_leads_to_the_first_and_opens_around_it() -> None:
    _top, (_label, (mail,)) = sections_for(PLACES, path="/accounts/email/")

    assert mail.href == "/accounts/email/"
    assert (mail.is_open, mail.is_current) == (True, False)
    assert [link.is_current for link in mail.links] == [True]


def test_home_is_current_only_at_home() -> None:
    places = (Section(entries=(Entry("Guide", "styleguide"),)),)

    (_label, (guide,)), *_rest = sections_for(places, path="/")

    assert not guide.is_current
