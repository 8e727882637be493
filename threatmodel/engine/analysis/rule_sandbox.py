"""A child process that evaluates the rules of a team on a model, each within a limit of time.

    python -m threatmodel.engine.analysis.rule_sandbox < {"model": …, "rules": […]}

It writes one line of JSON for each rule as soon as that is evaluated. A rule that exceeds its limit,
or more memory than there is, ends the process: its line is the first that is missing. So no condition,
however it is written, blocks the caller (library/services/rule_sandbox.py).
"""

import resource
import signal
import sys
from typing import Any, Final

import msgspec
import orjson

from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import Library
from threatmodel.engine.library.rules import build_rule
from threatmodel.engine.model.serialization import model_from_json

LIMIT_S: Final = 2.0  # of processor time for one rule; 10,000 elements take about 0.3 s
MEMORY_BYTES: Final = 2 * 1024**3
READY: Final = {"ready": True}


def main() -> None:
    """Evaluate the rules on the model, both read from standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends the process, even in the middle of an evaluation
    work = orjson.loads(sys.stdin.buffer.read())
    model = model_from_json(work["model"])
    _write_line(READY)
    for raw in work["rules"]:
        signal.setitimer(signal.ITIMER_PROF, LIMIT_S)
        analysis = analyze(model, Library((build_rule(raw, where=raw["id"]),), {}, {}))
        signal.setitimer(signal.ITIMER_PROF, 0)
        found = {"threats": (*analysis.threats, *analysis.possible), "questions": analysis.questions}
        _write_line({"rule": raw["id"], **found})


def _write_line(line: dict[str, Any]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
