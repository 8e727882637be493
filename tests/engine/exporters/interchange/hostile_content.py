"""A model whose names were written by an attacker."""

from tests.engine.exporters.analyze_reports.hostile_report import NAMES
from tests.engine.exporters.interchange.exported import element, threat
from threatmodel.engine.exporters.interchange.export_data_types import (
    ExportContent,
    ExportedMitigation,
    ExportedPath,
    ExportedStep,
)
from threatmodel.engine.model import Fact, Flow, Model, Source

HOSTILE = (
    *NAMES,
    "",
    " ",
    "'",
    "- a: &a *a",
    "!!python/object:os.system {}",
    "=1+1",
    "é" * 300,
    "0",
    "null",
)
_FILE = Source("file", "a.yaml", 1)


def hostile_content() -> ExportContent:
    """Each name is that of a zone, a workload in it, an image, a data set, a flow, a threat and a path."""
    parts = []
    flows = {}
    threats = []
    paths = []
    for place, name in enumerate(HOSTILE):
        uids = {kind: f"{kind}:{name}:{place}" for kind in ("zone", "pod", "image", "data", "flow")}
        parts += [
            element(uids["zone"], "boundary", name=name),
            element(
                uids["pod"], "workload", name=name, parent=uids["zone"], data_sets=[uids["data"]], owner=name
            ),
            element(
                uids["image"], "image", name=name, tag=name, vulnerabilities=[{"id": name, "reason": name}]
            ),
            element(uids["data"], "data-set", name=name),
        ]
        flows[uids["flow"]] = Flow(
            uids["flow"], uids["pod"], uids["image"], name, {"protocol": Fact(name, _FILE)}, why=name
        )
        mitigation = ExportedMitigation(f"m:{name}:{place}", name, name, "planned")
        threats.append(
            threat(
                f"{place:x}", uids["pod"], title=name, why=name, reason=name, status="accepted",
                facts=(name,), mitigations=(mitigation,), rule=name,
            )
        )  # fmt: skip
        step = ExportedStep(name, name, "", uids["pod"], "read", uids["image"], "read", name)
        paths.append(ExportedPath(name, name, uids["image"], "read", (name,), 5, False, (step,)))
    model = Model({one.uid: one for one in parts}, (), flows)
    return ExportContent(NAMES[0], model, tuple(threats), tuple(paths), description=NAMES[1], owner=NAMES[5])
