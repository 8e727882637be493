"""Analyses that a worker keeps in memory, so that the cost of an edit depends on the edit, not on the model.

A cached analysis is taken out of the cache while it is in use, and put back only when its result is written:
whatever fails, the cache is never ahead of the rows. It keeps the run at which the rows were equal to it;
rows written by others since are recorded in their runs (apply_analysis.py).
"""

import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from weakref import WeakValueDictionary

import structlog
from django.utils import timezone

from threatmodel.architecture.change_replay import CannotReplay, LogPosition, log_position, replay_changes
from threatmodel.engine.analysis.incremental_analysis import AnalysisDiff, IncrementalAnalyzer
from threatmodel.engine.analysis.restore_test_age import age_limits, outdated_on
from threatmodel.engine.library.loader import Library, load_library
from threatmodel.library.selectors.team_library import rules_enabled, rules_hash
from threatmodel.threats.analysis.selectors.attacker_reach import reach_hash, reach_load
from threatmodel.threats.analysis.services.analysis_diff import Part
from threatmodel.threats.analysis.services.apply_analysis import (
    TRIES,
    Baseline,
    Counts,
    RulesChanged,
    analysis_write,
    model_analyze,
)
from threatmodel.threats.analysis.services.model_evaluation import Evaluated, model_load
from threatmodel.threats.coverage.services.coverage_store import Grid, grids_of

log = structlog.get_logger(__name__)
KEPT_MOST: Final = 60_000  # elements and flows of all models together, about 5 KiB each
_NO_RULES: Final = rules_hash([])


@dataclass(slots=True)
class CachedAnalysis:
    """A model with its analysis and grids as they were at `place`.

    `run` and `seq` are those of the analysis that the rows were equal to; `differing` is what has changed
    since, and `touched` the subjects of changed rows.
    """

    place: LogPosition
    library: Library
    analyzer: IncrementalAnalyzer
    grids: tuple[Grid, ...]
    reach: str  # hash of the reach that its scores use
    run: int | None = None  # none yet
    seq: int = -1
    differing: AnalysisDiff = field(default_factory=AnalysisDiff)
    touched: set[str] = field(default_factory=set)

    @property
    def size(self) -> int:
        """How many elements and flows it holds."""
        return len(self.analyzer.model.elements) + len(self.analyzer.model.flows)

    @property
    def outdated_on(self) -> date | None:
        """The first day for which it is no longer right, as a date of the model gets too old."""
        return outdated_on(self.analyzer.model, age_limits(self.library.rules))

    def move(self, model_id: uuid.UUID) -> None:
        """Apply the changes since. Raises CannotReplay, ThreatModel.DoesNotExist."""
        step = replay_changes(model_id=model_id, model=self.analyzer.model, position=self.place)
        self.place = step.position
        if step.edits:
            self.analyzer.edit(*step.edits)
        if reach_hash(model_id=model_id) != self.reach:
            reach = reach_load(model_id=model_id)
            self.analyzer.set_reach(reach.of)
            self.reach = reach.hash
        differing = self.analyzer.differing()
        for grid in self.grids:
            grid.renew(self.analyzer.model, self.analyzer, differing.subjects | step.touched)
        self.differing.add(differing)
        self.touched |= step.touched

    def baseline(self) -> Baseline | None:
        """Where the rows may differ from the analysis; None for everywhere."""
        if self.run is None:
            return None
        asked = {uid for uid, _ in self.differing.questions}
        part = Part(dict(self.differing.threats), asked, set(self.touched))
        return None if part.is_large else Baseline(self.run, self.seq, self.analyzer, part)

    def written(self, run: int) -> None:
        """Record that the rows are equal to the analysis."""
        self.run, self.seq = run, self.place.seq
        self.differing, self.touched = AnalysisDiff(), set()
        for grid in self.grids:
            grid.differs = False


