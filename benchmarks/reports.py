"""How long reports take, and how much memory: one of a hundred pages, and one of ten thousand threats.

Run with `python -m benchmarks.reports`. Prints figures beside their bounds; a miss exits with 1.
"""

import os
import resource
import sys
from typing import Any, Final

from benchmarks.database import scratch_database
from benchmarks.save_and_analyze import missed, new_model, show
from benchmarks.workloads import manifests

# Name, Deployments of the model, and the bound in seconds of processor time.
_SIZES: Final = (("about a hundred pages", 12, 3.0), ("ten thousand threats", 930, 20.0))
_MEMORY_MOST_MB: Final = 1_024


def main() -> None:
    with scratch_database() as vendor:
        for name, deployments, seconds in _SIZES:
            model = _imported(deployments)
            print(f"{name}, on {vendor}")
            _measure(model, seconds)
    # Of this process with the analysis before, and of the largest child.
    for name, who in (("memory", resource.RUSAGE_SELF), ("memory of Typst", resource.RUSAGE_CHILDREN)):
        show(name, resource.getrusage(who).ru_maxrss / 1024, _MEMORY_MOST_MB, "MB")
    sys.exit(1 if missed else 0)


def _imported(deployments: int) -> Any:
    from threatmodel.engine.importers import TextFile, read  # noqa: PLC0415
    from threatmodel.imports.services.imports import import_apply  # noqa: PLC0415

    model, text = new_model(), manifests(deployments)
    reading = read([TextFile("all.yaml", text.encode())])
    import_apply(
        model_id=model.pk, actor=model.created_by, reading=reading, files={"all.yaml": text}, scope="files"
    )
    return model


def _measure(model: Any, seconds: float) -> None:
    from threatmodel.reports.renderers.registry import RENDERERS  # noqa: PLC0415
    from threatmodel.reports.sections.registry import SECTIONS, Look, build_document, needs_of  # noqa: PLC0415
    from threatmodel.reports.selectors.report_content import report_content  # noqa: PLC0415

    chosen = [one.id for one in SECTIONS if one.id != "changes"]
    begun = _processor_s()
    content = report_content(model=model, needs=needs_of(chosen))
    document = build_document(content, chosen, look=Look("Internal"), site="")
    built = _processor_s() - begun
    found = sum(one.certainty == "found" for one in content.threats)
    print(f"  {len(content.elements)} elements, {found} threats; read and built in {built:.2f} s")
    for renderer in RENDERERS:
        begun = _processor_s()
        data = renderer.render(document)
        used = built + _processor_s() - begun
        show(f"{renderer.label} ({len(data) / 1e6:.1f} MB): processor time", used, seconds, "s")


def _processor_s() -> float:
    """Seconds of processor time of this process and of those that it has started."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


if __name__ == "__main__":
    main()
