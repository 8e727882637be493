"""What a computation depends on follows what it last looked at."""

from threatmodel.engine.analysis.dependency_tracking import DependencyTracker

OLD, KEPT, NEW = ("fact", "old"), ("fact", "kept"), ("fact", "new")
ANSWER = ("known", "answer")


def test_a_computation_depends_on_what_it_looked_at_last() -> None:
    tracker = DependencyTracker()
    for looked_at in ((OLD, KEPT), (KEPT, NEW)):
        with tracker.computation(ANSWER):
            for one in looked_at:
                tracker.record(one)

    found = {one: tracker.dependents(one) for one in (OLD, KEPT, NEW)}

    assert found == {OLD: (), KEPT: (ANSWER,), NEW: (ANSWER,)}


def test_a_computation_that_is_forgotten_depends_on_nothing() -> None:
    tracker = DependencyTracker()
    with tracker.computation(ANSWER):
        tracker.record(KEPT)

    tracker.forget(ANSWER)

    assert tracker.dependents(KEPT) == ()
