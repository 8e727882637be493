"""What the files say of one service: the values of each key in the order of the files, with file and line."""

from collections.abc import Iterable, Iterator

from threatmodel.engine.importers.compose.interpolation import plain
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue, as_bool, as_int
from threatmodel.engine.importers.yaml.values import Tagged
from threatmodel.engine.model import Fact, FactValue, Source
from threatmodel.engine.model.struct_base import Record


class MergedValue(Record, frozen=True):
    """A value with its place in the files."""

    value: YamlValue
    file: str
    line: int

    @property
    def text(self) -> str:
        """The scalar, variables filled in."""
        return plain(self.value)

    @property
    def flag(self) -> bool | None:
        """The boolean it means, if any."""
        return as_bool(self.text)

    @property
    def number(self) -> int | None:
        """The integer it means, if any."""
        return as_int(self.text)

    @property
    def source(self) -> Source:
        """The place as provenance."""
        return Source("file", self.file, self.line)

    def fact(self, value: FactValue) -> Fact:
        """A fact with this place as its source."""
        return Fact(value, self.source)

    def get(self, key: str) -> "MergedValue | None":
        """The value under a key, when this is a mapping that has it and it is not null."""
        if not isinstance(self.value, YamlMap) or self.value.get(key) is None:
            return None
        return MergedValue(self.value[key], self.file, self.value.line_of(key))

    def path(self, *keys: str) -> "MergedValue | None":
        """The value under a row of keys."""
        found: MergedValue | None = self
        for key in keys:
            found = found.get(key) if found is not None else None
        return found

    def items(self) -> Iterator["MergedValue"]:
        """The items of a list; the value itself when it is a scalar."""
        if isinstance(self.value, YamlList):
            for index, item in enumerate(self.value):
                yield MergedValue(item, self.file, self.value.line_at(index))
        elif self.value is not None and not isinstance(self.value, YamlMap):
            yield self

    def entries(self) -> Iterator[tuple[str, "MergedValue"]]:
        """Names and values of a mapping, or of a list of NAME=value; null where there is no value."""
        if isinstance(self.value, YamlMap):
            for key, value in self.value.items():
                yield key, MergedValue(value, self.file, self.value.line_of(key))
            return
        for item in self.items():
            name, equals, value = (item.value if isinstance(item.value, str) else item.text).partition("=")
            yield name, MergedValue(value if equals else None, self.file, item.line)

    def names(self) -> Iterator[tuple[str, "MergedValue"]]:
        """Names of a list or mapping, with what is under them; null under a bare name."""
        if isinstance(self.value, YamlMap):
            yield from self.entries()
            return
        for item in self.items():
            if item.text:
                yield item.text, MergedValue(None, self.file, item.line)

    def without(self, names: Iterable[str]) -> "MergedValue":
        """The same without these names of a mapping or of a list of NAME=value."""
        if isinstance(self.value, YamlMap):
            return MergedValue(without_keys(self.value, set(names)), self.file, self.line)
        if not isinstance(self.value, YamlList):
            return self
        kept, left_out = YamlList(self.value.line), set(names)
        for index, item in enumerate(self.value):
            if not (isinstance(item, str) and item.partition("=")[0] in left_out):
                kept.put(item, self.value.line_at(index))
        return MergedValue(kept, self.file, self.line)

    def words(self) -> list[str]:
        """The texts of a list, or of a scalar as one."""
        return [item.text for item in self.items() if item.text]


class MergedValues:
    """The keys of one service over all files of its project; later files win."""

    def __init__(self, home: MergedValue) -> None:
        self.home = home
        self._by_key: dict[str, list[MergedValue]] = {}
        self._replaced: set[str] = set()  # keys whose values under these settings are replaced

    def add(self, content: YamlMap, file: str, *, leave_out: Iterable[str] = ()) -> None:
        """Add what one file says; null says nothing. A tag takes back what earlier files said of a key."""
        for key, value in content.items():
            if value is None or key in leave_out:
                continue
            if isinstance(value, Tagged):
                self._replaced.add(key)
                self._by_key.pop(key, None)
                value = value.kept  # noqa: PLW2901 - the value instead of all earlier ones
            elif isinstance(value, YamlMap):
                value = self._without_tags(key, value)  # noqa: PLW2901 - the same, tags applied
            if value is not None:
                self._by_key.setdefault(key, []).append(MergedValue(value, file, content.line_of(key)))

    def _without_tags(self, key: str, value: YamlMap) -> YamlMap:
        """Apply the tags on the parts of a mapping, such as one variable of the environment."""
        tagged = {name: part.kept for name, part in value.items() if isinstance(part, Tagged)}
        if not tagged:
            return value
        self._by_key[key] = [setting.without(tagged.keys()) for setting in self._by_key.get(key, ())]
        plain_value = without_keys(value, {name for name, kept in tagged.items() if kept is None})
        for name, kept in tagged.items():
            if kept is not None:
                plain_value.put(name, kept, value.line_of(name))
        return plain_value

    def extend(self, other: "MergedValues", *, leave_out: Iterable[str] = ()) -> None:
        """Put another service's settings under these, as `extends` does."""
        for key, settings in other._by_key.items():  # noqa: SLF001 - of the same class
            if key not in leave_out and key not in self._replaced:
                self._by_key[key] = [*settings, *self._by_key.get(key, [])]

    def said(self) -> Iterator[tuple[str, MergedValue]]:
        """Each key with what the last file says."""
        return ((key, found[-1]) for key, found in self._by_key.items() if found)

    def last(self, key: str) -> MergedValue | None:
        """The value that counts for a key that has one value."""
        found = self._by_key.get(key)
        return found[-1] if found else None

    def all(self, key: str) -> tuple[MergedValue, ...]:
        """Every value given for a key that adds up over files."""
        return tuple(self._by_key.get(key, ()))

    def path(self, key: str, *keys: str) -> MergedValue | None:
        """The last value given under a row of keys."""
        found = (setting.path(*keys) for setting in reversed(self.all(key)))
        return next((setting for setting in found if setting is not None), None)

    def text(self, key: str) -> str:
        """The scalar of a key, variables filled in; an empty string when there is none."""
        setting = self.last(key)
        return setting.text if setting else ""

    def items(self, key: str) -> Iterator[MergedValue]:
        """The items of a list, over all files."""
        for setting in self.all(key):
            yield from setting.items()

    def entries(self, key: str) -> dict[str, MergedValue]:
        """Names and values of a mapping or list of NAME=value; of a name given twice, the last."""
        return {name: value for setting in self.all(key) for name, value in setting.entries()}

    def names(self, key: str) -> dict[str, MergedValue]:
        """Names of a list or mapping, with what the last file that names them says."""
        return {name: value for setting in self.all(key) for name, value in setting.names()}


def without_keys(value: YamlMap, names: set[str]) -> YamlMap:
    """A copy of a mapping without some of its keys; the others keep their lines."""
    copy = YamlMap(value.line)
    for key, part in value.items():
        if key not in names:
            copy.put(key, part, value.line_of(key))
    return copy
