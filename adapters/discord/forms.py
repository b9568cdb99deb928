"""What somebody typed into a form that could not be taken, so that the form can open filled in.

Kept in memory alone, for an hour, the last two hundred. It is a convenience: the button that opens
the form again carries what the form carries, so that after a restart the press goes to the bot
like any other, as the form's own `carried` without values, and the form opens with what is stored.
"""

from collections import OrderedDict
from datetime import datetime, timedelta

from bot.chat.form import Form
from bot.clock import Clock

_LIFETIME = timedelta(hours=1)
_MOST = 200


class Forms:
    """By the person and what the form carries: nobody is shown what somebody else typed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], tuple[datetime, Form]] = OrderedDict()

    def keep(self, person: str, form: Form) -> None:
        """Remember it, in place of the last one."""
        self.forget(person, form.carried)
        self._kept[person, form.carried] = (self._clock.now(), form)
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)

    def find(self, person: str, carried: str) -> Form | None:
        """The form as this person last sent it, if that was lately."""
        when, form = self._kept.get((person, carried), (None, None))
        if when is None or self._clock.now() - when > _LIFETIME:
            return None
        return form

    def forget(self, person: str, carried: str) -> None:
        """It was sent: what was typed is of no more use here."""
        self._kept.pop((person, carried), None)
