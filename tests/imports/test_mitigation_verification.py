"""Verified means verified: an import shows the fixed fact in a file. Nothing else verifies by itself."""

import uuid
from typing import Any

import pytest

from tests.imports.review import CONTROLS, FIXED, PRIVILEGED, RULE, SAID_NO, WEB, Review
from tests.people import People
from tests.shop_model import import_files
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.architecture.operations.undo import undo
from threatmodel.library.services.team_library import rule_create
from threatmodel.threats.analysis.services.apply_analysis import model_analyze
from threatmodel.threats.decisions.selectors.resolutions import resolved_by
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]


def test_an_import_that_shows_the_fixed_fact_verifies_and_names_the_place(review: Review) -> None:
    number = review.propose()

    imported = review.load(SAID_NO)

    shown = review.mitigation(number)
    assert (shown["status"], shown["proof"]) == ("verified", "import")
    assert imported.proof.verified == [number]
    (treated,) = shown["threats"]
    assert (treated["seen"], treated["resolution"]) == ("fixed", "file")
    (fact,) = treated["seen_facts"]
    assert (fact["label"], fact["value"], fact["file"], fact["line"]) == (
        "Privileged",
        False,
        "docker-compose.yml",
        4,
    )
    assert review.shown()["evidence_state"] == "file"


def test_the_platform_s_default_is_shown_by_the_file_as_well(review: Review) -> None:
    number = review.propose()

    review.load(FIXED)

    assert review.mitigation(number)["proof"] == "import"


# --- a person's word ---------------------------------------------------------------------------


def test_what_a_person_says_verifies_nothing(review: Review) -> None:
    number = review.propose()

    review.say(privileged=False)

    assert review.mitigation(number)["status"] == "proposed"
    assert review.threat.status == "resolved"
    assert review.shown()["evidence_state"] == "statement"


def test_the_unfixed_file_again_does_not_verify_it_either(review: Review) -> None:
    number = review.propose()
    review.say(privileged=False)

    imported = review.load(PRIVILEGED)

    assert review.mitigation(number)["status"] == "proposed"
    assert review.shown()["evidence_state"] == "statement"
    (problem,) = [one for one in imported.problems if "Bob" in one.message]
    assert (problem.file, problem.line, problem.severity) == ("docker-compose.yml", 4, "warning")
    assert "Privileged of web" in problem.message


def test_the_fixed_file_verifies_beside_the_person_s_word(review: Review) -> None:
    number = review.propose()
    review.say(privileged=False)

    review.load(SAID_NO)

    assert review.mitigation(number)["proof"] == "import"
    assert review.shown()["evidence_state"] == "file"


def test_an_unfixed_file_reopens_what_was_verified_though_a_person_says_it_is_fixed(review: Review) -> None:
    number = review.propose()
    review.load(SAID_NO)
    review.say(privileged=False)

    imported = review.load(PRIVILEGED)

    assert review.mitigation(number)["status"] == "in-progress"
    assert imported.proof.reopened == [number]
    assert (review.threat.status, review.shown()["evidence_state"]) == ("resolved", "statement")


def test_an_edit_that_is_not_analyzed_yet_when_the_file_comes_verifies_nothing(
    cast: People, review: Review
) -> None:
    """The analysis of the import sees the person's word first."""
    number = review.propose()
    facts = {"privileged": {"value": False}}
    op = {"op": "set", "on": "element", "uid": WEB, "props": {"facts": facts}}
    apply(model_id=review.model.pk, actor=cast.bob, batch=Batch("said", (op,)))

    review.load(PRIVILEGED.replace("postgres:16", "postgres:17"))

    assert review.threat.status == "resolved"
    assert review.mitigation(number)["status"] == "proposed"


def test_a_person_who_says_that_it_is_back_reopens_what_an_import_verified(review: Review) -> None:
    number = review.propose()
    review.load(SAID_NO)

    review.say(privileged=True)

    assert review.mitigation(number)["status"] == "in-progress"
    assert review.threat.status == "open"


RESTARTS = """\
services:
  zed:
    image: registry.example.com/zed:1.4
    restart: always
    ports: ["80:80"]
"""


