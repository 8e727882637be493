"""Groups questions into cards: what one person answers in one go, what could raise the worst threats first.

Which questions belong together is data (library/question_cards.yaml). A card has a part for each fact, and a
part an entry for each element; a workload and its only container are one entry.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.analysis.data_set_facts import is_untrusted
from threatmodel.engine.analysis.evaluation_context import flow_name
from threatmodel.engine.analysis.fact_lookup import FactLookup
from threatmodel.engine.analysis.question_rank import rank_order
from threatmodel.engine.analysis.rule_evaluation import Question
from threatmodel.engine.library.question_cards import CARD_TYPES, CARDS_SHOWN, CardType
from threatmodel.engine.library.taxonomies import SEVERITIES, Severity
from threatmodel.engine.model import CATALOGUE, Element, Model
from threatmodel.engine.model.name_validation import on_port
from threatmodel.engine.model.struct_base import Record

_COMPOSE: Final = "compose:"
_OF_NO_SERVICE: Final = tuple(f"{_COMPOSE}{kind}/" for kind in ("volume", "secret", "config", "model"))
_BUILT_WITHOUT_NAME: Final = "build"  # the owner that importers give images which no file names


class AskedQuestion(Record, frozen=True):
    """A question with what decides on which card it is asked.

    `subject` is the uid of what it is about, `same_as` that of the workload whose only container it is, else
    the same. `owner` is the workload (for a flow the one where it ends), `origin` where an image comes from.
    `place` tells it apart from others of one name: "in shop", or of a flow out of a namespace "from shop".
    """

    key: str
    fact: str
    kind: str
    subject: str
    name: str
    same_as: str
    owner: str
    owner_name: str
    exposed: bool
    origin: str
    weight: int
    could_raise: tuple[tuple[Severity, int], ...]
    place: str = ""


class CardEntry(Record, frozen=True):
    """One element or flow on a card, and the keys of the questions that an answer about it answers."""

    subject: str
    name: str
    kind: str
    questions: tuple[str, ...]


class CardPart(Record, frozen=True):
    """One fact that a card asks for. `text` has {name} in the place of the name."""

    id: str
    fact: str
    kind: str
    label: str
    text: str
    could_raise: tuple[tuple[Severity, int], ...]
    entries: tuple[CardEntry, ...]

    @property
    def count(self) -> int:
        """How many questions an answer for all of them answers."""
        return sum(len(entry.questions) for entry in self.entries)


class Card(Record, frozen=True):
    """Questions that are asked together. `id` is the same as long as one of them is open.

    `shared_by` is how many share it that would have a card of their own if all cards were shown; else 0.
    """

    id: str
    type: str
    title: str
    why: str
    weight: int
    could_raise: tuple[tuple[Severity, int], ...]
    parts: tuple[CardPart, ...]
    shared_by: int = 0

    @property
    def count(self) -> int:
        """How many questions it holds."""
        return sum(part.count for part in self.parts)


def group_questions(
    questions: Iterable[AskedQuestion],
    *,
    most: int | None = CARDS_SHOWN,
    types: Sequence[CardType] = CARD_TYPES,
) -> tuple[Card, ...]:
    """Return the cards of these questions: what comes first by its type, then by rank (question_rank).

    Each question is on one card. Of what would have a card of its own beyond `most` cards, the last ones
    share one for their type; with None nothing does. Equal input in any order gives equal cards.
    """
    questions = _told_apart(questions)
    taking: dict[tuple[str, str, bool], CardType] = {}
    groups: dict[tuple[str, str], list[AskedQuestion]] = defaultdict(list)
    by_id = {card.id: card for card in types}
    for one in questions:
        sort = (one.kind, one.fact, one.exposed)
        card = taking.get(sort) or taking.setdefault(sort, _type_of(one, types))
        groups[card.id, _about(one, card)].append(one)
    own = {key for key in groups if by_id[key[0]].per != "model"}
    shared = _beyond(groups, own, most) if most is not None else frozenset()
    together: dict[str, list[AskedQuestion]] = defaultdict(list)
    for key in sorted(shared):
        together[key[0]] += groups.pop(key)
    cards = [_card(by_id[key], about, asked) for (key, about), asked in groups.items()]
    cards += [
        _shared_card(by_id[type_id], sum(key[0] == type_id for key in shared), asked)
        for type_id, asked in together.items()
    ]
    return tuple(sorted(cards, key=lambda card: _order(card, by_id)))


def _told_apart(questions: Iterable[AskedQuestion]) -> Iterator[AskedQuestion]:
    """The questions, with the place in names that several subjects of a kind, or several owners, have."""
    questions = tuple(questions)
    subjects = _of_several((f"{one.kind} {one.name}", one.subject) for one in questions)
    owned = (one for one in questions if one.kind in {"flow", "workload"} or one.owner != one.subject)
    owners = _of_several((one.owner_name, one.owner) for one in owned)
    between = _of_several((f"{one.name} {one.place}", one.subject) for one in questions if one.kind == "flow")
    for one in questions:
        is_between = one.kind == "flow" and f"{one.name} {one.place}" in between
        at = (is_between and _port_words(one.subject)) or one.place
        placed = {
            "name": f"{one.name} {at}" if f"{one.kind} {one.name}" in subjects else one.name,
            "owner_name": f"{one.owner_name} {one.place}".strip()
            if one.owner_name in owners
            else one.owner_name,
        }
        yield replace(one, **placed) if at else one


def _port_words(uid: str) -> str:
    """The port of a flow that was read from files, which distinguishes it from others between its ends."""
    port = uid.rpartition(":")[2]
    return on_port(port) if port.isdigit() else ""


def _of_several(named: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The names that several uids have."""
    counts = Counter(name for name, _ in {*named})
    return frozenset(name for name, count in counts.items() if count > 1)


