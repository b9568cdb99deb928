"""The command line `tablemates`: here is what each command takes; what it does is in its module.

Nothing heavy is imported before a command runs, so that --help answers at once.
"""

import logging
import os
import sys
import traceback
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Annotated

import typer

from adapters.cli import exits
from adapters.cli.exits import Stop, tell
from adapters.cli.redaction import redact

app = typer.Typer(
    name="tablemates",
    help="Seats the people of a community at a table together, on Discord and Slack.",
    epilog="Try it without any account: tablemates try",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Level(StrEnum):
    """How grave a line has to be to be logged."""

    debug = "debug"
    info = "info"
    warning = "warning"
    error = "error"


ConfigPath = Annotated[
    Path | None,
    typer.Option("--config", help="The config file.", show_default="config.toml, if there is one"),
]
Insecure = Annotated[
    bool,
    typer.Option("--insecure-config", help="Start although others can read the tokens in it."),
]


def main() -> None:
    """Run the command line; its exit codes are listed in docs/operating.md."""
    sys.excepthook = _bug
    try:
        code = app(standalone_mode=False)
    except typer.TyperException as wrong:
        asked = getattr(getattr(wrong, "ctx", None), "command_path", "tablemates")
        said = wrong.format_message().replace("Value error, ", "").rstrip(".")
        tell(f"{said} (see: {asked} --help)")
        code = exits.USAGE
    except Stop as stop:
        for line in stop.lines:
            tell(line)
        code = stop.code
    except typer.Abort:
        tell("stopped; nothing was changed")
        code = 130
    sys.exit(code or exits.OK)


@app.callback(invoke_without_command=True)
def _tablemates(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"tablemates {installed('tablemates')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(exits.USAGE)


@app.command("try")
def _try(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Where the page is.", show_default="8765")
    ] = None,
    people: Annotated[int, typer.Option(min=2, max=60, help="How many pretend people.")] = 12,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what was played before.")] = False,
) -> None:
    """Play with pretend people; needs no account."""
    from adapters.cli import try_

    try_.play(port, people, fresh=fresh)


@app.command("run")
def _run(
    config: ConfigPath = None,
    insecure_config: Insecure = False,
    log_level: Annotated[Level, typer.Option(help="The least that is logged.")] = Level.info,
) -> None:
    """Run the bot until it is stopped."""
    from adapters.cli import place
    from adapters.cli.configured import configured

    decided = configured(config, insecure=insecure_config)
    os.umask(0o077)  # the database and what lies beside it are the bot's alone
    place.look(decided.storage.path)
    with place.alone(decided.storage.path):
        from adapters.cli import run

        run.run(decided, log_level.value)


@app.command("init")
def _init(
    config: Annotated[Path, typer.Option(help="The file to write.")] = Path("config.toml"),
    slack: Annotated[bool | None, typer.Option(help="Run on Slack.")] = None,
    discord: Annotated[bool | None, typer.Option(help="Run on Discord.")] = None,
    timezone: Annotated[str, typer.Option(help="Where most members are.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace a config that is there.")] = False,
) -> None:
    """Ask what is needed and write config.toml.

    Without a terminal the tokens come from the environment, not from options, which `ps` shows:
    TABLEMATES_SLACK__BOT_TOKEN, TABLEMATES_SLACK__APP_TOKEN, TABLEMATES_DISCORD__TOKEN.
    """
    from adapters.cli import init

    init.init(config, {"slack": slack, "discord": discord}, timezone, force=force)


@app.command("check")
def _check(config: ConfigPath = None, insecure_config: Insecure = False) -> None:
    """Look whether everything is in place."""
    from adapters.cli.configured import configured

    try:
        decided = configured(config, insecure=insecure_config)
    except Stop as stop:
        for line in stop.lines:
            typer.echo(redact(f"FAIL  config: {line}"))
        raise typer.Exit(exits.FAILED) from None

    from adapters.cli import check

    if not check.check(decided):
        raise typer.Exit(exits.FAILED)


@app.command("slack-manifest")
def _slack_manifest(
    command_prefix: Annotated[
        str, typer.Option(help="Put before each command, where /lunch is taken.")
    ] = "",
) -> None:
    """Print the manifest that makes the Slack app."""
    from adapters.cli import invitations

    typer.echo(invitations.slack_manifest(command_prefix))


@app.command("discord-invite")
def _discord_invite(config: ConfigPath = None, insecure_config: Insecure = False) -> None:
    """Print the address that invites the bot."""
    from adapters.cli import invitations

    typer.echo(invitations.discord_invite(config, insecure=insecure_config))


@app.command("pair")
def _pair(
    roster: Annotated[Path, typer.Argument(help="CSV with the columns id,name and any tags.")],
    history: Annotated[
        Path | None, typer.Option(help="CSV with the columns a,b,date: who met when.")
    ] = None,
    size: Annotated[int, typer.Option(min=2, max=8, help="People at a table.")] = 2,
    seed: Annotated[int, typer.Option(help="The same seed draws the same tables.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    must_differ: Annotated[
        list[str] | None, typer.Option(help="A tag in which tablemates must differ.")
    ] = None,
    prefer_differ: Annotated[
        list[str] | None, typer.Option(help="A tag in which tablemates had better differ.")
    ] = None,
    never: Annotated[
        Path | None, typer.Option(help="CSV with the columns a,b: who must not meet.")
    ] = None,
    cooldown: Annotated[
        int | None, typer.Option(min=0, help="Rounds before two may meet again.")
    ] = None,
) -> None:
    """Draw one round from files."""
    from adapters.cli import pair, sheets

    try:
        pair.pair(
            roster,
            history,
            size=size,
            seed=seed,
            as_json=as_json,
            must_differ=must_differ or (),
            prefer_differ=prefer_differ or (),
            never=never,
            cooldown=cooldown,
            out=sys.stdout,
        )
    except sheets.BadFile as bad:
        raise Stop(exits.USAGE, str(bad)) from None


@app.command("simulate")
def _simulate(
    members: Annotated[int, typer.Option(min=0, help="People in the circle.")],
    rounds: Annotated[int, typer.Option(min=0, help="Rounds to play.")] = 52,
    size: Annotated[int, typer.Option(min=2, max=8, help="People at a table.")] = 2,
    attendance: Annotated[
        float, typer.Option(min=0, max=1, help="How likely each member is to be there.")
    ] = 1.0,
    churn: Annotated[
        float, typer.Option(min=0, max=1, help="The share that is replaced after each round.")
    ] = 0.0,
    tags: Annotated[int, typer.Option(min=0, help="Teams that had better mix.")] = 0,
    cooldown: Annotated[
        int | None, typer.Option(min=0, help="Rounds before two may meet again.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed plays the same rounds.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Play many rounds of a circle that is not there yet."""
    from adapters.cli import simulate
    from bot.pairing.simulate import Plan

    plan = Plan(members, rounds, size, attendance, churn, tags, cooldown, seed)
    simulate.simulate(plan, as_json=as_json, out=sys.stdout)


@app.command("verify-round")
def _verify_round(
    circle: Annotated[str, typer.Argument(help="The circle's name.")],
    number: Annotated[int, typer.Argument(min=1, help="The round's number, as announced.")],
    config: ConfigPath = None,
    insecure_config: Insecure = False,
) -> None:
    """Draw a past round again and compare it with what was set."""
    from adapters.cli import configured, verify

    decided = configured.configured(config, insecure=insecure_config)
    if not verify.verify(decided, circle, number):
        raise typer.Exit(exits.FAILED)


@app.command("results")
def _results(
    checkin: Annotated[str, typer.Argument(help="The check-in's name.")],
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of CSV.")] = False,
    config: ConfigPath = None,
    insecure_config: Insecure = False,
) -> None:
    """Write what organisers may read of a check-in."""
    from adapters.cli import configured, results

    decided = configured.configured(config, insecure=insecure_config)
    results.results(decided, checkin, as_json=as_json, out=sys.stdout)


@app.command("stats")
def _stats(
    circle: Annotated[str, typer.Argument(help="The circle's name; without it, all.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of CSV.")] = False,
    config: ConfigPath = None,
    insecure_config: Insecure = False,
) -> None:
    """Write how the rounds of circles went."""
    from adapters.cli import configured, stats

    decided = configured.configured(config, insecure=insecure_config)
    stats.stats(decided, circle, as_json=as_json, out=sys.stdout)


def _bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if logging.getLogger().handlers:
        logging.getLogger("tablemates").critical("a bug", exc_info=(kind, error, trace))
    else:
        tell(f"a bug: {''.join(traceback.format_exception(kind, error, trace)).rstrip()}")
    os._exit(exits.BUG)  # nobody is left who could end the database's threads
