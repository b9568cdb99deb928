"""The playground's web server: it serves its own page, and is deaf to everybody else."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from adapters.playground.platform import Playground
from adapters.playground.world import direct
from bot.chat.message import Button, File, Message
from bot.chat.platform import Adding, Channel, Closing, Direct, Edit, Opening, Table, Undeliverable
from bot.chat.request import Request, Where
from bot.chat.text import Words
from tests.adapters.playground.stage import MONDAY, NASTY, START, Script, playing

HELLO = Message((Words("Hello"),))


class Browser:
    """Sends what the page sends."""

    def __init__(self, session: aiohttp.ClientSession, stage: Playground, script: Script) -> None:
        self.session = session
        self.stage = stage
        self.script = script
        self.url = stage.url.rstrip("/")

    async def post(self, path: str, body: object, **headers: str) -> aiohttp.ClientResponse:
        """Do something, as the page itself unless headers say otherwise."""
        given = {"Origin": self.url, "Content-Type": "application/json"} | headers
        given = {name: value for name, value in given.items() if value}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.session.post(self.url + path, data=data, headers=given)

    async def act(self, path: str, **body: object) -> dict[str, str]:
        """Do something that works, and read what came of it."""
        response = await self.post(path, body)
        assert response.status == 200, await response.text()
        answer: dict[str, str] = await response.json()
        return answer

    async def page(self, query: str = "") -> str:
        """The whole page."""
        async with self.session.get(f"{self.url}/{query}") as response:
            assert response.status == 200
            return await response.text()


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    """The playground's page, and something that talks to it."""
    async with playing(tmp_path) as (script, stage), aiohttp.ClientSession() as session:
        yield Browser(session, stage, script)


# ---- who may come in


async def test_it_listens_on_loopback_alone(browser: Browser) -> None:
    """Nothing leaves this computer, and nothing comes from another."""
    assert browser.url.startswith("http://127.0.0.1:")
    assert browser.stage.trouble == ""


async def test_every_answer_carries_the_headers_that_keep_others_out(browser: Browser) -> None:
    """No script but ours, no frame, no sniffing, no referrer, no copy kept: errors included."""
    for path in ("/", "/page.js", "/page.css", "/icon.svg", "/nothing"):
        async with browser.session.get(browser.url + path) as response:
            headers = response.headers
            policy = headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "script-src 'self'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "no-referrer"
            assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert headers["Cache-Control"] == "no-store"


async def test_the_page_has_no_inline_script_or_style(browser: Browser) -> None:
    """The policy would stop it anyway."""
    page = await browser.page()
    assert page.count("<script") == 1
    assert '<script type="module" src="/page.js"></script>' in page
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick" not in page


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil:80", "10.0.0.1", "[::1]:80"]
)
async def test_another_name_for_this_address_is_not_served(browser: Browser, host: str) -> None:
    """A page elsewhere may point its own name at loopback; that is not our Host."""
    async with browser.session.get(f"{browser.url}/", headers={"Host": host}) as response:
        assert response.status == 421
        assert "Tablemates" not in await response.text()


@pytest.mark.parametrize(
    "origin", ["", "null", "https://evil.example", "http://127.0.0.1:1", "https://127.0.0.1"]
)
async def test_only_its_own_page_can_act(browser: Browser, origin: str) -> None:
    """An act that another page sends, or that says nothing of where it is from, is refused."""
    body = {"who": "hana", "tab": "lunch", "line": "/lunch join"}
    response = await browser.post("/say", body, Origin=origin)
    assert response.status == 403
    assert browser.script.asked[2:] == []


