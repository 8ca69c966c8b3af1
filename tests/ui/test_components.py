from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.http import HttpRequest
from django.template import Context, Engine, RequestContext, Template
from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.timezone import now
from django_cotton.compiler_regex import CottonCompiler

from loyalty.ui.assets import SCRIPTS, STYLESHEETS
from loyalty.ui.charts.series import Series, bar_chart, line_chart
from loyalty.ui.icons import draw_icon
from loyalty.ui.pages import Page
from loyalty.ui.tables import Column, headings

ROOT = Path(__file__).parents[2]
API_DOCS = ROOT / "static/css/api-docs.css"
NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


class RewardForm(forms.Form):
    name = forms.CharField(label="Name", help_text="Customers see it.")
    points = forms.IntegerField(label="Points", min_value=1)
    note = forms.CharField(label="Note", required=False)
    is_active = forms.BooleanField(label="Active", required=False)
    period = forms.ChoiceField(label="How often", widget=forms.RadioSelect, choices=[("once", "Once")])


def render(text: str, *, request: HttpRequest | None = None, **context: Any) -> str:
    compiled = Template(CottonCompiler().process(text))
    request = request or RequestFactory().get("/")
    with translation.override("en"):
        return " ".join(compiled.render(RequestContext(request, context)).split())


def test_a_button_passes_on_what_it_does_not_know() -> None:
    html = render('<c-button look="main" icon="plus" data-dialog="add" disabled>Add</c-button>')

    assert '<button class="button" type="submit" data-look="main" data-dialog="add" disabled>' in html


def test_a_button_without_text_has_a_label() -> None:
    html = render('<c-button icon="pencil" label="Edit" />')

    assert 'data-shape="square" aria-label="Edit"' in html


@pytest.mark.parametrize(
    "text",
    [
        '<c-link-button href="{{ evil }}" data-name="{{ evil }}">{{ evil }}</c-link-button>',
        '<c-card title="{{ evil }}" :intro="evil" data-name="{{ evil }}">{{ evil }}</c-card>',
        '<c-stat label="{{ evil }}" value="{{ evil }}" note="{{ evil }}" />',
        '<c-empty title="{{ evil }}">{{ evil }}</c-empty>',
        '<c-avatar name="{{ evil }}" /><c-badge tone="{{ evil }}">{{ evil }}</c-badge>',
        '<c-filters label="{{ evil }}" search="{{ evil }}" />',
        '<c-page-header title="{{ evil }}" />',
        '<c-chart :chart="chart" title="{{ evil }}" />',
    ],
)
def test_what_people_typed_stays_text(text: str) -> None:
    evil = """"><script>alert('1')</script>"""

    html = render(text, evil=evil, chart=line_chart([evil], [Series(evil, [1])]))

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_component_takes_nothing_from_the_page_around_it() -> None:
    html = render("<c-card>Text</c-card>", title="The page", intro="About it", actions="Do", footer="End")

    assert html == '<section class="card" > <div class="card-body">Text</div> </section>'


def test_a_table_says_how_it_is_sorted_and_keeps_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/customers/?q=ada&sort=-points&cursor=abc")
    columns = [Column("Name", "name"), Column("Points", "points", is_number=True)]

    html = render(
        '<c-table caption="Customers" :headings="headings"></c-table>',
        request=request,
        headings=headings(columns, sort="-points"),
    )

    assert 'href="?q=ada&amp;sort=name"' in html
    assert '<th scope="col" class="number" aria-sort="descending">' in html
    assert 'href="?q=ada&amp;sort=points"' in html


def test_the_pager_keeps_search_and_sort() -> None:
    request = RequestFactory().get("/customers/?q=ada&sort=name&cursor=here")

    html = render('<c-pager :page="page" />', request=request, page=Page([], "next", None))

    assert 'rel="next" href="?q=ada&amp;sort=name&amp;cursor=next"' in html
    assert 'rel="prev"' not in html


def test_a_single_page_has_no_pager() -> None:
    assert render('<c-pager :page="page" />', page=Page([], None, None)) == ""


def test_a_chart_is_told_to_those_who_cannot_see_it() -> None:
    chart = bar_chart(["Mon", "Tue"], [Series("Earned", [1_000, 2_000]), Series("Redeemed", [10, 20])])

    html = render('<c-chart :chart="chart" title="Points a day" />', chart=chart)

    assert 'role="img" aria-label="Points a day"' in html
    assert '<th scope="row">Tue</th> <td class="number">2,000</td> <td class="number">20</td>'.replace(
        "> <", "><"
    ) in html.replace("> <", "><")


