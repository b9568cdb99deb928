"""In the browser: a preview is published as shown, or not; and the fourth circle makes room."""

from tests.browser import IN_A_BROWSER
from tests.wire.on_page import Screens

pytestmark = IN_A_BROWSER

PUBLISH = "Publish exactly this"


async def test_a_preview_is_what_happens(screens: Screens) -> None:
    """Hana joins after Ines looked: nothing is set, she is named, and the next one is published."""
    await screens.types("ines", "/circle preview")
    await screens.joins()
    await screens.presses("ines", PUBLISH)
    await screens.sees("ines", "other tables now", "Hana Novák came since you looked.")
    await screens.presses("ines", "Preview")
    shown = await screens.of("ines").locator(".msg", has_text=PUBLISH).last.inner_text()
    (mine,) = [line for line in shown.splitlines() if "Hana Novák" in line]
    await screens.presses("ines", PUBLISH)
    await screens.sees("ines", "They open within a minute")
    await screens.turns("hana", "table")
    await screens.sees("hana", "this is your table")
    for name in mine.split(" and "):
        await screens.sees("hana", name)


async def test_the_fourth_circle_takes_the_place_of_one(screens: Screens) -> None:
    """Ines is in one, and joins two more and a fourth: she chooses which to leave, and is in it."""
    await screens.turns("ines", "lunch")
    for name in ("Soup", "Salad", "Tea"):
        await screens.types("ines", "/circle create")
        about = {"name": name, "container": "Us", "construct": "every Wednesday at 12:00"}
        await screens.fills("ines", about)
        await screens.sees("ines", f"{name} is open")
        await screens.types("ines", f"/lunch join {name}")
    await screens.sees("ines", "You are in Tea as soon as you choose what to leave.")
    await screens.chooses("ines", "Leave", "Salad")
    await screens.sees("ines", "You are in Tea")
    await screens.types("ines", "/lunch next")
    said = await screens.of("ines").locator(".msg").last.inner_text()
    names = ("Harbour Makers lunch", "Soup", "Salad", "Tea")
    assert [name in said for name in names] == [True, True, False, True]
