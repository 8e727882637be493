"""Evaluates rules of a team in a child process that is stopped when a rule takes too long."""

import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.analysis.rule_evaluation import (
    Analysis,
    Answer,
    MissingFact,
    Question,
    Threat,
    question_order,
    threat_order,
)
from threatmodel.engine.analysis.rule_sandbox import LIMIT_S, READY
from threatmodel.engine.analysis.threat_score import ScoreFactor
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model import Model
from threatmodel.engine.model.serialization import model_to_json

Json = Mapping[str, Any]
WALL_S: Final = 120  # for the process as a whole, on a busy machine
_COMMAND: Final = (sys.executable, "-m", "threatmodel.engine.analysis.rule_sandbox")


class SandboxFailed(RuntimeError):
    """The child process could not start; no rule was evaluated."""


@dataclass(frozen=True, slots=True)
class SandboxResult:
    """The analysis of all rules, and the ids of those that were stopped."""

    analysis: Analysis
    stopped: tuple[str, ...]


def evaluate_sandboxed(model: Model, rules: Sequence[Json]) -> SandboxResult:
    """Evaluate these definitions on the model, each within LIMIT_S of processor time.

    Costs a process (0.5 s) and one more for each rule that is stopped. Raises SandboxFailed.
    """
    left, lines_read, stopped = list(rules), list[Json](), list[str]()
    described = model_to_json(model) if left else {}
    while left:
        lines = _run({"model": described, "rules": left})
        lines_read.extend(lines)
        if len(lines) == len(left):
            break
        stopped.append(str(left[len(lines)]["id"]))
        left = left[len(lines) + 1 :]
    return SandboxResult(_analysis_of(lines_read), tuple(stopped))


def _run(work: Json) -> list[Json]:
    try:
        done = subprocess.run(  # noqa: S603 (an argument list without anything of the user's, no shell)
            _COMMAND, input=orjson.dumps(work), capture_output=True, timeout=WALL_S, check=False
        )
        output = done.stdout
    except subprocess.TimeoutExpired as fault:
        output = fault.stdout or b""
    except OSError as fault:  # no memory or no process to be had
        raise SandboxFailed("the process for team rules could not be started") from fault
    lines = [orjson.loads(line) for line in output.splitlines(keepends=True) if line.endswith(b"\n")]
    if lines[:1] != [READY]:
        raise SandboxFailed("the process for team rules did not start")
    return lines[1:]


def _analysis_of(lines_read: Sequence[Json]) -> Analysis:
    threats = [_threat(raw) for line in lines_read for raw in line["threats"]]
    questions = [_question(raw) for line in lines_read for raw in line["questions"]]
    found = tuple([threat for threat in threats if not threat.is_possible])
    possible = tuple([threat for threat in threats if threat.is_possible])
    return analyses_merge(Analysis((), ()), Analysis(found, tuple(questions), possible))


def analyses_merge(shipped: Analysis, own: Analysis) -> Analysis:
    """Return both analyses as one: questions for the same fact become one that more rules wait for."""
    threats = sorted((*shipped.threats, *own.threats), key=threat_order)
    possible = sorted((*shipped.possible, *own.possible), key=threat_order)
    questions: dict[tuple[str, str], Question] = {}
    for asked in (*shipped.questions, *own.questions):
        known = questions.get((asked.element, asked.fact))
        questions[asked.element, asked.fact] = _question_merge(known, asked) if known else asked
    ordered = sorted(questions.values(), key=question_order)
    return Analysis(tuple(threats), tuple(ordered), tuple(possible))


def _question_merge(known: Question, asked: Question) -> Question:
    rules = tuple(sorted({*known.rules, *asked.rules}))
    raised = Counter(dict(known.could_raise)) + Counter(dict(asked.could_raise))
    could_raise = tuple((severity, raised[severity]) for severity in SEVERITIES if raised[severity])
    return Question(known.element, known.fact, known.text, rules, known.weight + asked.weight, could_raise)


def _threat(raw: Json) -> Threat:
    lists = ("controls", "references", "covers")
    evidence = tuple(Evidence(**entry) for entry in raw["evidence"])
    factors = tuple(ScoreFactor(**entry) for entry in raw["factors"])
    methods = {method: tuple(found) for method, found in raw["methods"].items()}
    named = {name: tuple(raw[name]) for name in lists}
    ways = {name: tuple(map(_answers, raw[name])) for name in ("applies_if", "ruled_out_if")}
    waits_for = tuple(MissingFact(**entry) for entry in raw["waits_for"])
    parts = {"methods": methods, "evidence": evidence, "waits_for": waits_for, "factors": factors}
    return Threat(**{**raw, **named, **ways, **parts})


def _answers(raw: Sequence[Json]) -> tuple[Answer, ...]:
    return tuple(Answer(**entry) for entry in raw)


def _question(raw: Json) -> Question:
    raised = tuple((severity, count) for severity, count in raw["could_raise"])
    return Question(**{**raw, "rules": tuple(raw["rules"]), "could_raise": raised})


def timeout_note() -> str:
    """Return the note that a stopped rule gets."""
    return f"It took longer than {LIMIT_S:g} seconds on one model. Simplify its condition."
