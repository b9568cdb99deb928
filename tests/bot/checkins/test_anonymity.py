"""Anonymous means anonymous: nothing can be joined to a person, and no number is below five."""

import json
from collections.abc import Callable, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.checkins.anonymity import LEAST, LEAST_TEXTS, Result, result
from bot.checkins.questions import Question
from bot.checkins.typed import read
from bot.database import metadata
from tests.bot.checkins.made import answers, joins, latest, makes, own
from tests.town import MONDAY, Town, said

SCALE, CHOICE, SEVERAL, NUMBER, WORDS = read(
    """True? [mood] (anonymous)
Tea? [choice: a, b, c] (anonymous)
Which? [choices: a, b, c] (anonymous)
Hours? [number] (anonymous)
Why? (anonymous)"""
)
(YES_NO,) = read("Well? [yes/no] (anonymous)")
Report = tuple[int, dict[str, int]]  # how many answered, and the options that are told
PEOPLE = [f"P{n}" for n in range(12)]


def told(question: Question, *counts: int) -> Result:
    """The result when the options were chosen so often."""
    return result(
        question, [o for o, n in zip(question.choices, counts, strict=True) for _ in range(n)]
    )


# the options' numbers, and which of them are told
TOLD: list[tuple[tuple[int, ...], dict[str, int]]] = [
    ((4, 0, 0), {}),  # four people: nothing at all
    ((5, 0, 0), {"a": 5}),
    ((5, 4, 0), {}),  # four would be what is left of nine
    ((5, 5, 0), {"a": 5, "b": 5}),
    ((9, 4, 1), {"a": 9}),
    ((9, 6, 1), {"a": 9}),  # the sixteenth would be the one
    ((9, 3, 2), {"a": 9}),
    ((7, 7, 7), {"a": 7, "b": 7, "c": 7}),
]


@pytest.mark.parametrize(("counts", "expected"), TOLD)
def test_no_option_of_fewer_than_five(counts: tuple[int, ...], expected: dict[str, int]) -> None:
    """Neither shown, nor what is left when the shown ones are taken from all."""
    assert told(CHOICE, *counts).counts == expected


@given(st.lists(st.sampled_from(CHOICE.options), max_size=60))
def test_what_is_hidden_can_not_be_worked_out(values: list[str]) -> None:
    """Each number that is told, and each difference to all, is nobody or at least five."""
    found = result(CHOICE, values)
    rest = found.answers - sum(found.counts.values())
    assert all(n >= LEAST for n in found.counts.values())
    assert rest == 0 or rest >= LEAST
    assert found.answers in (0, len(values))
    assert (found.answers > 0) == (len(values) >= LEAST)


@given(st.lists(st.sampled_from(SCALE.choices), max_size=60))
def test_a_mean_stands_alone_and_is_rounded(values: list[str]) -> None:
    """Beside counts that are not complete a mean would give the hidden ones away."""
    found = result(SCALE, values)
    assert not (found.mean and found.counts)
    if found.counts:
        assert sum(found.counts.values()) == len(values)
    if found.mean:
        assert float(found.mean) * 2 == int(float(found.mean) * 2)


@given(st.lists(st.lists(st.sampled_from(SEVERAL.options), unique=True), max_size=40))
def test_several_choices(picked: list[list[str]]) -> None:
    """An option is told where at least five chose it, and nobody or at least five did not."""
    found = result(SEVERAL, ["\n".join(each) for each in picked])
    for n in found.counts.values():
        assert n >= LEAST
        assert found.answers - n == 0 or found.answers - n >= LEAST


def test_words_are_told_from_ten_on() -> None:
    """Nine answers in words are counted, not shown."""
    nine = [f"word {n}" for n in range(9)]
    assert result(WORDS, nine) == Result(9)
    assert result(WORDS, [*nine, "ten"]).texts == (*nine, "ten")
    assert LEAST_TEXTS == 10


def test_a_number_is_told_roughly() -> None:
    """The mean of numbers, to two digits."""
    assert result(NUMBER, ["1", "2", "3", "4", "5.123"]).mean == "3.0"
    assert result(NUMBER, ["1"] * 4) == Result()


