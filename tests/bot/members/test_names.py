"""What a name may be made of."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import limits
from bot.members.model import NAME, clean, short_enough, shorten

FAMILY = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
WAVING = "\N{WAVING HAND SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}"
UNION = "\N{REGIONAL INDICATOR SYMBOL LETTER E}\N{REGIONAL INDICATOR SYMBOL LETTER U}"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        # left as they are
        ("Ann", "Ann"),
        ("O'Brien; DROP TABLE members;--", "O'Brien; DROP TABLE members;--"),
        ("Ольга", "Ольга"),
        ("김철수", "김철수"),
        ("נועה", "נועה"),
        ("{member} %s ${7*7}", "{member} %s ${7*7}"),
        ("@everyone <!channel> <@U1>", "@everyone <!channel> <@U1>"),
        (FAMILY, FAMILY),
        (WAVING, WAVING),
        # blanks
        ("  Ann  ", "Ann"),
        ("Ann \t Lee", "Ann Lee"),
        ("Bob\nAdmin: you won", "Bob Admin: you won"),
        ("a\N{LINE SEPARATOR}b\N{PARAGRAPH SEPARATOR}c", "a b c"),
        # what can't be seen, or turns the line round
        ("\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe", "gnp.exe"),
        ("\N{RIGHT-TO-LEFT ISOLATE}abc", "abc"),
        ("ad\N{ZERO WIDTH SPACE}min", "admin"),
        ("ad\N{SOFT HYPHEN}min", "admin"),
        ("a\N{ZERO WIDTH JOINER}b", "ab"),
        ("a\x00b", "ab"),
        ("a\x07\x1b[31mred", "a[31mred"),
        ("a\U000e0041\U000e0042", "a"),
        ("a\ud800b", "ab"),
        ("\ue000\uf8ff", ""),
        ("\uffff\ufffe", ""),
        # nothing left
        ("", ""),
        ("\t\n", ""),
        ("\N{HANGUL FILLER}\N{HANGUL FILLER}", ""),
        ("\N{BRAILLE PATTERN BLANK}", ""),
        ("\N{VARIATION SELECTOR-16}", ""),
        ("\N{COMBINING GRAPHEME JOINER}", ""),
        # letters are composed, and carry few marks
        ("e\N{COMBINING ACUTE ACCENT}", "é"),
        ("\N{COMBINING ACUTE ACCENT}abc", "abc"),
        ("Z" + "\N{COMBINING TILDE OVERLAY}" * 50, "Z" + "\N{COMBINING TILDE OVERLAY}" * 3),
        ("e\N{ZERO WIDTH SPACE}\N{COMBINING ACUTE ACCENT}", "é"),
        # at most so long
        ("a" * 80, "a" * 80),
        ("a" * 10_000, "a" * 79 + "…"),
        ("&" * 80, "&" * 31 + "…"),
    ],
)
def test_a_name_as_it_is_kept(name: str, kept: str) -> None:
    """Letters of every script stay; what only serves to deceive goes."""
    assert clean(name) == kept


@given(st.text())
def test_whatever_a_name_is_made_of(name: str) -> None:
    """It is composed, fits everywhere, holds one line, and cleaning it again changes nothing."""
    kept = clean(name)
    assert kept == unicodedata.normalize("NFC", kept)
    assert short_enough(kept, NAME)
    assert len(kept.splitlines()) <= 1
    assert kept == kept.strip()
    assert kept.encode().decode() == kept
    assert clean(kept) == kept
    kinds = {unicodedata.category(letter) for letter in kept.replace("\N{ZERO WIDTH JOINER}", "")}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(st.text(alphabet=st.sampled_from("&<>*_~`|#[]()@\\abc"), min_size=1, max_size=400))
def test_escaping_can_not_make_a_name_outgrow_its_place(name: str) -> None:
    """Names made of signs are cut sooner, so that every message with them fits."""
    assert limits.quoted(clean(name)) <= 2 * NAME


@pytest.mark.parametrize("piece", [FAMILY, WAVING, UNION, "e\N{COMBINING DOUBLE ACUTE ACCENT}"])
def test_a_cut_is_between_letters(piece: str) -> None:
    """No half emoji, no half flag, and no mark without its letter is left at the end."""
    for most in range(2, 40):
        cut = shorten(piece * 40, most)
        assert len(cut) <= most
        assert cut.endswith("…")
        whole = cut.removesuffix("…")
        assert whole == piece * (len(whole) // len(piece)), most