class AnalysisCache:
    """Cached analyses by model, least recently used first; these are dropped beyond the bound."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._guard = threading.Lock()
        self._kept: OrderedDict[uuid.UUID, CachedAnalysis] = OrderedDict()
        self._turns: WeakValueDictionary[uuid.UUID, _ModelLock] = WeakValueDictionary()

    @contextmanager
    def turn(self, model_id: uuid.UUID) -> Iterator[None]:
        """Hold the lock of a model among the threads of this process."""
        with self._guard:
            turn = self._turns.setdefault(model_id, _ModelLock())
        with turn.lock:
            yield

    def take(self, model_id: uuid.UUID) -> CachedAnalysis | None:
        """Remove and return the cached analysis of the model."""
        with self._guard:
            return self._kept.pop(model_id, None)

    def put(self, model_id: uuid.UUID, cached: CachedAnalysis) -> None:
        """Cache it, unless it alone exceeds the bound."""
        if cached.size > self._most:
            return
        with self._guard:
            self._kept[model_id] = cached
            while self.size > self._most:
                self._kept.popitem(last=False)

    @property
    def size(self) -> int:
        """How many elements and flows are cached."""
        return sum(cached.size for cached in self._kept.values())

    def __contains__(self, model_id: uuid.UUID) -> bool:
        return model_id in self._kept


class _ModelLock:
    """The lock of one model; it exists while a thread holds it or waits for it."""

    __slots__ = ("__weakref__", "lock")

    def __init__(self) -> None:
        self.lock = threading.Lock()


analysis_cache: Final = AnalysisCache(KEPT_MOST)


def analysis_refresh(
    *, model_id: uuid.UUID, slow: Callable[[], None] = lambda: None, kept: AnalysisCache = analysis_cache
) -> Counts | None:
    """Update threats, questions and coverage to the present model, at a cost that depends on what was edited.

    Where nothing is cached, too much has changed, or the team has rules of its own (which run in a sandbox),
    the whole model is analyzed; `slow` is called before that. Returns None when a newer analysis was written
    first. Raises ThreatModel.DoesNotExist; RulesChanged when the team kept changing its rules.
    """
    with kept.turn(model_id):
        cached = kept.take(model_id)
        for _ in range(TRIES):
            started = time.monotonic()
            if rules_enabled(model_id=model_id):
                slow()
                return model_analyze(model_id=model_id)
            day = timezone.localdate()
            cached = _refreshed(model_id, cached, day)
            if cached is None:
                slow()
                cached = _full_analysis(model_id)
                day = cached.analyzer.model.as_of or day
            try:
                counts = _write(model_id, cached, started, day)
            except RulesChanged:
                continue
            kept.put(model_id, cached)
            return counts
    raise RulesChanged("the rules kept changing during the analysis")


def _refreshed(model_id: uuid.UUID, cached: CachedAnalysis | None, day: date) -> CachedAnalysis | None:
    """Apply the changes since; None when they cannot be followed, or the analysis is outdated on that day."""
    if cached is None or cached.library is not load_library():
        return None
    try:
        cached.move(model_id)
    except CannotReplay as reason:
        log.info("analysis_from_the_rows", model=str(model_id), reason=str(reason))
        return None
    outdated = cached.outdated_on
    return None if outdated is not None and outdated <= day else cached


def _full_analysis(model_id: uuid.UUID) -> CachedAnalysis:
    seq, model = model_load(model_id=model_id)
    library = load_library()
    reach = reach_load(model_id=model_id)
    analyzer = IncrementalAnalyzer(model, library, reach=reach.of)
    place = log_position(model_id=model_id, seq=seq)
    return CachedAnalysis(place, library, analyzer, grids_of(model, library, analyzer), reach.hash)


def _write(model_id: uuid.UUID, cached: CachedAnalysis, started: float, day: date) -> Counts | None:
    counts = analysis_write(
        model_id=model_id,
        seq=cached.place.seq,
        evaluated=Evaluated(cached.analyzer.analysis, cached.grids, _NO_RULES, day, cached.outdated_on),
        started=started,
        baseline=cached.baseline(),
    )
    if counts is not None:
        cached.written(counts.run)
    return counts