def _given(rng: Random, question: Question) -> str:
    """What somebody answers: most of them the same, and a few something rare."""
    weights = [2.0**-n for n in range(len(question.choices))]
    if question.kind == "choices":
        chosen = [each for each in question.options if rng.random() < 0.3]
        return "\n".join(chosen or question.options[:1])
    return rng.choices(question.choices, weights)[0]


def _reports(rng: Random, question: Question) -> list[Report]:
    """What is told of forty prompts: how many answered, and the numbers of each option."""
    found = []
    for _ in range(40):
        one = result(question, [_given(rng, question) for _ in range(rng.randrange(0, 30))])
        found.append((one.answers, dict(one.counts)))
    return found


@pytest.mark.parametrize("question", [CHOICE, SCALE, SEVERAL, YES_NO], ids=lambda each: each.kind)
def test_ten_thousand_pairs_of_filtered_reports(question: Question) -> None:
    """Adding up any prompts, and any other prompts, no difference of the two isolates a few.

    A report is the sum over some prompts, as results may be asked for any span of days.
    """
    rng = Random(7)
    reports = _reports(rng, question)
    for _ in range(10_000):
        start, end = sorted(rng.sample(range(41), 2))
        inner = sorted(rng.sample(range(start, end + 1), 2)) if end > start else [start, end]
        outer, nested = reports[start:end], reports[inner[0] : inner[1]]
        options = [_option(name) for name in question.choices]
        if question.kind == "choices":
            rest = [_without(name) for name in question.choices]
        else:
            rest = [_without(*question.choices)]
        for of in (_answers, *options, *rest):
            difference = of(outer) - of(nested)
            assert difference == 0 or difference >= LEAST


def _answers(reports: Sequence[Report]) -> int:
    return sum(n for n, _ in reports)


def _option(name: str) -> Callable[[Sequence[Report]], int]:
    return lambda reports: sum(counts.get(name, 0) for _, counts in reports)


def _without(*names: str) -> Callable[[Sequence[Report]], int]:
    """Those who are left when all that is told of these options is taken away."""
    return lambda reports: _answers(reports) - sum(_option(name)(reports) for name in names)


# In the database

SECRETS = own("Well? [mood]", "True? [mood] (anonymous)", "Why? (anonymous)")


async def _everything(town: Town) -> dict[str, list[dict[str, object]]]:
    async with town.database.read() as tx:
        return {
            table.name: [dict(row) for row in await tx.all(table.select())]
            for table in metadata.sorted_tables
        }


async def _answer(town: Town, name: str, secret: str, mood: str = "3") -> None:
    """Two pages: the named one, and the anonymous one."""
    more = await answers(town, name, {"q1": "4"}, message=latest(town, name))
    form = await town.presses(name, more, "Continue (2 of 3)", channel=None)
    hints = [field.hint for field in form.form.fields]  # type: ignore[union-attr]  # it is a form
    assert hints == ["Anonymous: nobody learns who said it, and it can't be changed later."] * 2
    done = await town.sends(name, form, {"q2": mood, "q3": secret}, channel=None)
    assert secret not in said(done), "it is not repeated"
    assert "kept without your name" in said(done)


async def test_nothing_that_could_be_joined_to_a_person(town: Town) -> None:
    """The table has a random key, the prompt, the question and the words: no row id, no time."""
    async with town.database.read() as tx:
        row = await tx.first(text("SELECT sql FROM sqlite_master WHERE name = 'anonymous_answer'"))
    assert row is not None
    assert "WITHOUT ROWID" in row["sql"]
    columns = {column.name for column in metadata.tables["anonymous_answer"].columns}
    assert columns == {"key", "prompt_id", "question", "value"}

    await makes(town, SECRETS)
    await joins(town, *PEOPLE)
    await town.wind_to(MONDAY.replace(hour=10))
    for name in PEOPLE[:6]:
        await _answer(town, name, f"secret of {name}")
    stored = await _everything(town)
    assert len(stored["anonymous_answer"]) == 12
    keys = [row["key"] for row in stored["anonymous_answer"]]
    assert len(set(keys)) == 12
    named = {table: rows for table, rows in stored.items() if table != "anonymous_answer"}
    assert "secret of" not in json.dumps(named, default=str), "nor inbox, draft, outbox or log"
    flags = [row["anonymous"] for row in stored["response"] if row["state"] == "answered"]
    assert flags == [True] * 6
    marks = {str(value) for rows in named.values() for row in rows for value in row.values()}
    assert not marks & {str(key) for key in keys}


