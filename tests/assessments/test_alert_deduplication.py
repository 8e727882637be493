"""Alerts are counted once, whatever the order of their files, and how many there are."""

from hypothesis import given
from hypothesis import strategies as st

from threatmodel.assessments.services import alert_deduplication
from threatmodel.assessments.services.alert_deduplication import AlertSpans

TIMES = st.integers(0, 40).map(lambda minute: f"2026-03-01T12:{minute:02}:00Z") | st.just("")
SOURCE = st.tuples(st.sampled_from("pq"), st.sampled_from("ab"))
FILES = st.lists(st.tuples(SOURCE, st.lists(TIMES, min_size=1, max_size=6)), max_size=8)


def at(*hours: int) -> list[str]:
    return [f"2026-03-01T{hour:02}:00:00Z" for hour in hours]


def again(spans: AlertSpans) -> AlertSpans:
    return AlertSpans(spans.rows())


def test_an_earlier_file_of_another_node_or_of_the_same_is_counted() -> None:
    spans = AlertSpans()

    assert spans.add("web", "a", at(10, 12)) == at(10, 12)
    assert spans.add("web", "b", at(8, 11)) == at(8, 11)
    assert spans.add("web", "a", at(8, 9)) == at(8, 9)
    assert spans.add("web", "a", at(9, 11, 13)) == at(13)


def test_alerts_without_a_time_count_as_far_as_there_are_more() -> None:
    spans = AlertSpans()

    assert len(spans.add("web", "a", ["", ""])) == 2
    assert len(again(spans).add("web", "a", ["", ""])) == 0
    assert len(again(spans).add("web", "a", [""] * 5)) == 3


@given(FILES)
def test_a_file_again_counts_nothing(files: list[tuple[tuple[str, str], list[str]]]) -> None:
    spans = AlertSpans()
    for source, times in files:
        spans.add(*source, times)
        spans = again(spans)

    assert [new for source, times in files for new in again(spans).add(*source, times)] == []


def test_what_is_no_longer_told_apart_is_not_counted_twice() -> None:
    spans = AlertSpans()
    for node in range(alert_deduplication.SOURCES_MOST + 1):
        spans.add("web", f"node-{node}", at(8, 9))
    for hour in range(24):
        spans.add("db", "a", at(hour))

    rows = spans.rows()

    assert len(rows) == 2
    assert len(rows[0][3]) <= alert_deduplication.SPANS_MOST
    assert AlertSpans(rows).add("web", "node-7", at(8)) == []
    assert [AlertSpans(rows).add("db", "a", at(hour)) for hour in range(24)] == [[]] * 24
    assert set(AlertSpans(rows).places()) == {"db", "web"}
