"""An attack scenario beside weaknesses neither proves nor holds up what files show of a mitigation."""

from tests.imports.review import PRIVILEGED, SAID_NO, Review
from tests.people import People
from tests.shop_model import import_files, new_model
from threatmodel.accounts.choices import Role
from threatmodel.attack_paths.services.mitigations_from_fixes import fix_apply
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat

TAKEOVER = "scenario:compromised-workload:node-takeover"
SOCKET = "    volumes: [/var/run/docker.sock:/var/run/docker.sock]\n"
OTHER_WAY = PRIVILEGED.replace("    privileged: true\n", f"    privileged: true\n{SOCKET}")
OPEN_STORE = """\
services:
  web:
    image: nginx:1.27.0
    environment: {DATABASE_URL: "mongodb://customers:27017/app"}
  customers:
    image: mongo:7.0.5
    ports: ["27017:27017"]
"""
LOGIN = """\
    environment:
      MONGO_INITDB_ROOT_USERNAME: app
      MONGO_INITDB_ROOT_PASSWORD_FILE: /run/secrets/root
"""


def refresh(review: Review) -> None:
    paths_refresh(model_id=review.model.pk)


def takeover(review: Review) -> Threat:
    return Threat.objects.get(model=review.model, rule=TAKEOVER, subject_uid="compose:web")


def propose(review: Review) -> int:
    """A mitigation that is done, of the weakness and of the scenario that rests on it."""
    refresh(review)
    numbers = [review.threat.number, takeover(review).number]
    number = review.propose(threats=numbers)
    review.set_status(number, "implemented")
    assert takeover(review).status == "mitigated"
    return number


def status(review: Review, number: int) -> tuple[str, str]:
    shown = review.mitigation(number)
    return shown["status"], shown["proof"]


def test_the_fixed_file_verifies_before_the_paths_are_computed_anew(review: Review) -> None:
    number = propose(review)

    imported = review.load(SAID_NO)
    before = takeover(review).status
    refresh(review)

    assert imported.proof.verified == [number]
    assert status(review, number) == ("verified", "import")
    assert (before, takeover(review).status) == ("mitigated", "resolved")


def test_a_file_that_shows_nothing_of_the_weakness_does_not_verify(review: Review) -> None:
    number = propose(review)

    review.load(PRIVILEGED.replace("postgres:16", "postgres:17"))
    refresh(review)

    assert status(review, number)[0] == "implemented"


def test_a_mitigation_of_a_scenario_alone_is_verified_by_no_file(review: Review) -> None:
    refresh(review)
    number = review.propose(threats=[takeover(review).number])

    review.load(SAID_NO)
    refresh(review)

    assert takeover(review).status == "resolved"
    assert status(review, number)[0] == "proposed"


def test_an_attack_that_takes_another_way_is_open_again(review: Review) -> None:
    review.load(OTHER_WAY)
    number = propose(review)

    review.load(OTHER_WAY.replace("privileged: true", "privileged: false"))
    refresh(review)

    assert status(review, number) == ("verified", "import")
    assert takeover(review).status == "open"


def test_an_attack_that_returns_by_another_way_reopens_nothing_that_files_show(review: Review) -> None:
    number = propose(review)
    review.load(SAID_NO)
    refresh(review)

    review.load(SAID_NO.replace("privileged: false\n", f"privileged: false\n{SOCKET}"))
    refresh(review)

    assert takeover(review).status == "open"
    assert status(review, number) == ("verified", "import")


def test_the_faulty_file_again_reopens_it_with_its_scenario(review: Review) -> None:
    number = propose(review)
    review.load(SAID_NO)
    refresh(review)

    review.load(PRIVILEGED)
    refresh(review)

    assert status(review, number)[0] == "in-progress"
    assert takeover(review).status == "open"


def test_a_fix_of_an_open_store_is_verified_by_the_file_that_asks_for_a_login(cast: People) -> None:
    """Whether a store asks for a login is what a variable of the file says, or the product's default."""
    model = new_model(cast.team, cast.alice)
    import_files(model, cast.bob, {"compose.yaml": OPEN_STORE})
    paths_refresh(model_id=model.pk)
    fix = {"control": "store-authentication", "uid": "compose:customers"}
    number, _ = fix_apply(model=model, actor=cast.anna, role=Role.APPROVER, **fix)

    imported = import_files(model, cast.bob, {"compose.yaml": OPEN_STORE + LOGIN})

    assert imported.proof.verified == [number]
    mitigation = Mitigation.objects.get(model=model, number=number)
    seen = mitigation.treatments.get(seen="fixed").seen_facts
    assert [(one["value"], one["file"], one["line"]) for one in seen] == [(True, "compose.yaml", 9)]