class Stated:
    """A threat of a compose file that is silent only by what a person says of a fact that no file knows."""

    def __init__(self, review: Review, rule: str, control: str) -> None:
        self.review = review
        review.load(RESTARTS)
        self.threat = Threat.objects.get(model=review.model, rule=rule)
        body = {"threats": [self.threat.number], "control": control}
        made = review.anna.post(f"{review.address}/mitigations/", body, format="json")
        self.number = int(made.json()["number"])

    def say(self, **facts: Any) -> None:
        said = {name: None if value is None else {"value": value} for name, value in facts.items()}
        op = {"op": "set", "on": "element", "uid": self.threat.subject_uid, "props": {"facts": said}}
        batch = Batch(uuid.uuid4().hex, (op,))
        apply(model_id=self.review.model.pk, actor=self.review.cast.bob, batch=batch)
        model_analyze(model_id=self.review.model.pk)

    def states(self) -> tuple[str, str, str]:
        self.threat.refresh_from_db()
        status = self.review.mitigation(self.number)["status"]
        return self.threat.status, self.threat.resolution, status


def test_the_same_file_proves_nothing_of_a_rule_that_a_person_answers(review: Review) -> None:
    """The person lets the rule fire on another value first, so that the file's seems to have changed."""
    stated = Stated(review, "workload-restarts-forever", "bounded-restarts")
    stated.say(restart_policy="on-failure")
    stated.say(purpose="proxy")
    stated.say(restart_policy=None)

    review.load(RESTARTS)

    assert stated.states() == ("resolved", "statement", "proposed")


def test_the_same_file_proves_nothing_of_a_rule_of_the_team_either(review: Review) -> None:
    raw = {
        "id": "team-restarts",
        "title": "{self.name} restarts",
        "applies_to": "workload",
        "when": "self.restart_policy in ['always', 'on-failure'] && !(has(self.purpose) && "
        "self.purpose == 'proxy')",
        "evidence": ["restart_policy"],
        "stride": ["denial-of-service"],
        "severity": "high",
        "why": "It restarts for ever.",
        "controls": ["bounded-restarts"],
        "resolved_by": {"bounded-restarts": ["restart_policy"]},
        "references": ["attack:T1611"],
    }
    rule_create(team_id=review.cast.team.pk, actor=review.cast.anna, raw=raw)
    stated = Stated(review, "team-restarts", "bounded-restarts")
    stated.say(restart_policy="on-failure")
    stated.say(purpose="proxy")
    stated.say(restart_policy=None)

    review.load(RESTARTS)
    same = stated.states()
    review.load(RESTARTS.replace("always", "no"))

    assert same == ("resolved", "statement", "proposed")
    assert stated.states() == ("resolved", "file", "verified")


def test_a_file_that_is_as_bad_otherwise_proves_nothing_of_such_a_rule(review: Review) -> None:
    stated = Stated(review, "container-privileged-host-port", "remove-published-port")
    stated.say(purpose="web")

    review.load(RESTARTS.replace("80:80", "443:443"))
    worse = stated.states()
    review.load(RESTARTS.replace("80:80", "8080:80"))

    assert worse == ("resolved", "statement", "proposed")
    assert stated.states() == ("resolved", "file", "verified")


# --- no fact at all ----------------------------------------------------------------------------


def test_deleting_the_element_verifies_nothing(cast: People, review: Review) -> None:
    number = review.propose()

    op = {"op": "del", "on": "element", "uid": WEB}
    apply(model_id=review.model.pk, actor=cast.bob, batch=Batch("gone", (op,)))
    model_analyze(model_id=review.model.pk)

    assert review.mitigation(number)["status"] == "proposed"
    assert (review.threat.status, review.threat.resolution) == ("resolved", "removal")


def test_a_file_without_the_element_verifies_nothing(review: Review) -> None:
    number = review.propose()

    review.load("services:\n  db:\n    image: postgres:16\n")

    assert review.mitigation(number)["status"] == "proposed"
    assert review.threat.resolution == "removal"


def test_undoing_verifies_nothing(cast: People, review: Review) -> None:
    review.load(SAID_NO)
    review.say(privileged=True)
    number = review.propose()
    seq = ThreatModel.objects.get(pk=review.model.pk).seq

    undo(model_id=review.model.pk, actor=cast.bob, seq=seq)
    model_analyze(model_id=review.model.pk)

    assert review.threat.status == "resolved"
    assert review.mitigation(number)["status"] == "proposed"


def test_another_file_verifies_nothing(review: Review) -> None:
    number = review.propose()
    review.say(privileged=False)

    review.load("services:\n  cache:\n    image: redis:7\n", name="cache/docker-compose.yml")

    assert review.mitigation(number)["status"] == "proposed"


