"""What the bot says, as HTML: everything is shown, and nobody's words become markup."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from adapters.playground import render, sheet
from adapters.playground.people import town
from adapters.playground.render import Reader
from adapters.playground.world import Room, Said
from bot.chat.answer import Choices
from bot.chat.form import ChoiceField, ChoicesField, Form, TextField
from bot.chat.message import Button, Facts, LinkButton, Message, Option, Select
from bot.chat.text import Link, Mention, Moment, Place, Quote, Span, Words

TOWN = {person.id: person for person in town(12)}
HANA = Reader(TOWN["hana"], TOWN, {"lunch": "/?at=hana.lunch"})
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CASES = json.loads((Path(__file__).parents[2] / "bad_inputs.json").read_text("utf-8"))["cases"]
_CONCERN = ("xss", "markdown", "mention.", "link_spoof.", "format_string", "code_injection")
NASTY = {
    case["id"]: case["value"]
    for case in CASES
    if case["field"] in ("display_name", "profile.bio")
    and case["kind"].startswith((*_CONCERN, "unicode.", "reserved", "csv_formula"))
}


class Read(HTMLParser):
    """The elements, attributes and text of a piece of HTML, as a browser would have them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text = ""
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        self.elements.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        """Some text."""
        self.text += data


@pytest.mark.parametrize(
    ("span", "html"),
    [
        (Words("We <met>"), "We &lt;met&gt;"),
        (Words("so", bold=True), "<b>so</b>"),
        (Words("so", italic=True), "<i>so</i>"),
        (Words("/lunch", code=True), "<code>/lunch</code>"),
        (Words("{} {0}"), "{} {0}"),
        (Quote("<b>x</b> {}"), "<bdi>&lt;b&gt;x&lt;/b&gt; {}</bdi>"),
        (Mention("ben"), '<span class="at">Ben</span>'),
        (Mention("hana"), '<span class="at me">Hana</span>'),
        (Mention("<i>"), '<span class="at">somebody who left</span>'),
        (Place("lunch"), '<a class="at" data-go href="/?at=hana.lunch">#lunch</a>'),
        (Place("table-2"), '<span class="at">your table</span>'),
        (Place("<x>"), '<span class="at">#&lt;x&gt;</span>'),
        (Moment(AT), '<time datetime="2026-11-23T09:00:00+00:00">Mon 23 Nov, 10:00</time>'),
        (
            Link("https://example.org/?a&b", "The rules"),
            (
                '<a href="https://example.org/?a&amp;b" rel="noopener noreferrer" '
                'target="_blank">The rules</a>'
            ),
        ),
    ],
)
def test_each_span(span: Span, html: str) -> None:
    """Shown in its own way, in the reader's time, and escaped."""
    assert render.text((span,), HANA) == html


def test_a_command_and_its_word_are_one_piece() -> None:
    """However many words of ours a line of code was made of."""
    spans = (Words("Type "), Words("/lunch ", code=True), Words("join", code=True), Quote("<x>"))
    assert render.text(spans, HANA) == "Type <code>/lunch join</code><bdi>&lt;x&gt;</bdi>"


def test_a_message_shows_all_that_it_has() -> None:
    """Title, words, quote, facts, each control and the foot, in that order."""
    message = Message(
        (Words("The title"),),
        (
            (Words("Some words"),),
            (Quote("Alone"),),
            Facts((((Words("When"),), (Moment(AT),)),)),
        ),
        (
            Button("Join", "circles.join", carried="c1", style="main"),
            Button("Forget me", "x.y", carried="c2", style="danger"),
            LinkButton("Read", "https://example.org/"),
            Select("Which", "x.z", (Option("One", "1"), Option("Two", "2")), carried="c3"),
        ),
        (Words("The foot"),),
    )
    html = render.message(message, HANA, used="/lunch join")
    read = Read(html)
    order = ["The title", "Some words", "Alone", "When", "Mon 23 Nov", "Join", "Forget me", "Read"]
    places = [read.text.index(words) for words in [*order, "Which", "One", "Two", "The foot"]]
    assert places == sorted(places)
    assert '<button class="btn main" type="button" data-carried="c1" data-step="join">' in html
    assert '<button class="btn danger" type="button" data-carried="c2" data-step="">' in html
    assert '<select aria-label="Which" data-carried="c3"' in html
    assert "You used <code>/lunch join</code>" in html
    assert '<p class="words quote">' in html