async def test_localhost_is_a_name_of_ours(browser: Browser) -> None:
    """With its own origin."""
    port = browser.url.rpartition(":")[2]
    host = f"localhost:{port}"
    body = {"who": "hana", "tab": "lunch", "line": "hello"}
    response = await browser.post("/say", body, Host=host, Origin=f"http://{host}")
    assert response.status == 200


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"who=hana", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"\x1f\x8b", {"Content-Encoding": "gzip"}, 415),
        (b"x" * 1_000_000, {}, 413),
        (b"[" * 50_000, {}, 400),
        (b"not json", {}, 400),
        (b"[]", {}, 400),
        (b"\xff\xfe", {}, 400),
    ],
)
async def test_what_is_no_act_is_refused(
    browser: Browser, body: bytes, headers: dict[str, str], status: int
) -> None:
    """Too large, too deep, packed, or of another kind: an answer, and no harm."""
    response = await browser.post("/say", body, **headers)
    assert response.status == status
    assert (await browser.post("/say", {"who": "hana", "tab": "bot", "line": "hi"})).status == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("TRACE", "/", 405),
        ("PUT", "/", 405),
        ("GET", "/say", 405),
        ("POST", "/", 405),
        ("GET", "/page.py", 404),
        ("GET", "/page.css/../page.py", 404),
        ("GET", "/..%2fpage.py", 404),
        ("GET", "/page.html", 404),
        ("GET", "/?at=" + "a" * 2000, 400),
        ("GET", "/?" + "&".join(f"a{n}=1" for n in range(1000)), 400),
        ("GET", "/?at=../../x.y,,.,hana.table-9,nobody.bot&on=%3Cb%3E", 200),
    ],
)
async def test_other_ways_in_are_closed(
    browser: Browser, method: str, path: str, status: int
) -> None:
    """Only what the page needs is there."""
    headers = {"Origin": browser.url, "Content-Type": "application/json"}
    url = browser.url + path
    async with browser.session.request(method, url, headers=headers) as response:
        assert response.status == status


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/say", {"who": "nobody", "tab": "lunch", "line": "hi"}),
        ("/say", {"who": "hana", "tab": "bot-ines", "line": "hi"}),
        ("/say", {"who": "hana", "tab": "table-1", "line": "hi"}),
        ("/say", {"who": "hana", "tab": "lunch", "line": " "}),
        ("/say", {"who": ["hana"], "tab": {}, "line": 7}),
        ("/complete", {"who": "nobody", "tab": "lunch", "line": "/lunch join "}),
        ("/press", {"who": "nobody", "tab": "lunch", "message": "m1", "carried": "circles.join"}),
        ("/press", {"who": "hana", "tab": "lunch", "message": "m99", "carried": "x"}),
        ("/press", {"who": "hana", "tab": "lunch", "message": "m2", "carried": "circles.skip"}),
        ("/wind", {"to": "soon"}),
        ("/wind", {"to": "2026-11-23T09:00:00"}),
        ("/wind", {"to": "2026-11-01T09:00:00+00:00"}),
        ("/wind", {"to": "2036-11-01T09:00:00+00:00"}),
    ],
)
async def test_what_the_page_does_not_offer_can_not_be_done(
    browser: Browser, path: str, body: object
) -> None:
    """Nobody speaks for somebody else, in a place where they are not, or turns time back."""
    assert (await browser.post(path, body)).status == 400
    assert browser.script.asked[2:] == []
    assert browser.script.clock.now() == START


# ---- what can be done


async def test_a_command_is_asked_of_the_bot_and_answered_to_one_alone(browser: Browser) -> None:
    """Its answer stands where it was typed, on that person's screen and no other."""
    query = "?at=hana.lunch,ines.lunch"
    answer = await browser.act(f"/say{query}", who="hana", tab="lunch", line="/lunch join Lunch")
    asked = browser.script.asked[-1]
    assert (asked.action, dict(asked.values)) == ("circles.join", {"text": "Lunch"})
    assert asked.where == Where("lunch")
    assert answer["says"].startswith("You have a seat in Lunch. Your first table is drawn on Mon")
    assert answer["body"].count("You have a seat in Lunch") == 1
    assert "Only you can see this" in answer["body"]
    assert "You used <code>/lunch join Lunch</code>" in answer["body"]


