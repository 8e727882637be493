"""What follows from the data sets that elements and flows name: whether data is personal, and how sensitive.

Everything is read through `facts`, so that an edit of a data set reaches what names it (fact_lookup.py).
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, Final

from threatmodel.engine.analysis.fact_lookup import FactLookup, Values
from threatmodel.engine.library.regions import is_within
from threatmodel.engine.library.taxonomies import DATA_CATEGORIES, DATA_SUBJECTS
from threatmodel.engine.model import CATALOGUE, Element, Flow, Model, data_sets_of

_KIND: Final = "data-set"
_INTERNET: Final = "internet"
_CLASSES: Final = CATALOGUE.kinds[_KIND].facts["classification"].options  # least first
_STORE_KINDS: Final = CATALOGUE.stores | {"volume"}
_IDENTIFIES_NOBODY: Final = frozenset({"aggregate", "anonymous"})


# The facts of a data set to show for what follows from them.
_EVIDENCE_FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "holds_data": ("personal_data",),
    "holds_personal_data": ("personal_data",),
    "personal_data": ("personal_data",),
    "data_classification": ("classification",),
    "special_category": ("personal_data_categories", "data_subjects"),
}
EVIDENT_FROM_DATA: Final = frozenset({*_EVIDENCE_FACTS, "outside_region"})
"""The facts of an element for which its data sets are shown: others may be, where the value is the same."""
# What a condition may read of a data set that follows from other facts of it.
_SOURCE_FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "special": ("personal_data_categories",),
    "protected": ("personal_data_categories", "data_subjects"),
    "identifies": ("personal_data_categories", "identifiability"),
}


def data_of(facts: FactLookup, data_sets: Iterable[str]) -> list[Values]:
    """The known facts of these data sets, each with its uid and name; those that do not exist are left out.

    `special`: it holds a category of GDPR Art. 9. `protected`: it holds data or people under stricter rules.
    `identifies`: it names people directly rather than by a pseudonym, or not at all.
    """
    found = (facts.cached(_data_set, uid) for uid in dict.fromkeys(data_sets))
    return [values for values in found if values is not None]


def facts_from_data_sets(facts: FactLookup, subject: Element | Flow) -> Values:
    """The facts that follow from the data sets of an element or flow; its own facts count for the rest."""
    if "data_sets" not in subject.facts:
        return {}
    data = data_of(facts, data_sets_of(subject))
    kind = "flow" if isinstance(subject, Flow) else subject.kind
    derived = {
        "personal_data": is_personal(data),
        "data_classification": highest_class(data),
        "special_category": is_sensitive(data) if CATALOGUE.fact(kind, "special_category") else None,
        "holds_data": (True if data else None) if CATALOGUE.fact(kind, "holds_data") else None,
    }
    return {"data": data, **{name: value for name, value in derived.items() if value is not None}}


def is_personal(data: Sequence[Values]) -> bool | None:
    """Whether one of the data sets is personal; None when none is and not all are known, or there is none."""
    known = [values.get("personal_data") for values in data]
    if True in known:
        return True
    return False if known and None not in known else None


def highest_class(data: Sequence[Values]) -> str | None:
    """The highest classification that is known of the data sets."""
    known = [values["classification"] for values in data if values.get("classification") in _CLASSES]
    return max(known, key=_CLASSES.index, default=None)


def is_sensitive(data: Sequence[Values]) -> bool | None:
    """Whether a data set is under stricter rules; None when none is and not all are known."""
    known = [_sensitive(values) for values in data]
    if True in known:
        return True
    return False if known and None not in known else None


def _sensitive(values: Values) -> bool | None:
    if values["special"] or values["protected"]:
        return True
    known = values.get("personal_data") is False or "personal_data_categories" in values
    return False if known else None


def personal_of(facts: FactLookup, uid: str) -> bool | None:
    """Whether the element holds personal data: as its data sets say, else as it says itself."""
    named = facts.fact(uid, "data_sets")
    derived = is_personal(data_of(facts, named)) if named else None
    own: bool | None = facts.fact(uid, "personal_data")
    return own if derived is None else derived


def is_about_people(model: Model, subject: Element | Flow) -> bool | None:
    """The same of an element or flow of a model that nothing else is derived from; None when unknown."""
    named = (model.elements.get(uid) for uid in data_sets_of(subject))
    known = [_own_fact(one) for one in named if one is not None and one.kind == _KIND]
    derived = is_personal([{} if word is None else {"personal_data": word} for word in known])
    return _own_fact(subject) if derived is None else derived


def _own_fact(subject: Element | Flow) -> bool | None:
    return _word({name: fact.value for name, fact in subject.facts.items()})


def _word(values: Values) -> bool | None:
    """What is said of personal data; whoever names the people or what is known of them has said yes."""
    said = values.get("personal_data")
    if isinstance(said, bool):
        return said
    names_people = values.get("personal_data_categories") or values.get("data_subjects")
    return True if names_people and values.get("identifiability") not in _IDENTIFIES_NOBODY else None


def class_of(facts: FactLookup, uid: str) -> str | None:
    """The classification of what the element holds: as its data sets say, else as it says itself."""
    own: str | None = facts.fact(uid, "data_classification")
    return highest_class(data_of(facts, facts.fact(uid, "data_sets") or ())) or own


def region_of(facts: FactLookup, uid: str) -> tuple[str, str] | None:
    """The element that states the region, itself or the nearest zone around it, and the region."""
    for place in (uid, *facts.model.ancestors(uid)):
        if region := facts.fact(place, "region"):
            return place, region
    return None


def region_violation(facts: FactLookup, uid: str, data: Iterable[Values]) -> Values:
    """`outside_region`: whether personal data is where its residency does not allow, if that is known.

    `data` is what the element holds or is sent.
    """
    bound = [
        values["residency"] for values in data if values.get("personal_data") and values.get("residency")
    ]
    place = region_of(facts, uid) if bound else None
    known = [is_within(place[1], residency) for residency in bound] if place else []
    if False in known:
        return {"outside_region": True}
    return {"outside_region": False} if known and None not in known else {}


def incoming_data(facts: FactLookup, uid: str) -> list[Values]:
    """The data that flows carry to the element."""
    return data_of(facts, (one for flow in facts.model.flows_to(uid) for one in data_sets_of(flow)))


def causes(
    facts: FactLookup, subject: Element | Flow, name: str, values: Values, reads: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """What a fact of an element or flow follows from, as (uid, fact); nothing when it is its own.

    For `data`, the data sets in `values` are shown by the facts that are read of them (`reads`).
    """
    if name == "outside_region":
        return _causes_of_violation(facts, subject, values)
    if not values.get("data"):
        return []
    data = _deciding_data_sets(name, values["data"], values.get(name))
    shown = _EVIDENCE_FACTS.get(name) or [real for read in reads for real in _SOURCE_FACTS.get(read, (read,))]
    known = [
        (one["uid"], fact)
        for one in data
        for fact in dict.fromkeys(shown)
        if fact in facts.model.elements[one["uid"]].facts
    ]
    return [(subject.uid, "data_sets"), *known] if data else []


def _deciding_data_sets(name: str, data: Sequence[Values], value: Any) -> Sequence[Values]:
    """The data sets that make the fact what it is."""
    match name:
        case "data" | "holds_data":
            return data
        case "personal_data" | "holds_personal_data" if is_personal(data) is value:
            return [one for one in data if one.get("personal_data") is value]
        case "data_classification":
            return [one for one in data if one.get("classification") == value]
        case "special_category" if is_sensitive(data) is value:
            return [one for one in data if _sensitive(one) is value]
    return ()


def _causes_of_violation(facts: FactLookup, subject: Element | Flow, values: Values) -> list[tuple[str, str]]:
    """The region of the element, which of its data may not be there, and the flows that bring it."""
    place, held = region_of(facts, subject.uid), [one["uid"] for one in values.get("data", ())]
    if place is None:
        return []
    there = {one["uid"]: one for one in (*values.get("data", ()), *incoming_data(facts, subject.uid))}
    misplaced = [
        uid for uid, one in there.items() if region_violation(facts, subject.uid, [one]).get("outside_region")
    ]
    named = [(subject.uid, "data_sets")] if set(misplaced) & set(held) else []
    flows = [flow for flow in facts.model.flows_to(subject.uid) if set(data_sets_of(flow)) & set(misplaced)]
    named += [(flow.uid, "data_sets") for flow in flows if not set(misplaced) <= set(held)]
    return [(place[0], "region"), *named, *((uid, "residency") for uid in misplaced)] if misplaced else []


def usage(facts: FactLookup, uid: str) -> Values:
    """Derived facts of a data set: what it is, where it is kept and who outside gets it."""
    values = facts.cached(_data_set, uid) or {"special": False, "protected": False}
    stores = _stores(facts, facts.model.holding_uids(uid))
    return {
        **({"personal_data": True} if values.get("personal_data") else {}),
        "special": values["special"],
        "protected": values["protected"],
        "stores": len(stores),
        "outside_receivers": len(_receivers(facts, uid)),
        "never_moved": _never_moved(facts, stores, uid),
    }


def _data_set(facts: FactLookup, uid: str) -> Values | None:
    if facts.model.kind_of(uid) != _KIND:
        return None
    element = facts.model.elements[uid]
    values: Values = {name: fact.value for name, fact in element.facts.items()}
    categories = [
        DATA_CATEGORIES[one] for one in _listed(values, "personal_data_categories", DATA_CATEGORIES)
    ]
    subjects = [DATA_SUBJECTS[one] for one in _listed(values, "data_subjects", DATA_SUBJECTS)]
    values.update(
        uid=uid,
        name=element.name,
        special=any(category.special for category in categories),
        protected=any(one.protected for one in categories) or any(one.protected for one in subjects),
        identifies=values.get("identifiability", "identified") == "identified"
        and (bool(values.get("identifiability")) or any(category.identifies for category in categories)),
    )
    if (personal := _word(values)) is not None:
        values["personal_data"] = personal
    return values


def _listed(values: Values, name: str, known: Container[str]) -> list[str]:
    return [one for one in values.get(name, ()) if one in known]


def _stores(facts: FactLookup, holders: Iterable[str]) -> tuple[str, ...]:
    """The stores among the holders. A volume belongs to whoever mounts it and holds the same data set."""
    stores = dict.fromkeys(uid for uid in holders if _is_store(facts, uid))
    return tuple(uid for uid in stores if not stores.keys() & _mounting(facts, uid))


def _is_store(facts: FactLookup, uid: str) -> bool:
    kind = facts.model.kind_of(uid)
    return kind in _STORE_KINDS or (
        kind in {"workload", "container"} and facts.fact(uid, "purpose") in CATALOGUE.store_purposes
    )


def _mounting(facts: FactLookup, volume: str) -> set[str]:
    users = facts.model.related_to_uids("mounts", volume)
    return {owner for user in users for owner in (user, *facts.model.ancestors(user))}


def _receivers(facts: FactLookup, uid: str) -> set[str]:
    """Who outside holds the data set or is sent it."""
    model = facts.model
    sent = {model.flows[flow].destination for flow in model.carrying_uids(uid)}
    return {place for place in (*model.holding_uids(uid), *sent) if is_outside(facts, place)}


def is_outside(facts: FactLookup, uid: str) -> bool:
    """Whether the element is an external service, inside the internet, or an untrusted actor."""
    return facts.model.kind_of(uid) == "external-service" or is_untrusted(facts, uid)


def is_untrusted(facts: FactLookup, uid: str) -> bool:
    """Whether the element is the internet, inside it, or an actor outside of the organization."""
    kind = facts.model.kind_of(uid)
    if kind == _INTERNET or (kind and facts.model.enclosing(uid, _INTERNET)):
        return True
    return kind == "actor" and facts.fact(uid, "trusted") is False


def comes_from_outside(facts: FactLookup, flow: Flow) -> bool:
    """Whether it leads from the internet, or from an actor outside, to a part of the system."""
    return is_untrusted(facts, flow.source) and facts.model.kind_of(flow.destination) != "external-service"


def _never_moved(facts: FactLookup, stores: Iterable[str], uid: str) -> bool:
    """It has stores, the data of all their flows is known, and it is on none of them."""
    flows = [
        flow for store in stores for flow in (*facts.model.flows_to(store), *facts.model.flows_from(store))
    ]
    return bool(flows) and all("data_sets" in flow.facts and uid not in data_sets_of(flow) for flow in flows)
