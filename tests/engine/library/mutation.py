"""Change the conditions of rules and attack steps in small ways and see whether the examples notice.

A mutant is the whole condition denied, one operand of && or || replaced by true or false, one operator turned
(&& and ||, == and !=, < and >=, > and <=, exists and all), or one negation taken away. It is caught when at
least one example beside the condition gets another answer. `python -m tests.engine.library.mutation` prints
those that are not.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import cel
from msgspec.structs import replace

from threatmodel.engine.library.attack_steps import AttackStep, load_steps, step_files
from threatmodel.engine.library.examples import Example, read_examples
from threatmodel.engine.library.loader import load_library, rule_files
from threatmodel.engine.library.rules import Rule, situation_in

_TOKEN: Final = re.compile(
    r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|&&|\|\||==|!=|<=|>=|[<>!()\[\],?:]|[\w.]+|\S", re.DOTALL
)
_TURNED: Final = {"&&": "||", "||": "&&", "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_OPENS: Final = frozenset("([")
_CLOSES: Final = frozenset(")]")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a condition and its place."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed condition, and what was changed."""

    rule: str
    change: str
    when: str


@dataclass(frozen=True, slots=True)
class Score:
    """How many mutants there were, and those that no example noticed."""

    total: int
    missed: tuple[Mutant, ...]

    @property
    def caught(self) -> float:
        """The share that was noticed, 0..1."""
        return 1 - len(self.missed) / self.total if self.total else 1.0


def mutants(rule: Rule | AttackStep) -> Iterator[Mutant]:
    """Yield the changed conditions of a rule or attack step; those that are no CEL any more are left out."""
    for change, when in _changed(rule.when):
        yield Mutant(rule.id, change, when)


def mutants_of_severity(rule: Rule) -> Iterator[tuple[Mutant, Rule]]:
    """Yield the changed conditions of the severities of a rule, and the rule with each."""
    for place, case in enumerate(rule.severity_if):
        for change, when in _changed(case.when):
            changed = replace(case, when=when, program=cel.compile(when))
            cases = (*rule.severity_if[:place], changed, *rule.severity_if[place + 1 :])
            yield Mutant(rule.id, f"{case.severity}: {change}", when), replace(rule, severity_if=cases)


def _changed(condition: str) -> Iterator[tuple[str, str]]:
    """What is changed in a condition, and what it is then."""
    tokens = [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(condition)]
    seen: set[str] = {condition}
    denied = ("all of it denied", f"!({condition})")
    for change, when in (denied, *_operators(condition, tokens), *_operands(condition, tokens)):
        if when not in seen and _compiles(when):
            seen.add(when)
            yield change, when


def examples_of(rule: Rule | AttackStep) -> tuple[Example, ...]:
    """The examples beside a rule or attack step."""
    files = step_files() if isinstance(rule, AttackStep) else rule_files()
    path = next(path for path in files if path.stem == rule.id)
    return tuple(read_examples(path.with_name(f"{rule.id}.examples.yaml"), rule))


def conditional_steps() -> list[AttackStep]:
    """The attack steps that have a condition."""
    return [step for step in load_steps() if step.when != "true"]


def score_of(rules: Iterable[Rule | AttackStep]) -> Score:
    """Try every mutant of the conditions against their examples."""
    total, missed = 0, []
    for rule in rules:
        examples = examples_of(rule)
        for mutant in mutants(rule):
            total += 1
            program = cel.compile(mutant.when)
            if all(_answer(program, example) == (example.expected, example.asks) for example in examples):
                missed.append(mutant)
        for mutant, changed in mutants_of_severity(rule) if isinstance(rule, Rule) else ():
            total += 1
            stated = [one for one in examples if one.severity]
            if all(
                (situation_in(changed, one.variables) or changed).severity == one.severity for one in stated
            ):
                missed.append(mutant)
    return Score(total, tuple(missed))


def _answer(program: cel.Program, example: Example) -> tuple[str, str]:
    try:
        fired = program.execute(cel.Context(variables=dict(example.variables)))
    except KeyError as missing:
        return "unknown", str(missing.args[0])
    except (RuntimeError, TypeError):
        return "no_threat", ""
    return ("threat" if fired is True else "no_threat"), ""


def _compiles(when: str) -> bool:
    try:
        cel.compile(when)
    except ValueError:
        return False
    return True


def _operators(when: str, tokens: list[Token]) -> Iterator[tuple[str, str]]:
    for token in tokens:
        if turned := _TURNED.get(token.text):
            yield f"{token.text} at {token.start}", when[: token.start] + turned + when[token.end :]
        elif token.text == "!":
            yield f"! at {token.start}", when[: token.start] + when[token.end :]
        elif token.text.endswith(".exists"):
            changed = token.text.removesuffix("exists") + "all"
            yield f"exists at {token.start}", when[: token.start] + changed + when[token.end :]


def _operands(when: str, tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """Each operand of a && or ||, replaced by true and by false."""
    for number, token in enumerate(tokens):
        if token.text in {"&&", "||"}:
            for start, end in (_left(tokens, number), _right(tokens, number)):
                for value in ("true", "false"):
                    changed = f"{when[: tokens[start].start]} {value} {when[tokens[end].end :]}"
                    yield f"{when[tokens[start].start : tokens[end].end]} -> {value}", changed


def _left(tokens: list[Token], operator: int) -> tuple[int, int]:
    depth, at = 0, operator - 1
    while at >= 0 and not (depth == 0 and tokens[at].text in {"&&", "||", ",", "(", "["}):
        depth += (tokens[at].text in _CLOSES) - (tokens[at].text in _OPENS)
        at -= 1
    return at + 1, operator - 1


def _right(tokens: list[Token], operator: int) -> tuple[int, int]:
    depth, at = 0, operator + 1
    while at < len(tokens) and not (depth == 0 and tokens[at].text in {"&&", "||", ",", ")", "]"}):
        depth += (tokens[at].text in _OPENS) - (tokens[at].text in _CLOSES)
        at += 1
    return operator + 1, at - 1


def main() -> int:
    """Print the score and the mutants that no example noticed."""
    wanted = set(sys.argv[1:])
    conditions: tuple[Rule | AttackStep, ...] = (*load_library().rules, *conditional_steps())
    score = score_of([one for one in conditions if not wanted or one.id in wanted])
    for mutant in score.missed:
        print(f"{mutant.rule}: {mutant.change}\n    {mutant.when}")
    print(f"{score.total - len(score.missed)} of {score.total} mutants caught: {score.caught:.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
