"""Analyses that a worker keeps in memory, so that an edit costs what it touches and not what the model holds.

A standing analysis is taken off the shelf for as long as somebody works with it, and put back only when the
result is written: whatever fails on the way, what is kept never runs ahead of the rows. It remembers the run
at which the rows agreed with it; what others wrote since, their runs tell (analyses.py).
"""

import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakValueDictionary

import structlog

from threatmodel.architecture.change_replay import CannotReplay, LogPosition, log_position, replay_changes
from threatmodel.engine.analysis.incremental import AnalysisDiff, IncrementalAnalyzer
from threatmodel.engine.library.loader import Library, load_library
from threatmodel.library.selectors.team_library import rules_enabled, rules_stamp
from threatmodel.threats.analysis.services.analyses import (
    TRIES,
    Agreed,
    Counts,
    Judged,
    RulesMoved,
    analysis_write,
    model_analyse,
    model_load,
)
from threatmodel.threats.analysis.services.analysis_diff import Part
from threatmodel.threats.coverage.services.coverage_store import Grid, grids_of

log = structlog.get_logger(__name__)
KEPT_MOST: Final = 60_000  # elements and flows of all models together, about 5 KiB each
_NO_RULES: Final = rules_stamp([])


@dataclass(slots=True)
class Standing:
    """A model with its analysis and grids as they were at `place`.

    `run` and `seq` are those of the analysis with which the rows agreed; `differing` is what has changed
    since, and `touched` whose rows have.
    """

    place: LogPosition
    library: Library
    analyser: IncrementalAnalyzer
    grids: tuple[Grid, ...]
    run: int | None = None  # none yet
    seq: int = -1
    differing: AnalysisDiff = field(default_factory=AnalysisDiff)
    touched: set[str] = field(default_factory=set)

    @property
    def size(self) -> int:
        """How many elements and flows it holds."""
        return len(self.analyser.model.elements) + len(self.analyser.model.flows)

    def move(self, model_id: uuid.UUID) -> None:
        """Go on to the rows as they are. Raises CannotReplay, ThreatModel.DoesNotExist."""
        step = replay_changes(model_id=model_id, model=self.analyser.model, position=self.place)
        self.place = step.position
        if step.edits:
            self.analyser.edit(*step.edits)
        differing = self.analyser.differing()
        for grid in self.grids:
            grid.renew(self.analyser.model, self.analyser, differing.subjects | step.touched)
        self.differing.add(differing)
        self.touched |= step.touched

    def agreed(self) -> Agreed | None:
        """Where the rows may differ from the analysis; None for anywhere."""
        if self.run is None:
            return None
        asked = {uid for uid, _ in self.differing.questions}
        part = Part(dict(self.differing.threats), asked, set(self.touched))
        return None if part.is_large else Agreed(self.run, self.seq, self.analyser, part)

    def written(self, run: int) -> None:
        """Remember that the rows agree with the analysis as it is."""
        self.run, self.seq = run, self.place.seq
        self.differing, self.touched = AnalysisDiff(), set()
        for grid in self.grids:
            grid.differs = False


class Shelf:
    """Standing analyses by model, those used last at the end; the oldest go when all hold too much."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._guard = threading.Lock()
        self._kept: OrderedDict[uuid.UUID, Standing] = OrderedDict()
        self._turns: WeakValueDictionary[uuid.UUID, _Turn] = WeakValueDictionary()

    @contextmanager
    def turn(self, model_id: uuid.UUID) -> Iterator[None]:
        """Work on a model alone among the threads of this process."""
        with self._guard:
            turn = self._turns.setdefault(model_id, _Turn())
        with turn.lock:
            yield

    def take(self, model_id: uuid.UUID) -> Standing | None:
        """Return what is kept of the model, which is then kept no more."""
        with self._guard:
            return self._kept.pop(model_id, None)

    def put(self, model_id: uuid.UUID, standing: Standing) -> None:
        """Keep it, unless it is larger than all that may be kept."""
        if standing.size > self._most:
            return
        with self._guard:
            self._kept[model_id] = standing
            while self.size > self._most:
                self._kept.popitem(last=False)

    @property
    def size(self) -> int:
        """How many elements and flows are kept."""
        return sum(standing.size for standing in self._kept.values())

    def __contains__(self, model_id: uuid.UUID) -> bool:
        return model_id in self._kept


class _Turn:
    """Who works on a model; lives as long as somebody does or waits to."""

    __slots__ = ("__weakref__", "lock")

    def __init__(self) -> None:
        self.lock = threading.Lock()


shelf: Final = Shelf(KEPT_MOST)


def model_keep_up(
    *, model_id: uuid.UUID, slow: Callable[[], None] = lambda: None, kept: Shelf = shelf
) -> Counts | None:
    """Bring threats, questions and coverage to what the model says now, at the cost of what was edited.

    Where nothing is kept, too much has changed, or rules of the team count (which are judged in a process
    of their own), the whole model is analysed; `slow` is called before that. Returns None when a newer
    analysis came first. Raises ThreatModel.DoesNotExist; RulesMoved when the team kept changing its rules.
    """
    with kept.turn(model_id):
        standing = kept.take(model_id)
        for _ in range(TRIES):
            started = time.monotonic()
            if rules_enabled(model_id=model_id):
                slow()
                return model_analyse(model_id=model_id)
            standing = _moved(model_id, standing)
            if standing is None:
                slow()
                standing = _anew(model_id)
            try:
                counts = _write(model_id, standing, started)
            except RulesMoved:
                continue
            kept.put(model_id, standing)
            return counts
    raise RulesMoved("the rules kept changing during the analysis")


def _moved(model_id: uuid.UUID, standing: Standing | None) -> Standing | None:
    """Bring what is kept up to date, or return None when it cannot be."""
    if standing is None or standing.library is not load_library():
        return None
    try:
        standing.move(model_id)
    except CannotReplay as reason:
        log.info("analysis_from_the_rows", model=str(model_id), reason=str(reason))
        return None
    return standing


def _anew(model_id: uuid.UUID) -> Standing:
    seq, model = model_load(model_id=model_id)
    library = load_library()
    analyser = IncrementalAnalyzer(model, library)
    place = log_position(model_id=model_id, seq=seq)
    return Standing(place, library, analyser, grids_of(model, library, analyser))


def _write(model_id: uuid.UUID, standing: Standing, started: float) -> Counts | None:
    counts = analysis_write(
        model_id=model_id,
        seq=standing.place.seq,
        judged=Judged(standing.analyser.analysis, standing.grids, _NO_RULES),
        started=started,
        agreed=standing.agreed(),
    )
    if counts is not None:
        standing.written(counts.run)
    return counts
