"""Who did what to a circle or a check-in, kept in the audit log."""

from bot.audit import store as audit
from bot.programme import Programme
from bot.turn import Turn


async def note(turn: Turn, action: str, programme: Programme) -> None:
    """Keep that whoever asks did this to the programme."""
    who, about = turn.request.person.id, programme.subject
    await audit.note(turn.tx, turn.community, who, action, turn.now, subject=about)