_Groups = Mapping[tuple[str, str], Sequence[AskedQuestion]]


def _beyond(groups: _Groups, own: Set[tuple[str, str]], most: int) -> frozenset[tuple[str, str]]:
    """Those that share a card so that there are at most so many: the last of the type that has most."""
    left: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key in sorted(own, key=lambda key: (*_rank(groups[key]), key)):
        left[key[0]].append(key)
    shared: list[tuple[str, str]] = []
    while len(groups) - len(shared) + len({key[0] for key in shared}) > most and any(left.values()):
        shared.append(max(left.values(), key=len).pop())
    return frozenset(shared)


def asked_questions(model: Model, questions: Iterable[Question]) -> Iterable[AskedQuestion]:
    """Return the questions of an analysis with what decides on their cards; the key is their number."""
    facts = FactLookup(model)
    exposed = {flow.destination for flow in model.flows.values() if is_untrusted(facts, flow.source)}
    for number, one in enumerate(questions):
        flow = model.flows.get(one.element)
        place = flow.destination if flow else one.element
        owner = _owner(model, place)
        element = model.elements.get(one.element)
        yield AskedQuestion(
            key=str(number),
            fact=one.fact,
            kind=element.kind if element else "flow",
            subject=one.element,
            name=flow_name(model, flow) if flow else model.called(one.element),
            same_as=owner if element and _is_only_container(model, element) else one.element,
            owner=owner,
            owner_name=model.called(owner) if owner in model.elements else owner,
            exposed=is_untrusted(facts, flow.source) if flow else bool({place, owner} & exposed),
            origin=image_origin(element) if element else "",
            weight=one.weight,
            could_raise=one.could_raise,
            place=_place(model, flow.source, place) if flow else _place(model, "", place),
        )


def _place(model: Model, source: str, uid: str) -> str:
    """The namespaces that a flow starts and ends in where they differ, else the one; that of an element."""
    start = model.enclosing(source, "namespace") if source else None
    end = model.enclosing(uid, "namespace")
    if start is None:
        place = model.elements[end].name if end is not None else compose_project(_owner(model, uid))
        return f"in {place}" if place else ""
    to = f" to {model.elements[end].name}" if end is not None and end != start else ""
    return f"from {model.elements[start].name}{to}"


def compose_project(uid: str) -> str:
    """The compose project of a service, where it is one of several; of other elements an empty string."""
    is_service = uid.startswith(_COMPOSE) and not uid.startswith(_OF_NO_SERVICE)
    return uid.removeprefix(_COMPOSE).rpartition("/")[0] if is_service else ""


def image_origin(element: Element) -> str:
    """Return where an image comes from, and which registry an element is.

    What is built here comes from nowhere else.
    """
    known = {name: str(fact.value) for name, fact in element.facts.items() if name in _ORIGIN_FACTS}
    if element.kind == "registry":
        return origin_of(known.get("host") or element.name, "")
    return origin_of(known.get("registry", ""), known.get("repository", ""))


_ORIGIN_FACTS: Final = frozenset({"registry", "host", "repository"})


def origin_of(registry: str, repository: str) -> str:
    """Return `docker.io/library` for that registry and the repository `library/nginx`.

    Where the registry serves one owner only, it is all there is to say; of what is built here without a name
    there is nothing.
    """
    owner = repository.split("/", maxsplit=1)[0] if "/" in repository else ""
    if not registry and owner == _BUILT_WITHOUT_NAME:
        return ""
    return f"{registry}/{owner}".strip("/")