async def test_words_are_for_those_who_are_there_and_not_for_the_bot(browser: Browser) -> None:
    """Shown as they were typed."""
    before = len(browser.script.asked)
    query = "?at=hana.lunch,ines.lunch"
    answer = await browser.act(f"/say{query}", who="hana", tab="lunch", line=NASTY)
    shown = "&lt;b&gt;x&lt;/b&gt; @everyone *x* _y_ `z` &lt;@U1&gt; &amp;lt;"
    assert answer["body"].count(shown) == 2
    alone = await browser.act("/say", who="hana", tab="bot", line="are you there?")
    assert "only listens to commands" in alone["notice"]
    assert len(browser.script.asked) == before


async def test_an_unknown_command_gets_the_nearest(browser: Browser) -> None:
    """From the page itself: no platform hands such a line to the bot."""
    answer = await browser.act("/say", who="hana", tab="lunch", line="/lnch join <b>")
    assert answer["notice"] == "There is no /lnch here. Did you mean this?"
    assert answer["instead"] == "/lunch join <b>"
    answer = await browser.act("/say", who="hana", tab="lunch", line="/xyzzy")
    assert answer["notice"] == "There is no /xyzzy here. There is /lunch and /circle."


async def test_a_press_of_what_was_settled_says_so(browser: Browser) -> None:
    """A message that was replaced has other controls, and the old ones do nothing."""
    await browser.act("/say", who="hana", tab="bot", line="/lunch next")
    body = {"who": "hana", "tab": "bot", "message": "m4", "carried": "later"}
    done = await browser.act("/press", **body)
    assert done["focus"] == "m4-hana"
    before = len(browser.script.asked)
    assert "settled" in (await browser.act("/press", **body))["notice"]
    assert len(browser.script.asked) == before


async def test_a_press_in_the_channel_answers_privately_even_to_replace(browser: Browser) -> None:
    """What everybody sees is not replaced for one."""
    message = Message((Words("For all"),), (), (_button("later"),))
    shown = await browser.stage.deliver("playground", Channel("lunch"), message, "k9")
    done = await browser.act(
        "/press?at=hana.lunch,ines.lunch",
        who="hana",
        tab="lunch",
        message=shown.id,
        carried="later",
    )
    assert done["body"].count("For all") == 2
    assert done["body"].count("Later it is") == 1


async def test_what_is_settled_is_settled_for_everybody(browser: Browser) -> None:
    """One press changes the message on every screen; what is said beside it is on one."""
    message = Message((Words("Did you meet?"),), (), (_button("settle"),))
    shown = await browser.stage.deliver("playground", Channel("lunch"), message, "k9")
    done = await browser.act(
        "/press?at=hana.lunch,ines.lunch",
        who="hana",
        tab="lunch",
        message=shown.id,
        carried="settle",
    )
    assert "Did you meet?" not in done["body"]
    assert done["body"].count("It is settled.") == 2
    assert done["body"].count("Only for you.") == 1


async def test_a_form_comes_back_filled_in_until_it_is_right(browser: Browser) -> None:
    """What the page sees at once, then what only the bot knows, then it is done."""
    opened = await browser.act("/say", who="ines", tab="lunch", line="/circle create")
    token = opened["sheet"].partition('data-form="')[2].partition('"')[0]
    values = {"name": "Book <club>", "who": "Readers", "how": "at full moon", "size": ""}
    asked = len(browser.script.asked)
    again = await browser.act("/send", who="ines", form=token, values=values)
    assert "Choose what fits." in again["sheet"]
    assert 'value="Book &lt;club&gt;"' in again["sheet"]
    assert len(browser.script.asked) == asked

    again = await browser.act("/send", who="ines", form=token, values={**values, "size": "2"})
    assert "I look for a day and a time here" in again["sheet"]
    assert "Readers</textarea>" in again["sheet"]
    assert browser.script.asked[-1].carried == "form"

    token = again["sheet"].partition('data-form="')[2].partition('"')[0]
    good = {**values, "size": "2", "how": "every Monday at 9"}
    done = await browser.act("/send", who="ines", form=token, values=good)
    assert (done["sheet"], done["focus"][-5:]) == ("", "-ines")
    late = await browser.act("/send", who="ines", form=token, values=good)
    assert "lapsed" in late["notice"]


