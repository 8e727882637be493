"""Tells of earlier changes whether they only moved things, where they come from, and what they touched."""

from hashlib import blake2b

from django.db import migrations

_GEOMETRY = {"x", "y", "width", "height"}
_IMPORTED = {"source", "provenance", "gone"}  # only an import, or the undo of one, stated them


def index(apps, _editor):
    changes, touches = apps.get_model("architecture", "Change"), apps.get_model("architecture", "Touch")
    for change in changes.objects.filter(what="").iterator(chunk_size=20):
        touched, structural = set(), False
        for op, was in zip(change.ops, change.before, strict=True):
            is_move = op["op"] == "set" and was is not None and was.keys() <= _GEOMETRY
            if not is_move:
                structural = True
                touched |= _uids(op, was or {})
        change.structural, change.origin = structural, _origin(change)
        change.what = _what(change.origin, structural)
        change.counts = {} if structural else {"moved": len({op["uid"] for op in change.ops})}
        change.save(update_fields=["structural", "origin", "what", "counts"])
        touches.objects.bulk_create(
            [touches(model_id=change.model_id, subject=key, seq=change.seq) for key in touched],
            ignore_conflicts=True,
        )


def _what(origin, structural):
    if origin == "import":
        return ""  # told by its files
    return "changed the architecture" if structural else "moved elements"


def _uids(op, was):
    ends = [op.get("uid"), op.get("target"), *was.get("children", ())]
    stated = [op] if op["on"] == "relation" else []
    if op["on"] == "flow":
        stated = [op.get("props", {}), was]
    for flow in [*stated, *was.get("flows", ())]:
        ends += [flow.get("uid"), flow.get("source"), flow.get("destination")]
    return {_key(uid) for uid in ends if isinstance(uid, str)}


def _key(uid):
    return int.from_bytes(blake2b(uid.encode(), digest_size=8).digest(), signed=True)


def _origin(change):
    if change.batch_id.startswith("undo-"):
        return "undo"
    stated = any(_IMPORTED & op.get("props", {}).keys() for op in change.ops if op["on"] == "element")
    return "import" if stated else "person"


class Migration(migrations.Migration):
    dependencies = [("architecture", "0002_what_each_change_did")]

    operations = [migrations.RunPython(index, migrations.RunPython.noop)]