def _owner(model: Model, uid: str) -> str:
    return uid if model.kind_of(uid) == "workload" else model.enclosing(uid, "workload") or uid


def _is_only_container(model: Model, element: Element) -> bool:
    if element.kind != "container" or element.parent is None or model.kind_of(element.parent) != "workload":
        return False
    containers = CATALOGUE.containers
    return sum(model.kind_of(child) in containers for child in model.children_uids(element.parent)) == 1


def _type_of(question: AskedQuestion, types: Sequence[CardType]) -> CardType:
    kind, fact, exposed = question.kind, question.fact, question.exposed
    return next(card for card in types if card.takes(kind, fact, exposed=exposed))


def _about(question: AskedQuestion, card: CardType) -> str:
    return {"model": "", "workload": question.owner, "source": question.origin}[card.per]


def _card(card: CardType, about: str, asked: Sequence[AskedQuestion]) -> Card:
    name = {"model": "", "workload": asked[0].owner_name, "source": about}[card.per]
    return Card(
        id=f"{card.id}:{about}" if about else card.id,
        type=card.id,
        title=card.title.replace("{name}", name or "your own builds"),
        why=card.why,
        weight=sum(one.weight for one in asked),
        could_raise=_could_raise(asked),
        parts=_parts(asked),
    )


def _shared_card(card: CardType, count: int, asked: Sequence[AskedQuestion]) -> Card:
    return Card(
        id=f"{card.id}:*",
        type=card.id,
        title=card.rest,
        why=card.why,
        weight=sum(one.weight for one in asked),
        could_raise=_could_raise(asked),
        parts=_parts(asked),
        shared_by=count,
    )


def _parts(asked: Iterable[AskedQuestion]) -> tuple[CardPart, ...]:
    parts: dict[str, list[AskedQuestion]] = defaultdict(list)
    for one in asked:
        parts[_part_id(one)].append(one)
    return tuple(sorted((_part(key, some) for key, some in parts.items()), key=_part_order))


def _part_id(question: AskedQuestion) -> str:
    """Kinds that share a question share a part; their answers are entered alike."""
    known = CATALOGUE.fact(question.kind, question.fact)
    kinds = _SAME_QUESTION.get((question.fact, known.question)) if known else None
    return f"{question.fact}@{kinds or question.kind}"


def _same_questions() -> Mapping[tuple[str, str], str]:
    """The first kind that has the question, by fact and text."""
    first: dict[tuple[str, str], str] = {}
    for kind in CATALOGUE.kinds.values():
        for fact in kind.facts.values():
            first.setdefault((fact.name, fact.question), kind.id)
    return first


_SAME_QUESTION: Final = _same_questions()


def _part(part_id: str, asked: Sequence[AskedQuestion]) -> CardPart:
    fact, _, kind = part_id.partition("@")
    known = CATALOGUE.fact(kind, fact)
    together: dict[str, list[AskedQuestion]] = defaultdict(list)
    for one in sorted(asked, key=lambda one: (*_rank([one]), one.name, one.subject)):
        together[one.same_as].append(one)
    return CardPart(
        id=part_id,
        fact=fact,
        kind=kind,
        label=known.label if known else fact,
        text=known.question if known else "",
        could_raise=_could_raise(asked),
        entries=tuple(_entry(uid, some) for uid, some in together.items()),
    )


def _entry(uid: str, asked: Sequence[AskedQuestion]) -> CardEntry:
    shown = next((one for one in asked if one.subject == uid), asked[0])
    return CardEntry(shown.subject, shown.name, shown.kind, tuple(one.key for one in asked))


def _could_raise(asked: Iterable[AskedQuestion]) -> tuple[tuple[Severity, int], ...]:
    counts: Counter[Severity] = Counter()
    for one in asked:
        counts.update(dict(one.could_raise))
    return tuple((severity, counts[severity]) for severity in SEVERITIES if counts[severity])


def _rank(asked: Sequence[AskedQuestion]) -> tuple[int, int]:
    return rank_order(_could_raise(asked), sum(one.weight for one in asked))


def _part_order(part: CardPart) -> tuple[tuple[int, int], str]:
    return rank_order(part.could_raise, 0), part.id


def _order(card: Card, types: Mapping[str, CardType]) -> tuple[bool, bool, tuple[int, int], str]:
    known = types[card.type]
    return not known.first, known.last, rank_order(card.could_raise, card.weight), card.id