async def test_completion_asks_the_bot_for_what_it_knows(browser: Browser) -> None:
    """Verbs from the declarations, parameters by the action that they name."""
    said = await browser.act("/complete", who="hana", tab="lunch", line="/lunch jo")
    assert 'data-take="/lunch join "' in said["rows"]
    assert said["meant"]
    said = await browser.act("/complete", who="hana", tab="lunch", line="/lunch join b")
    assert 'data-take="/lunch join Book club"' in said["rows"]
    assert not said["meant"]
    assert browser.script.asked[-1].values == {"typed": "b"}


async def test_a_fault_of_the_bot_is_told_and_harms_nothing(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    """The log names the action and nothing that anybody wrote."""
    await browser.act("/say", who="hana", tab="bot", line="/lunch status secret words")
    response = await browser.post(
        "/press", {"who": "hana", "tab": "bot", "message": "m4", "carried": "circles.broken"}
    )
    assert response.status == 500
    assert "circles.broken failed" in caplog.text
    assert "secret" not in caplog.text
    assert "circles.broken failed" in await browser.page()


async def test_winding_runs_what_is_due_and_turns_to_the_tables(browser: Browser) -> None:
    """Whoever got a table looks at it, the clock stands there, and stays there."""
    await browser.act("/say", who="hana", tab="lunch", line="/lunch join")
    done = await browser.act("/wind", to=MONDAY.isoformat())
    assert done["says"] == "It is now Monday 23 November, 09:00. 7 new messages."
    assert "hana.table-4" in done["view"]
    assert "Nobody else reads this." in done["body"]
    assert browser.script.clock.now() == MONDAY


async def test_open_pages_hear_of_what_happens(browser: Browser) -> None:
    """A line each time, with the number of the drawing."""
    async with browser.session.get(f"{browser.url}/live") as news:
        first = await _news(news)
        await browser.act("/say", who="hana", tab="lunch", line="hello")
        assert (await _news(news))["version"] > first["version"]


async def test_starting_over_makes_everything_new(browser: Browser) -> None:
    """The world, the clock, the tour and the view."""
    await browser.act("/say", who="hana", tab="lunch", line="/lunch join")
    await browser.act("/wind", to=MONDAY.isoformat())
    done = await browser.act("/again?at=hana.table-4,ben.bot")
    assert done["view"].startswith("at=hana.lunch,amara.bot,")
    assert "You have a seat in Lunch" not in done["body"].partition("screen-hana")[2][:4000]
    assert 'id="guide"' in done["body"]
    assert "Join as Hana" in done["body"].partition('id="guide"')[2][:200]
    assert browser.script.clock.now() == START


async def test_the_page_is_complete_without_script(browser: Browser) -> None:
    """People, tabs and messages are there, and each view has an address."""
    await browser.act("/say", who="hana", tab="lunch", line="/lunch join")
    await browser.act("/wind", to=MONDAY.isoformat())
    page = await browser.page("?at=kiri.table-6,ben.lunch&on=ben")
    assert "Kiri and Luca" in page
    assert "Round 1 of Lunch" in page
    assert 'id="screen-hana"' not in page
    assert page.count('class="seat') == 13
    assert 'href="/?at=kiri.table-6,hana.' in page


# ---- the port


async def test_a_delivery_takes_the_place_of_an_earlier_one(browser: Browser) -> None:
    """The message stands where it stood, with other words; what is not there is not edited."""
    stage = browser.stage
    first = await stage.deliver("playground", Channel("lunch"), HELLO, "k1")
    edit = Edit("k1", Message((Words("Settled."),)), first.id)
    assert await stage.deliver("playground", Channel("lunch"), edit, "k1:edit:1") == first
    page = await browser.page()
    assert "Settled." in page
    with pytest.raises(Undeliverable):
        await stage.deliver("playground", Channel("lunch"), Edit("k2", HELLO, "m99"), "k2:edit:1")


async def test_what_is_answered_and_delivered_alike_stands_there_once(browser: Browser) -> None:
    """A press in one's own conversation is answered; then its message becomes that answer, too."""
    message = Message((Words("A question"),), (), (_button("circles.skip"),))
    shown = await browser.stage.deliver("playground", Direct("hana"), message, "k9")
    press = {"message": shown.id, "carried": "circles.skip"}
    done = await browser.act("/press?at=hana.bot", who="hana", tab="bot", **press)
    assert done["body"].count("You sit this one out") == 1
    answer = Message((Words("You sit this one out"),), ((Words("Back on Monday."),),))
    edit = Edit("k9", answer, shown.id)
    await browser.stage.deliver("playground", Direct("hana"), edit, "k9:edit:1")
    assert (await browser.page("?at=hana.bot")).count("You sit this one out") == 1


async def test_deliveries_arrive_once_and_where_they_belong(browser: Browser) -> None:
    """The same key gives the same receipt, and nothing twice."""
    stage = browser.stage
    opening = Opening("Lunch", "7", "lunch", ("ben", "hana"))
    room = await stage.deliver("playground", Table("o"), opening, "o")
    assert await stage.deliver("playground", Table("o"), opening, "o") == room
    for to in (Direct("hana"), Channel("lunch"), Table("o", room.id), Channel(direct("hana"))):
        first = await stage.deliver("playground", to, HELLO, f"k-{to}")
        assert await stage.deliver("playground", to, HELLO, f"k-{to}") == first
    page = await browser.page(f"?at=hana.{room.id}")
    assert page.count("<h3>Hello</h3>") == 1
    page = await browser.page("?at=hana.bot")
    assert page.count("<h3>Hello</h3>") == 2
    await stage.deliver("playground", Table("o", room.id), Closing(), "c")
    added = await stage.deliver("playground", Table("o", room.id), Adding(("ines",)), "a")
    assert (added.id, stage.traits.adds) == (room.id, True)
    for _ in range(2):
        assert await stage.deliver("playground", Table("o", room.id), Adding(("ines",)), "a")
    assert "<h3>Hello</h3>" in await browser.page(f"?at=ines.{room.id}")
    assert "Put away" in await browser.page(f"?at=hana.{room.id}")


async def test_a_file_can_be_kept(browser: Browser) -> None:
    """It is a link on the page, behind which lie its bytes, to be saved and not to be shown."""
    content = b"BEGIN:VCALENDAR\r\n" + bytes(range(256))
    file = File("lunch.ics", "text/calendar", content)
    receipt = await browser.stage.deliver("playground", Channel("lunch"), file, "k")
    assert await browser.stage.deliver("playground", Channel("lunch"), file, "k") == receipt
    page = await browser.page("?at=hana.lunch")
    address = f"/file/{receipt.id}"
    assert f'<a class="btn" href="{address}" download="lunch.ics">lunch.ics</a>' in page
    async with browser.session.get(browser.url + address) as response:
        assert await response.read() == content
        assert response.content_type == "text/calendar"
        assert response.headers["Content-Disposition"] == 'attachment; filename="lunch.ics"'
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    for other in ("m1", "m999", "%2e%2e%2fworld.jsonl"):
        async with browser.session.get(f"{browser.url}/file/{other}") as response:
            assert response.status == 404, other


@pytest.mark.parametrize(
    ("workspace", "to", "forever"),
    [
        ("elsewhere", Channel("lunch"), True),
        ("playground", Channel("nowhere"), True),
        ("playground", Channel("bot-nobody"), True),
        ("playground", Direct("nobody"), True),
        ("playground", Table("o", "table-9"), True),
        ("playground", Table("o"), False),
    ],
)
async def test_what_can_not_be_delivered_is_said(
    browser: Browser, workspace: str, to: Channel | Direct | Table, forever: bool
) -> None:
    """For ever, or only for now."""
    with pytest.raises(Undeliverable) as caught:
        await browser.stage.deliver(workspace, to, HELLO, "k1")
    assert caught.value.forever == forever
    with pytest.raises(Undeliverable):
        await browser.stage.deliver(
            "playground", Table("t"), Opening("L", "1", "lunch", ("x",)), "k2"
        )


async def test_whoever_is_not_in_the_town_is_gone(browser: Browser) -> None:
    """As after a start with fewer people."""
    assert await browser.stage.gone("playground", ["hana", "zara", "ben"]) == {"zara"}
    assert browser.stage.traits.tells_zone
    assert browser.stage.person("ines").organises


async def test_what_is_performed_stands_on_that_screen(browser: Browser) -> None:
    """So that a first circle can be made by people, as on the page."""
    who = browser.stage.person("kiri")
    request = Request("playground", "playground", who, "e", "circles.join", {}, Where())
    await browser.stage.perform(request, "/lunch join")
    assert "You have a seat in Lunch" in await browser.page("?at=kiri.bot")
    assert "Join as Hana" in (await browser.page()).partition('id="guide"')[2][:200]


async def test_it_is_all_there_after_a_restart(tmp_path: Path) -> None:
    """Messages, the clock, the steps of the tour; and nothing is done anew."""
    async with playing(tmp_path) as (script, stage), aiohttp.ClientSession() as session:
        page = Browser(session, stage, script)
        await page.act("/say", who="hana", tab="lunch", line="/lunch join")
        await page.act("/wind", to=MONDAY.isoformat())
    async with playing(tmp_path) as (script, stage), aiohttp.ClientSession() as session:
        assert not stage.fresh
        assert script.clock.now() == MONDAY
        page = Browser(session, stage, script)
        there = await page.page("?at=hana.lunch,ben.table-1")
        assert "You have a seat in Lunch" in there
        assert "You are at a table" in there
        assert "Say hello at the table" in there.partition('id="guide"')[2][:200]
        assert '<i class="dot">' not in there


async def test_it_stops_at_once_while_pages_are_open(tmp_path: Path) -> None:
    """An open page does not keep it."""
    async with aiohttp.ClientSession() as session:
        async with playing(tmp_path) as (_, stage):
            news = await session.get(f"{stage.url}live")
            await _news(news)
        await asyncio.wait_for(news.content.read(), 30)
        assert stage.trouble


async def test_a_port_that_is_taken_is_an_error_of_the_system(tmp_path: Path) -> None:
    """Whoever starts it says so in their own words."""
    async with playing(tmp_path / "a") as (_, stage):
        port = int(stage.url.rstrip("/").rpartition(":")[2])
        script = Script()
        other = Playground(
            commands=(),
            handle=script.handle,
            clock=script.clock,
            wind=script.wind,
            ahead=script.ahead,
            start_over=script.begin,
            folder=tmp_path / "b",
            people=2,
            port=port,
        )
        with pytest.raises(OSError, match=str(port)):
            await other.run()


async def _news(response: aiohttp.ClientResponse) -> dict[str, int]:
    while not (line := await response.content.readline()).startswith(b"data: "):
        assert line, "the stream ended"
    news: dict[str, int] = json.loads(line.removeprefix(b"data: "))
    return news


def _button(carried: str) -> Button:
    return Button("Later", "circles.later", carried=carried)