async def test_a_scan_of_every_column(town: Town) -> None:
    """What tells two anonymous answers apart stands in no other column, nor in their order.

    Whatever is the same in all of them joins them to everybody alike; whatever differs must lead
    nowhere. A new column is scanned like all others.
    """
    await makes(town, SECRETS)
    await joins(town, *PEOPLE)
    await town.wind_to(MONDAY.replace(hour=10))
    for n, name in enumerate(PEOPLE):
        await _answer(town, name, f"secret of {name}", mood=str(n % 5))
    (held,) = [each for each in metadata.tables.values() if each.name == "anonymous_answer"]
    led = {key.column.table.name for key in held.foreign_keys}
    assert led == {"prompt"}, "it refers to nothing but the prompt"
    for table in metadata.sorted_tables:
        assert all(key.column.table is not held for key in table.foreign_keys), table.name

    stored = await _everything(town)
    mine = [row for row in stored.pop(held.name) if row["question"] == 3]
    telling = {
        column: {repr(row[column]).strip("'") for row in mine}
        for column in mine[0]
        if len({repr(row[column]) for row in mine}) > 1
    }
    assert set(telling) == {"key", "value"}
    for table_name, rows in stored.items():
        for row in rows:
            for column, cell in row.items():
                found = [
                    each for values in telling.values() for each in values if each in repr(cell)
                ]
                assert not found, (table_name, column)
    in_order = [PEOPLE.index(str(row["value"]).removeprefix("secret of ")) for row in mine]
    assert in_order != sorted(in_order), "they lie in the order of random keys"


async def test_released_once_and_never_changed(town: Town) -> None:
    """When the prompt closes, what may be told is told for good, and the answers are deleted."""
    await makes(town, SECRETS)
    await joins(town, *PEOPLE)
    await town.wind_to(MONDAY.replace(hour=10))
    late = latest(town, PEOPLE[11])
    for n, name in enumerate(PEOPLE[:10]):
        await _answer(town, name, f"secret {n}", mood="3" if n else "1")
    await town.wind_to(MONDAY.replace(hour=18))
    digest = said(town.stage.in_channel("lunch")[-1])
    assert "10 answers" in digest
    assert "about 3.5 on average" in digest or "about 4 on average" in digest
    assert all(f"secret {n}" in digest for n in range(10))
    stored = await _everything(town)
    assert stored["anonymous_answer"] == []
    released = stored["anonymous_result"]

    done = await answers(town, PEOPLE[11], {"q1": "2"}, message=late)
    assert "Continue" not in said(done), "who is late is not asked anonymously any more"
    await town.wind(days=1)
    after = (await _everything(town))["anonymous_result"]
    assert [row for row in after if row["prompt_id"] == 1] == released


async def test_four_are_too_few(town: Town) -> None:
    """Nothing is told, and nothing is kept."""
    await makes(town, SECRETS)
    await joins(town, *PEOPLE)
    await town.wind_to(MONDAY.replace(hour=10))
    for name in PEOPLE[:4]:
        await _answer(town, name, f"secret of {name}")
    await town.wind_to(MONDAY.replace(hour=18))
    digest = said(town.stage.in_channel("lunch")[-1])
    assert digest.count("Fewer than 5 answered, so nothing is shown.") == 2
    assert "secret" not in digest
    stored = await _everything(town)
    assert stored["anonymous_answer"] == []
    assert "secret" not in json.dumps(stored["anonymous_result"], default=str)


async def test_anonymous_answers_are_given_once(town: Town) -> None:
    """Whoever changes their answer is not asked the anonymous questions again."""
    await makes(town, SECRETS)
    await joins(town, "Ann")
    await town.wind_to(MONDAY.replace(hour=10))
    await _answer(town, "Ann", "once")
    await town.bot.deliver()
    form = await town.presses("Ann", latest(town, "Ann"), "Change my answer", channel=None)
    done = await town.sends("Ann", form, {"q1": "1"}, channel=None)
    assert "Continue" not in said(done)
    assert len((await _everything(town))["anonymous_answer"]) == 2
    back = said(await town.says("Ann", "/checkin mine"))
    assert "once" not in back
