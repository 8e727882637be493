"""Checks what an agent proposes against the model, and makes the payload that is kept of it.

answer: {on, uid, fact, value, text, names}; mitigation: {threats, control, title, description};
flow: {source, destination, name, facts: {name: value}, names: {uid: name}}.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone

from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.selectors.threat_subjects import subjects_by_uid
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.architecture.operations.batch import json_problem
from threatmodel.engine.importers.embedded_credentials import credentials_in
from threatmodel.engine.importers.redaction import is_credential_value
from threatmodel.engine.model import CATALOGUE, seen_text, unseen_character
from threatmodel.engine.model.fact_values import value_problem
from threatmodel.library.selectors.team_library import controls_by_id
from threatmodel.proposals.choices import ANSWER, FLOW, FLOW_FACTS, MITIGATION, TEXT_LENGTH
from threatmodel.proposals.models import TITLE_LENGTH
from threatmodel.threats.questions.models import Question
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
# Parts of payloads that come from the model. Records in values have fields of the same names, which do not.
_OF_MODEL: Final = frozenset({"uid", "text", "names", "source", "destination"})
_VALUE_LENGTH: Final = 100  # of a value in a title
_VALUE_MOST: Final = 20_000  # characters of a value as JSON


class InvalidProposal(InvalidRequest):
    """The model cannot have what is proposed."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is kept of a proposal; equal proposals have the same hash."""

    kind: str
    payload: Json
    identity: Any
    title: str
    subject_uid: str = ""
    other_uid: str = ""

    @property
    def hash(self) -> str:
        """Return the hash of what makes two proposals the same."""
        text = json.dumps(self.identity, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def content_of(*, model: ThreatModel, kind: str, values: Mapping[str, Any]) -> Content:
    """Return the content of a proposal of this kind. Raises InvalidProposal, Question.DoesNotExist."""
    makers = {ANSWER: _answer, MITIGATION: _mitigation, FLOW: _flow}
    content = makers[kind](model, values)
    said = {name: part for name, part in content.payload.items() if name not in _OF_MODEL}
    if problem := next(filter(None, map(text_problem, _texts(said))), ""):
        raise InvalidProposal({kind: [problem]})
    return content


def text_problem(text: str) -> str:
    """Return why the text of an agent cannot be kept, or an empty text.

    It carries what looks like a password, token or key; or people would not see all of it.
    """
    words = text.split()
    if any(map(is_credential_value, words)) or any(map(credentials_in, (text, *words))):
        return "Contains what looks like a credential. Say where it is, not its value."
    unseen = unseen_character(text)
    return f"Remove the character {unseen}: it is invisible or changes how text is read." if unseen else ""


def fact_problem(kind: str, fact: str, value: object) -> str:
    """Return why the value is none of the fact, or an empty text; `kind` is that of an element, or flow."""
    known = CATALOGUE.fact(kind, fact)
    if known is None:
        return "is no fact of it"
    return json_problem(value) or value_problem(known, value, today=timezone.localdate())


def _answer(model: ThreatModel, values: Mapping[str, Any]) -> Content:
    question = Question.objects.select_related("element", "flow").get(model=model, pk=values["question"])
    on, row = ("element", question.element) if question.element else ("flow", question.flow)
    # An edit or import may have stated the fact since the analysis that asked for it.
    if question.answered or (row and question.fact in row.facts):
        raise InvalidProposal({"answer": {"question": ["This question is no longer open."]}})
    kind = question.element.kind if question.element else "flow"
    value = values["value"]
    if problem := fact_problem(kind, question.fact, value) or _long_problem(value):
        raise InvalidProposal({"answer": {"value": [problem]}})
    uid = row.uid if row else ""
    name = _names(model, uid)[uid]
    known = CATALOGUE.fact(kind, question.fact)
    label = known.label if known else question.fact
    payload = {
        "on": on,
        "uid": uid,
        "fact": question.fact,
        "value": value,
        "text": question.text,
        "names": {uid: name},
    }
    title = f"{name}: {label} = {_shown(value)}"
    return Content(ANSWER, payload, [uid, question.fact, value], _one_line(title), subject_uid=uid)


def _mitigation(model: ThreatModel, values: Mapping[str, Any]) -> Content:
    numbers = sorted(set(values["threats"]))
    known = set(Threat.with_possible.filter(model=model, number__in=numbers).values_list("number", flat=True))
    problems: Json = {}
    if unknown := [number for number in numbers if number not in known]:
        named = ", ".join(f"T{number}" for number in unknown[:10])
        problems["threats"] = [f"Unknown threat {named}."]
    control = values["control"] or ""
    found = controls_by_id(team_id=model.team_id, ids=[control]).get(control) if control else None
    if control and found is None:
        problems["control"] = ["Unknown control: list_controls has their ids."]
    title = values["title"].strip() or (found.title if found else "")
    if not title and "control" not in problems:
        problems["title"] = ["Enter a title, or choose a control."]
    if problems:
        raise InvalidProposal({"mitigation": problems})
    payload = {
        "threats": numbers,
        "control": control,
        "title": title,
        "description": values["description"].strip(),
    }
    return Content(MITIGATION, payload, payload, _one_line(title))


def _flow(model: ThreatModel, values: Mapping[str, Any]) -> Content:
    ends = Element.objects.filter(model=model, pk__in=[values["source"], values["destination"]])
    rows = ends.in_bulk()
    problems: Json = {}
    for end in ("source", "destination"):
        row = rows.get(values[end])
        if row is None or row.gone_at is not None:
            problems[end] = ["Unknown element in this model."]
        elif row.kind not in CATALOGUE.flow_ends:
            problems[end] = [f"Data cannot flow to or from a {row.kind}."]
    if values["source"] == values["destination"]:
        problems["destination"] = ["The ends must be two elements."]
    if faults := _facts_problems(model, values["facts"]):
        problems["facts"] = faults
    if problems:
        raise InvalidProposal({"flow": problems})
    source, destination = rows[values["source"]].uid, rows[values["destination"]].uid
    names = _names(model, source, destination)
    facts = {name: values["facts"][name] for name in FLOW_FACTS if name in values["facts"]}
    payload = {
        "source": source,
        "destination": destination,
        "name": values["name"].strip(),
        "facts": facts,
        "names": names,
    }
    title = f"{names[source]} → {names[destination]}" + (
        f": {facts['protocol']}" if facts.get("protocol") else ""
    )
    identity = [source, destination, payload["name"], facts]
    return Content(FLOW, payload, identity, _one_line(title), subject_uid=source, other_uid=destination)


def _facts_problems(model: ThreatModel, facts: Mapping[str, Any]) -> Json:
    problems = {}
    for name, value in facts.items():
        if name not in FLOW_FACTS:
            problems[name] = [f"Choose from: {', '.join(FLOW_FACTS)}."]
        elif problem := fact_problem("flow", name, value) or _long_problem(value):
            problems[name] = [problem]
    if "data_sets" in facts and "data_sets" not in problems:
        named = set(facts["data_sets"])
        known = Element.objects.filter(model=model, kind="data-set", uid__in=named)
        if unknown := sorted(named - set(known.values_list("uid", flat=True))):
            problems["data_sets"] = [f"Unknown data set {unknown[0][:100]}."]
    return problems


def _long_problem(value: object) -> str:
    texts = value if isinstance(value, list) else [value]
    if any(isinstance(text, str) and len(text) > TEXT_LENGTH for text in texts):
        return f"a text is longer than {TEXT_LENGTH} characters"
    return f"is longer than {_VALUE_MOST} characters" if len(json.dumps(value)) > _VALUE_MOST else ""


def _texts(value: object) -> Iterator[str]:
    """Yield every text inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)


def _names(model: ThreatModel, *uids: str) -> dict[str, str]:
    found = subjects_by_uid(model_id=model.pk, uids=uids)
    return {uid: found[uid].name if uid in found else uid for uid in uids}


def _one_line(title: str) -> str:
    return seen_text(title)[:TITLE_LENGTH]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _VALUE_LENGTH else f"{text[: _VALUE_LENGTH - 1]}…"
