"""The one form of a circle."""

from bot.chat.form import Form, TextField
from bot.circles.model import Charter
from bot.programme import LINE, NAME
from bot.texts.catalogue import Say


def of_circle(
    say: Say, action: str, title: str, charter: Charter, name: str, circle: str = ""
) -> Form:
    """Its name and the charter's four lines, filled in; `circle` is its id once it has one."""
    lines = (
        ("container", charter.container, True),
        ("construct", charter.construct, True),
        ("conversation", charter.conversation, False),
        ("community", charter.community, False),
    )
    return Form(
        title=say.label(title),
        submit=say.label("form.save"),
        action=action,
        state=(circle,) if circle else (),
        fields=(
            TextField("name", say.label("field.name"), value=name, most=NAME),
            *(
                TextField(
                    each,
                    say.label(f"field.{each}"),
                    hint=say.label(f"hint.{each}"),
                    value=value,
                    required=required,
                    most=LINE,
                )
                for each, value, required in lines
            ),
        ),
    )
