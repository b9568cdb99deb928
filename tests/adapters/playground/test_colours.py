"""The colours of the page: text is told from its ground, and controls from theirs, in both schemes.

Axe leaves out what lies under something else, and what a picture consists of; the tokens do not.
"""

import re
from pathlib import Path

import pytest

import adapters.playground

CSS = (Path(adapters.playground.__file__).parent / "page.css").read_text("utf-8")
SCHEMES = dict(zip(("light", "dark"), re.findall(r":root \{(.*?)\}", CSS, re.DOTALL), strict=True))
TEXT = (
    ("ink", "bg surface sunken wash time-wash secret-wash"),
    ("soft", "bg surface sunken secret-wash"),
    ("accent", "bg surface secret-wash"),
    ("on-accent", "accent"),
    ("time", "bg surface time-wash"),
    ("secret", "surface secret-wash"),
    ("wrong", "surface"),
)
CONTROLS = (
    ("edge", "bg surface"),
    ("focus", "bg surface"),
    ("accent", "bg surface"),
    ("time", "bg surface"),
    ("secret", "surface"),
)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("pairs", "least"), [(TEXT, 4.5), (CONTROLS, 3.0)], ids=["text", "controls"]
)
def test_each_is_told_from_its_ground(
    scheme: str, pairs: tuple[tuple[str, str], ...], least: float
) -> None:
    """By the ratios that WCAG 2.2 asks for at level AA."""
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", SCHEMES[scheme]))
    faint = [
        (front, ground)
        for front, grounds in pairs
        for ground in grounds.split()
        if contrast(tokens[front], tokens[ground]) < least
    ]
    assert faint == []


def test_contrast_is_reckoned_as_wcag_does() -> None:
    """Black on white is 21; the grey that just passes is well known."""
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def contrast(one: str, other: str) -> float:
    """From 1, the same, to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
