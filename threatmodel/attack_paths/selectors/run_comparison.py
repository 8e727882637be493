"""Two runs of a model: which goals came, went, or became easier or harder to reach."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from threatmodel.architecture.api.selectors.threat_subjects import Subject, subjects_by_uid
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.choices import GOAL_CHANGES
from threatmodel.attack_paths.models import GoalResult, PathRun
from threatmodel.attack_paths.selectors.goals import element_row, zone_row

Row = dict[str, Any]
Pair = tuple[GoalResult | None, GoalResult | None]


def runs_compared(*, model: ThreatModel, before: int, after: int | None) -> tuple[PathRun, PathRun] | None:
    """The two runs, or None when one of them is not kept. Two queries."""
    runs = PathRun.objects.filter(model=model).order_by("-number")
    first = runs.filter(number=before).first()
    second = runs.first() if after is None else runs.filter(number=after).first()
    return (first, second) if first and second else None


def goals_compared(before: PathRun, after: PathRun) -> list[Pair]:
    """Each goal of either run, as both say it: those that differ first. Two queries."""
    there, here = ({row.key: row for row in _goals(run)} for run in (before, after))
    pairs = [(there.get(key), row) for key, row in here.items()]
    pairs += [(row, None) for key, row in there.items() if key not in here]
    return sorted(pairs, key=lambda pair: GOAL_CHANGES.index(change_of(pair)))


def _goals(run: PathRun) -> Any:
    return GoalResult.objects.filter(run=run).defer("content").order_by("position")


def change_of(pair: Pair) -> str:
    """What became of a goal: its likeliest path decides, then its exposure, then how many paths there are."""
    before, after = pair
    if before is None or after is None:
        return "new" if before is None else "gone"
    was, now = _risk_of(before), _risk_of(after)
    return "worse" if now > was else "better" if now < was else "same"


def _risk_of(row: GoalResult) -> tuple[float, ...]:
    return (row.score or 0, row.exposure, row.certain, row.possible)


def change_counts(pairs: list[Pair]) -> dict[str, int]:
    """How many goals there are of each change."""
    found = Counter(map(change_of, pairs))
    return {change: found[change] for change in GOAL_CHANGES}


def pair_rows(pairs: list[Pair], *, model: ThreatModel) -> list[Row]:
    """Goals of two runs as the API shows them. Two queries."""
    shown = [(pair, pair[1] or pair[0]) for pair in pairs]
    uids = {row.element_uid for _, row in shown if row}
    names = subjects_by_uid(model_id=model.pk, uids=uids)
    return [_row(pair, row, names) for pair, row in shown if row]


def _row(pair: Pair, row: GoalResult, names: Mapping[str, Subject]) -> Row:
    had = Subject(None, None, row.element_name, row.element_kind)
    return {
        "key": row.key,
        "title": row.title,
        "element": element_row(row.element_uid, names, had),
        "zone": zone_row(row),
        "level": row.level,
        "worth": row.worth,
        "change": change_of(pair),
        "before": then_row(pair[0]) if pair[0] else None,
        "after": then_row(pair[1]) if pair[1] else None,
    }


def then_row(row: GoalResult) -> Row:
    """What a run says of a goal."""
    return {
        "score": row.score,
        "cost": row.cost,
        "exposure": {"workloads": row.exposed_workloads, "share": row.exposure},
        "paths": row.certain,
        "possible": row.possible,
    }