def test_only_what_is_private_among_others_is_marked() -> None:
    """In a direct conversation there is nobody else to keep it from."""
    message = Message((Words("Hello"),))
    private = Said("m1", "lunch", AT, "", message, only="hana")
    assert 'class="msg secret"' in render.said(private, HANA)
    assert "Only you can see this" in render.said(private, HANA)
    direct = replace(private, place="bot-hana")
    assert 'class="msg secret"' not in render.said(direct, HANA)
    assert "Only you can see this" not in render.said(replace(private, only=""), HANA)


def test_what_is_heard_is_the_title_and_the_first_sentence() -> None:
    """For the one announcement of an act."""
    facts = Facts((((Words("When"),), (Moment(AT),)),))
    message = Message((Words("It is set"),), (facts, (Words("See "), Mention("ben"), Words("."))))
    assert render.heard(message, HANA) == "It is set. See Ben."
    long = Message((Words("What I can do"),), ((Words("/lunch join\n/lunch leave\nand so on"),),))
    assert render.heard(long, HANA) == "What I can do. /lunch join."


def test_a_form_shows_each_kind_of_field_and_what_is_wrong() -> None:
    """Filled in, errors bound to their fields, marks on what may stay empty."""
    form = Form(
        "A form",
        "Send",
        "x.y",
        (
            TextField("a", "First", "A hint", value='"><b>'),
            TextField("b", "Second", long=True, value="</textarea><b>", required=False),
            ChoiceField("c", "Third", (Option("<One>", "1"), Option("Two", "2")), value="2"),
            ChoicesField("d", "Fourth", (Option("Red", "r"), Option("Blue", "b")), values=("b",)),
        ),
    )
    html = sheet.form(form, (("a", (Quote("<why>"),)),), ("c",), "token", HANA)
    read = Read(html)
    assert not [tag for tag, _ in read.elements if tag == "b"]
    fields = {dict(attrs).get("name"): dict(attrs) for _, attrs in read.elements}
    assert fields["a"]["value"] == '"><b>'
    assert fields["a"]["aria-invalid"] == "true"
    assert fields["a"]["aria-describedby"] == "wrong-hana-a hint-hana-a"
    assert "aria-describedby" not in fields["b"]
    assert "</textarea><b>" in read.text
    assert "(may stay empty)" in read.text
    assert "Choose what fits." in read.text
    chosen = [dict(a)["value"] for _, a in read.elements if "selected" in dict(a)]
    ticked = [dict(a)["value"] for _, a in read.elements if "checked" in dict(a)]
    assert (chosen, ticked) == (["2"], ["b"])


def test_choices_are_lines_to_take() -> None:
    """Each gives the whole line that it makes."""
    html = render.choices(Choices((Option('Book "club" <1>', "1"),)), "/lunch join ")
    ((_, attrs), *_) = Read(html).elements
    assert dict(attrs)["data-take"] == '/lunch join Book "club" <1>'


@pytest.mark.parametrize("people", [1, 2, 3, 4, 5, 6, 7, 8])
def test_a_table_is_drawn_with_everybody_at_it(people: int) -> None:
    """Whoever left included."""
    room = Room("table-1", ("gone", *list(TOWN)[: people - 1]), AT)
    circles = [tag for tag, _ in Read(render.table(room, HANA)).elements if tag == "circle"]
    assert len(circles) == people + 1


@pytest.mark.parametrize("case", NASTY)
def test_nobodys_words_become_markup(case: str) -> None:
    """Wherever they stand, the elements are those of harmless words, and the text is as typed."""
    words = NASTY[case][:60]  # as much as fits into a title

    def drawn(quoted: str) -> Read:
        message = Message(
            (Quote(quoted),),
            ((Words("by "), Quote(quoted)), Facts((((Quote(quoted),), (Quote(quoted),)),))),
            (Select("Which", "x.y", (Option(quoted[:75] or "-", "1"),), carried="c"),),
            (Quote(quoted),),
        )
        typed = Said("m2", "lunch", AT, "ben", quoted)
        form = Form("F", "S", "x.y", (TextField("a", "A", value=quoted),))
        return Read(
            render.said(Said("m1", "lunch", AT, "", message), HANA)
            + render.said(typed, HANA)
            + sheet.form(form, (("a", (Quote(quoted),)),), (), "t", HANA)
        )

    def shape(read: Read) -> list[tuple[str, tuple[str, ...]]]:
        return [(tag, tuple(name for name, _ in attrs)) for tag, attrs in read.elements]

    bad, good = drawn(words), drawn("harmless")
    assert shape(bad) == shape(good)
    assert bad.text.count(words) >= 6
