"""A form as HTML: the sheet that slides into one person's column."""

from typing import assert_never

from markupsafe import Markup

from adapters.playground.render import Reader, options, text
from bot.chat.form import ChoiceField, ChoicesField, Errors, Field, Form, TextField


def form(
    what: Form, errors: Errors, missing: tuple[str, ...], token: str, reader: Reader
) -> Markup:
    """A form, filled in as it says, with what is wrong below the fields that it concerns."""
    wrong = {name: text(why, reader) for name, why in errors}
    wrong |= {field.name: _needed(field) for field in what.fields if field.name in missing}
    fields = (
        _field(field, f"{reader.who.id}-{field.name}", wrong.get(field.name, Markup("")))
        for field in what.fields
    )
    return Markup(
        '<div class="sheet" role="dialog" aria-labelledby="title-{who}">'
        '<form data-form="{token}" novalidate autocomplete="off">'
        '<h2 id="title-{who}">{title}</h2>{fields}'
        '<div class="acts"><button class="btn main">{submit}</button>'
        '<button class="btn" type="button" data-cancel>Cancel</button></div></form></div>'
    ).format(
        who=reader.who.id,
        token=token,
        title=what.title,
        fields=Markup("").join(fields),
        submit=what.submit,
    )


def _needed(field: Field) -> Markup:
    written = isinstance(field, TextField)
    return Markup("A few words are needed here.") if written else Markup("Choose what fits.")


def _field(field: Field, at: str, wrong: Markup) -> Markup:
    state = Markup(' id="{}" name="{}"').format(at, field.name)
    if wrong:
        state += Markup(' aria-invalid="true"')
    if wrong or field.hint:
        state += Markup(' aria-describedby="{}"').format(
            " ".join([f"wrong-{at}"] * bool(wrong) + [f"hint-{at}"] * bool(field.hint))
        )
    if field.required and not isinstance(field, ChoicesField):
        state += Markup(' aria-required="true"')
    label = Markup('<label for="{}">{}{}</label>').format(
        at, field.label, "" if field.required else Markup(" <span>(may stay empty)</span>")
    )
    match field:
        case TextField(long=True, value=value, most=most):
            box = label + Markup('<textarea rows="3" maxlength="{}"{}>\n{}</textarea>').format(
                most, state, value
            )
        case TextField(value=value, most=most):
            box = label + Markup('<input maxlength="{}"{} value="{}">').format(most, state, value)
        case ChoiceField(value=value):
            none = "" if field.required and value else Markup('<option value=""></option>')
            box = label + Markup("<select{}>{}{}</select>").format(
                state, none, options(field.options, value)
            )
        case ChoicesField():
            box = _choices(field, state)
        case _:
            assert_never(field)
    if wrong:
        box += Markup('<p class="bad" id="wrong-{}">{}</p>').format(at, wrong)
    if field.hint:
        box += Markup('<p class="hint" id="hint-{}">{}</p>').format(at, field.hint)
    return Markup('<div class="field">{}</div>').format(box)


def _choices(field: ChoicesField, state: Markup) -> Markup:
    boxes = Markup("").join(
        Markup(
            '<label class="tick"><input type="checkbox" name="{}" value="{}"{}> {}</label>'
        ).format(
            field.name,
            option.value,
            Markup(" checked") if option.value in field.values else "",
            option.label,
        )
        for option in field.options
    )
    return Markup('<fieldset tabindex="-1"{}><legend>{}</legend>{}</fieldset>').format(
        state, field.label, boxes
    )
