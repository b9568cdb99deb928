"""The project keeps its own rules: types, style, import contracts, generated pages, its README."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs import pages

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


def run(*command: str) -> str:
    """Run a tool of the environment; what it printed when it was not content."""
    done = subprocess.run(  # noqa: S603  # our own tools, with our own words
        [BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("lint-imports", "--no-cache"),
    ],
    ids=lambda command: command[0] + "-" + command[1],
)
def test_style_and_contracts_hold(command: tuple[str, ...]) -> None:
    """Style, format and import contracts have nothing to say."""
    assert run(*command) == ""


@pytest.mark.timeout(300)
def test_types_hold() -> None:
    """The strict type check has nothing to say."""
    assert run("mypy") == ""


def test_generated_pages_are_fresh() -> None:
    """What is made from the code says what the code says; `make docs` writes it anew."""
    for path, text in pages().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is stale: make docs"


def test_commands_of_the_readme_are_there() -> None:
    """Each `make` target that the README and CONTRIBUTING name stands in the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for page in ("README.md", "CONTRIBUTING.md"):
        for target in re.findall(r"^make (\w+)", (ROOT / page).read_text("utf-8"), re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{page}: make {target}"


def test_links_of_the_docs_lead_somewhere() -> None:
    """Each file that a page links to is there."""
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
