"""Messages with arguments: what errors, hints and notes say, kept so that it can be said in any language.

A message is written in English where it arises, `msg("{name} is empty.", name=path.name)`, and goes through
the program as its template and values. `str` says it in English, for logs, the command line, exports and
stores; `resources.language.tr` in the language that is shown. `app.recipes.catalog` collects the templates.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, LiteralString, TypeAlias, cast

LIST_SEPARATOR: Final = ", "

Value: TypeAlias = "str | float | Message | Label | tuple[Value, ...]"
"""What stands in a field. Names and numbers are the same in every language."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label or title as a value: `resources.language.label` says what it is called in a language."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence or a part of one. Without words it is false.

    id: the English template, with the fields of `str.format` by name. Without values it is a text as it
    stands, whatever braces are in it. many: the template for another number than one, which is value `n`.
    """

    id: str
    values: tuple[tuple[str, Value], ...] = ()
    many: str = ""

    def __str__(self) -> str:
        return self.fill(self.id if not self.many or self.count == 1 else self.many, str)

    def __bool__(self) -> bool:
        return bool(self.id)

    @property
    def count(self) -> int:
        """The number that the form of a plural depends on."""
        count = dict(self.values).get("n", 1)
        return count if isinstance(count, int) else 1

    def fill(self, template: str, say: Callable[["Message | Label"], str]) -> str:
        """Put the values into a template; `say` gives the words of those that have them in each language."""
        if not self.values:
            return template
        return template.format(**{name: _shown(value, say) for name, value in self.values})

    def to_json(self) -> Any:
        """Give plain values: a string, or an object if there are fields."""
        return _plain(self) if self.values else self.id

    @classmethod
    def from_json(cls, plain: Any) -> "Message":
        """Read what `to_json` gave; any string is a message without fields."""
        made = _read(plain)
        return made if isinstance(made, Message) else cls(str(made))


NOTHING: Final = Message("")


def msg(text: LiteralString, /, **values: Value) -> Message:
    """Give a message with what stands in its fields."""
    return Message(text, tuple(values.items()))


def nmsg(one: LiteralString, many: LiteralString, n: int, /, **values: Value) -> Message:
    """Give a message that depends on a number, which is its field `n`."""
    return Message(one, (("n", n), *values.items()), many)


def join(parts: Iterable[Message], separator: str = " ") -> Message:
    """Give several messages as one, without those that say nothing. The separator has no braces."""
    told = [part for part in parts if part]
    if len(told) < 2:
        return told[0] if told else NOTHING
    names = [f"part{number}" for number in range(len(told))]
    return Message(separator.join(f"{{{name}}}" for name in names), tuple(zip(names, told, strict=True)))


def _shown(value: Value, say: Callable[[Message | Label], str]) -> str | float:
    if isinstance(value, Message | Label):
        return say(value)
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(str(_shown(part, say)) for part in value)
    return value


def _plain(value: Value) -> Any:
    if isinstance(value, Label):
        return {"label": value.name}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if not isinstance(value, Message):
        return value
    plain: dict[str, Any] = {"message": value.id}
    if value.values:
        plain["values"] = {name: _plain(part) for name, part in value.values}
    return {**plain, "many": value.many} if value.many else plain


def _read(plain: Any) -> Value:
    if isinstance(plain, list):
        return tuple(_read(part) for part in cast("list[Any]", plain))
    if not isinstance(plain, dict):
        return plain
    known = cast("dict[str, Any]", plain)
    if "label" in known:
        return Label(known["label"])
    values = tuple((name, _read(value)) for name, value in known.get("values", {}).items())
    return Message(known["message"], values, known.get("many", ""))