def test_the_geometry_of_a_chart_is_never_written_as_text_for_people() -> None:
    chart = line_chart(["Mon", "Tue"], [Series("Earned", [1_000, 2_500])])

    with translation.override("sv"):
        html = Template(CottonCompiler().process('<c-chart :chart="chart" title="Poäng" />')).render(
            RequestContext(RequestFactory().get("/"), {"chart": chart})
        )

    assert 'viewBox="0 0 1000 400"' in html
    assert 'x2="1000"' in html
    assert "style=" not in html


def test_a_field_ties_label_help_and_errors_together() -> None:
    form = RewardForm({"points": "0"})

    html = str(form["name"].as_field_group())

    assert '<label class="field-label" for="id_name">Name</label>' in html
    assert 'id="id_name_helptext">Customers see it.<' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html


def test_fields_that_may_stay_empty_say_so() -> None:
    form = RewardForm()

    assert "(optional)" in form["note"].as_field_group()
    assert "(optional)" not in form["name"].as_field_group()
    assert "(optional)" not in form["is_active"].as_field_group()


def test_a_choice_among_few_is_a_group_with_a_legend() -> None:
    html = RewardForm()["period"].as_field_group()

    assert "<fieldset" in html
    assert "<legend>How often</legend>" in html


def test_what_was_typed_is_kept_next_to_its_error() -> None:
    html = RewardForm({"points": "0"})["points"].as_field_group()

    assert 'value="0"' in html
    assert "Ensure this value is greater than or equal to 1." in html


def test_the_error_summary_links_to_the_fields() -> None:
    html = render('<c-error-summary :form="form" />', form=RewardForm({"points": "0", "period": "once"}))

    assert '<a href="#id_name">Name: This field is required.</a>' in html
    assert '<a href="#id_points">Points: Ensure this value is greater than or equal to 1.</a>' in html
    assert html.count("<a ") == 2


def test_a_form_without_errors_has_no_summary() -> None:
    assert render('<c-error-summary :form="form" />', form=RewardForm()) == ""


def test_ago_carries_the_exact_moment_in_the_zone_of_the_merchant() -> None:
    moment = now() - timedelta(hours=3)

    with timezone.override("Europe/Stockholm"):
        html = render("{% ago moment %}", moment=moment)
        exact = timezone.localtime(moment)

    assert f'datetime="{moment.isoformat(timespec="seconds")}"' in html
    assert ">3 hours ago</time>" in html
    assert f"{exact:%M:%S}" in html
    assert str(exact.tzname()) in html


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ("sort='name'", "?q=ada&amp;sort=name"),
        ("q=None", "?"),
        ("cursor='abc'", "?q=ada&amp;cursor=abc"),
        ("q='a b&c'", "?q=a+b%26c"),
    ],
)
def test_query_changes_only_what_it_names(changes: str, address: str) -> None:
    request = RequestFactory().get("/customers/?q=ada&cursor=old")

    assert render(f"{{% query {changes} %}}", request=request) == address


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ada Lovelace", "AL"), ("ada@example.org", "A"), ("Björn von Åkesson", "BÅ"), ("", ""), ("Åsa", "Å")],
)
def test_an_avatar_has_the_first_letters(name: str, letters: str) -> None:
    assert render("{{ name|initials }}", name=name) == letters


def test_an_icon_is_drawn_once_and_hidden_from_screen_readers() -> None:
    assert draw_icon("house") is draw_icon("house")
    assert 'aria-hidden="true"' in draw_icon("house")


@pytest.mark.parametrize("name", ["500.html", "404.html", "403_csrf.html", "429.html"])
def test_an_error_page_needs_no_request(name: str) -> None:
    page = Engine.get_default().get_template(name).render(Context())

    assert page.count("<h1>") == 1
    assert 'href="/"' in page


def test_every_stylesheet_and_script_is_linked() -> None:
    static = ROOT / "static"
    page_only = {"css/styleguide.css", "css/api-docs.css", "js/api-docs.js"}

    assert {f"css/{path.name}" for path in (static / "css").iterdir()} - page_only == set(STYLESHEETS)
    assert {f"js/{path.name}" for path in (static / "js").iterdir()} - page_only == set(SCRIPTS)


# The page of the REST API has no layers: it corrects the looks of Swagger UI, which has none.
@pytest.mark.parametrize(
    "path", sorted({*(ROOT / "static/css").glob("*.css")} - {API_DOCS}), ids=lambda path: path.name
)
def test_styles_stay_in_their_layer_and_use_tokens(path: Path) -> None:
    css = path.read_text()

    assert css.startswith("@layer ")
    assert "!important" not in css
    assert not [line for line in css.splitlines() if line.startswith("  #")]


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_no_template_carries_what_the_csp_refuses(path: Path) -> None:
    html = path.read_text()

    assert " style=" not in html
    assert "hx-on" not in html
    assert "<script>" not in html
    assert "onclick" not in html
