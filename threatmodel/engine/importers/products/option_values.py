"""Whether words of a command line give an option a value, or switch it on."""

from collections.abc import Iterator, Sequence

from threatmodel.engine.importers.products.security_switches import is_on


def is_given(option: str, arguments: Sequence[str]) -> bool:
    """Whether the option has a value each time, and one that does not switch it off."""
    values = [
        following if value is None else value
        for names, value, following in _options(arguments)
        if option in names
    ]
    return bool(values) and all(map(is_on, values))


def is_emptied(option: str, arguments: Sequence[str]) -> bool:
    """Whether the option is given an empty value, or none."""
    return any(
        option in names and not (following if value is None else value)
        for names, value, following in _options(arguments)
    )


def is_switched_on(switch: str, arguments: Sequence[str]) -> bool:
    """Whether the switch is given, and not as `switch=false`; what follows it is no value of it."""
    return any(switch in names and (value is None or is_on(value)) for names, value, _ in _options(arguments))


def _options(arguments: Sequence[str]) -> Iterator[tuple[set[str], str | None, str]]:
    """Each word as an option: its names, the value after its =, and the word after it that is no option.

    Behind `--set` a setting is known by both words: `--set redpanda.enable_sasl`.
    """
    for before, word, following in zip(("", *arguments), arguments, (*arguments[1:], "-"), strict=False):
        name, equals, value = word.partition("=")
        given = value.strip("'\"") if equals else None
        yield {name, f"{before} {name}"}, given, "" if following.startswith("-") else following.strip("'\"")
