"""What holds an element: a tree also where parents lead in circles, so that no drawing does."""

from threatmodel.engine.model import Model


def ancestors_of(model: Model, uid: str) -> tuple[str, ...]:
    """Return the uids of what holds the element, nearest first; elements of a circle are in nothing."""
    chain = model.ancestors(uid)
    if not chain or model.elements[chain[-1]].parent not in model.elements:
        return chain
    if _is_in_circle(model, uid):
        return ()
    end = next((place for place, one in enumerate(chain, 1) if _is_in_circle(model, one)), len(chain))
    return chain[:end]


def _is_in_circle(model: Model, uid: str) -> bool:
    chain = model.ancestors(uid)
    return bool(chain) and model.elements[chain[-1]].parent == uid
