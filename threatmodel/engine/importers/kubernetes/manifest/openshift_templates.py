"""Templates of OpenShift: the objects they hold, with parameters at the values they have by default.

Source: OpenShift, "Using templates": ${NAME} is a text, ${{NAME}} any value. What is generated or
left to whoever processes the template stays as it is.
"""

import re
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.yaml.map_strings import map_strings
from threatmodel.engine.importers.yaml.reader import YamlList, YamlValue

TEMPLATE: Final = "Template"  # the kind
_GROUPS: Final = frozenset({"", "template.openshift.io"})
_TEXT: Final = re.compile(r"\$\{(\w{1,100})\}")
_ALONE: Final = re.compile(r"\$\{\{(\w{1,100})\}\}")
_LONGEST: Final = 16_384  # of a text with parameters; a chain of them must not grow without end


def is_template(section: Section, group: str) -> bool:
    """Whether a document of this kind is a template with objects."""
    return group in _GROUPS and isinstance(section.data.get("objects"), YamlList)


def filled_template(section: Section) -> Section:
    """Return the template with its parameters filled in, as far as they have values."""
    values = {one.name(): one.text("value") for one in section.sections("parameters") if "value" in one}
    if not values:
        return section

    def filled(text: str) -> YamlValue:
        if "${" not in text or len(text) > _LONGEST:
            return text
        alone = _ALONE.fullmatch(text)
        if alone and alone[1] in values:
            number = parse_int(values[alone[1]])
            return values[alone[1]] if number is None else number
        return _TEXT.sub(lambda match: values.get(match[1], match[0]), text)[:_LONGEST]

    return Section(map_strings(section.data, filled), section.line, section.place)