def test_a_person_s_word_about_what_is_around_is_no_longer_the_files_word(review: Review) -> None:
    """The rule looks at the workload, too; nobody treats the threat."""
    unfixed = """\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop}
spec:
  containers:
    - {name: main, image: registry.example.com/api:1, ports: [{containerPort: 80, hostPort: 8080}]}
"""
    import_files(review.model, review.cast.bob, {"api.yml": unfixed})
    import_files(review.model, review.cast.bob, {"api.yml": unfixed.replace(", hostPort: 8080", "")})
    threat = Threat.objects.get(model=review.model, rule="container-host-port")
    op = {
        "op": "set",
        "on": "element",
        "uid": "k8s:shop/Pod/api",
        "props": {"facts": {"host_network": {"value": True}}},
    }
    apply(model_id=review.model.pk, actor=review.cast.bob, batch=Batch("said", (op,)))
    assert threat.resolution == "file"

    import_files(review.model, review.cast.bob, {"api.yml": unfixed})

    threat.refresh_from_db()
    assert (threat.status, threat.resolution) == ("resolved", "statement")


# --- which control -----------------------------------------------------------------------------


def test_only_the_control_that_changes_the_fact_is_verified(review: Review) -> None:
    numbers = {how: review.propose(control) for how, control in CONTROLS.items()}
    in_words = review.propose(None, title="Take the flag away")

    review.load(SAID_NO)

    statuses = {how: review.mitigation(number)["status"] for how, number in numbers.items()}
    assert statuses == {"changes": "verified", "watches": "proposed", "isolates": "proposed"}
    assert review.mitigation(in_words)["status"] == "proposed"


def test_all_that_a_mitigation_treats_must_be_shown(review: Review) -> None:
    number = review.propose()
    both = PRIVILEGED.replace("postgres:16\n", "postgres:16\n    privileged: true\n")
    review.load(both)
    numbers = list(Threat.objects.filter(model=review.model, rule=RULE).values_list("number", flat=True))
    review.bob.patch(f"{review.address}/mitigations/{number}/", {"threats": numbers}, format="json")

    review.load(both.replace("1.4\n    privileged: true", "1.4\n    privileged: false"))
    half = review.mitigation(number)
    review.load(FIXED)

    assert half["status"] == "proposed"
    assert {one["seen"] for one in half["threats"]} == {"fixed", "faulty"}
    assert review.mitigation(number)["proof"] == "import"


def test_a_rejected_mitigation_is_not_verified(review: Review) -> None:
    number = review.propose(status="rejected")

    review.load(SAID_NO)

    assert review.mitigation(number)["status"] == "rejected"


# --- half of the files, and files that cannot be read ---------------------------------------------


def test_another_file_does_not_fix_what_the_faulty_one_still_says(review: Review) -> None:
    """An override file alone says nothing of the base that it overrides."""
    number = review.propose()

    review.load("services:\n  web:\n    privileged: false\n", name="docker-compose.override.yml")

    assert review.mitigation(number)["status"] == "proposed"


@pytest.mark.parametrize("line", ["privileged: ${UNSET}", "privileged: maybe", "priviledged: true"])
def test_a_default_proves_nothing_where_something_could_not_be_read(review: Review, line: str) -> None:
    number = review.propose()

    review.load(PRIVILEGED.replace("privileged: true", line))
    unreadable = review.mitigation(number)["status"]
    review.load(FIXED)

    assert unreadable == "proposed"
    assert review.mitigation(number)["proof"] == "import"


def test_a_warning_elsewhere_in_the_file_does_not_keep_it_from_proof(review: Review) -> None:
    number = review.propose()

    review.load(FIXED + "    priviledged: true\n")  # of db

    assert review.mitigation(number)["proof"] == "import"


def test_what_a_person_deletes_has_to_be_shown_as_well(cast: People, review: Review) -> None:
    both = PRIVILEGED.replace("postgres:16\n", "postgres:16\n    privileged: true\n")
    review.load(both)
    threats = Threat.objects.filter(model=review.model, rule=RULE)
    number = review.propose(threats=list(threats.values_list("number", flat=True)))

    op = {"op": "del", "on": "element", "uid": "compose:db/db"}
    apply(model_id=review.model.pk, actor=cast.bob, batch=Batch("gone", (op,)))
    review.load(both.replace("1.4\n    privileged: true", "1.4"))
    half = review.mitigation(number)["status"]
    review.load(FIXED)

    assert half == "proposed"
    assert review.mitigation(number)["proof"] == "import"


@pytest.mark.parametrize(
    ("origin", "shown"), [("file", True), ("default", True), ("person", False), ("inferred", False)]
)
def test_an_import_is_waited_for_only_where_a_file_speaks_of_the_fault(
    review: Review, origin: str, shown: bool
) -> None:
    evidence = [{**review.threat.evidence[0], "origin": origin}]

    resolving = resolved_by(model_id=review.model.pk, rule_ids=[RULE])

    assert resolving.by("remove-privileged", rule=RULE, evidence=evidence) is shown
    assert not resolving.by("sandboxed-runtime", rule=RULE, evidence=evidence)
