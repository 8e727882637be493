"""Several people draw one architecture: on several servers, through crashes and without a network."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.accessibility import violations
from tests.browser.modes import only_embedded, only_team
from tests.browser.shared_model import SharedModel, all_saved, all_see
from tests.services.deployment import Server, Web, web_beside
from tests.waiting import wait_until

STEP = 8  # pixels that one press of an arrow key moves an element
KILLS = 2
# How many batches the browser keeps.
_KEPT = """() => new Promise((done) => {
  const opening = indexedDB.open("bulkhead-outbox");
  opening.onsuccess = () => {
    const counting = opening.result.transaction("batches").objectStore("batches").count();
    counting.onsuccess = () => done(counting.result);
  };
})"""


@pytest.fixture(scope="session")
def other(live: Server) -> Iterator[Web]:
    """A second web process beside the first."""
    with web_beside(live) as web:
        yield web


@only_team
def test_pages_of_two_servers_stay_equal_and_lose_nothing_when_one_is_killed(
    shared: SharedModel, other: Web
) -> None:
    """Moves are counted: one that was lost or done twice would show in the place where its element ends."""
    shared.place(("compose:web", "compose:db", "compose:cache"), apart=600)  # so that none pushes another
    before = shared.drawn()
    ana = shared.join(shared.owner)
    ben = shared.join(shared.invite("Ben"), at=other.url)
    cy = shared.join(shared.invite("Cy"), at=other.url)
    participants = [ana, ben, cy]
    for participant, uid in ((ana, "compose:web"), (ben, "compose:db"), (cy, "compose:cache")):
        participant.select(uid)

    for _ in range(KILLS):
        for participant in participants:
            participant.push("Right", 2)
        other.kill()
        for participant in participants:
            participant.push("Down", 2)
        expect(ben.state).to_contain_text(re.compile("Reconnecting, [1-4] changes? wait"))
        other.start_again()
        all_saved(participants)

    picture = all_see(participants)
    after = shared.drawn()
    for uid in ("compose:web", "compose:db", "compose:cache"):
        moved = {axis: after[uid][axis] - before[uid][axis] for axis in ("x", "y")}
        assert moved == {"x": KILLS * 2 * STEP, "y": KILLS * 2 * STEP}, uid
    assert picture.keys() <= after.keys()


@only_team
def test_two_people_move_the_same_at_once_and_end_with_one_picture(shared: SharedModel, other: Web) -> None:
    ana = shared.join(shared.owner)
    ben = shared.join(shared.invite("Ben"), at=other.url)
    for participant in (ana, ben):
        participant.select("compose:web")

    for _ in range(5):
        ana.push("Right")
        ben.push("Down")
    ana.rename("compose:db", "orders")
    ben.rename("compose:db", "customers")

    all_saved([ana, ben])
    all_see([ana, ben], lambda seen: "customers" in seen["compose:db"][1])


@only_embedded
def test_what_is_drawn_without_a_network_is_sent_once_when_it_is_back(shared: SharedModel) -> None:
    ana = shared.join(shared.owner)
    ben = shared.join(shared.invite("Ben"))
    x = shared.drawn()["compose:web"]["x"]
    ana.select("compose:web")

    ana.context.set_offline(True)
    ana.push("Right", 3)
    expect(ana.state).to_have_text("Offline, 3 changes wait")
    assert shared.drawn()["compose:web"]["x"] == x
    ana.context.set_offline(False)

    all_saved([ana])
    all_see([ana, ben])
    assert shared.drawn()["compose:web"]["x"] == x + 3 * STEP


@only_embedded
def test_what_waits_outlives_a_reload_and_is_sent_once_by_two_windows(shared: SharedModel) -> None:
    ana = shared.join(shared.owner)
    x = shared.drawn()["compose:web"]["x"]
    ana.select("compose:web")
    # The server is away while the page is: nothing of it is answered.
    ana.context.set_offline(True)
    ana.push("Right", 3)
    expect(ana.state).to_have_text("Offline, 3 changes wait")
    wait_until(lambda: ana.page.evaluate(_KEPT) == 3, what="the changes in the storage of the browser")
    ana.page.close()

    ana.context.set_offline(False)
    windows = [ana.__class__(ana.context.new_page(), ana.context, ana.model) for _ in range(2)]
    for window in windows:
        window.page.goto(f"/m/{window.model}/architecture")

    # A window may say that all is saved before it has looked at what was kept.
    there = x + 3 * STEP
    wait_until(lambda: shared.drawn()["compose:web"]["x"] == there, what="three steps to the right")
    all_saved(windows)
    all_see(windows)
    assert shared.drawn()["compose:web"]["x"] == there


@only_embedded
def test_undo_takes_back_ones_own_step_and_leaves_what_somebody_changed_since(shared: SharedModel) -> None:
    ana = shared.join(shared.owner)
    ben = shared.join(shared.invite("Ben"))
    ana.rename("compose:web", "shop")
    ana.rename("compose:db", "orders")
    expect(ben.node("compose:db")).to_contain_text("orders")
    ben.rename("compose:db", "customers")
    expect(ana.node("compose:db")).to_contain_text("customers")

    ana.page.keyboard.press("Control+z")
    expect(ana.page.get_by_text("was not undone: it was changed by another person")).to_be_visible()
    ana.page.keyboard.press("Control+z")

    all_see([ana, ben], lambda seen: "web" in seen["compose:web"][1])
    expect(ana.node("compose:db")).to_contain_text("customers")
    ana.page.keyboard.press("Control+Shift+z")
    all_see([ana, ben], lambda seen: "shop" in seen["compose:web"][1])


@only_embedded
def test_a_viewer_sees_everything_and_changes_nothing_until_made_an_editor(shared: SharedModel) -> None:
    ana = shared.join(shared.owner)
    viewer = shared.invite("Vera", role="viewer")
    vera = shared.join(viewer)
    expect(vera.state).to_have_text("View only")
    vera.select("compose:web")
    before = shared.drawn()["compose:web"]

    vera.push("Right", 2)
    vera.page.keyboard.press("Delete")
    ana.rename("compose:db", "orders")

    expect(vera.node("compose:db")).to_contain_text("orders")
    assert shared.drawn()["compose:web"] == before
    expect(vera.page.get_by_role("button", name=re.compile("undo"))).to_have_count(0)

    team = shared.owner.get("/api/teams/")["results"][0]["id"]
    members = shared.owner.get(f"/api/teams/{team}/members/")["results"]
    member = next(row for row in members if row["user"]["name"] == "Vera")
    shared.owner.patch(f"/api/teams/{team}/members/{member['id']}/", {"role": "editor"})
    expect(vera.state).to_have_text("Saved")
    vera.select("compose:web")
    vera.push("Right")
    all_saved([vera])
    all_see([ana, vera])
    assert shared.drawn()["compose:web"]["x"] == before["x"] + STEP


@only_team
def test_people_see_who_is_here_and_follow_one_another(shared: SharedModel, other: Web) -> None:
    ana = shared.join(shared.owner)
    ben = shared.join(shared.invite("Ben"), at=other.url)
    ana.select("compose:web")

    expect(ben.page.get_by_text("Olga Owner", exact=True).first).to_be_visible()
    ana.page.get_by_role("button", name="Who is here: Ben here").click()
    ana.page.get_by_role("menuitem", name="Present to everyone").click()
    assert violations(ben.page) == []
    ben.page.get_by_role("button", name="Follow", exact=True).click()
    expect(ana.page.get_by_text("You are presenting. Ben follows.")).to_be_visible()
    zoom = ben.page.get_by_label("Zoom", exact=True)
    before = zoom.inner_text()
    ana.page.get_by_role("button", name="Zoom in").click()
    expect(zoom).not_to_have_text(before)

    ben.page.keyboard.press("Escape")
    expect(ben.page.get_by_text("Olga Owner is presenting")).to_be_visible()


@only_embedded
def test_who_follows_sees_what_the_presenter_sees_and_then_their_own_again(shared: SharedModel) -> None:
    ana = shared.join(shared.owner)
    ben = shared.join(shared.invite("Ben"))
    inside = ben.node("compose:web/web")
    expect(inside).to_be_visible()
    ana.page.get_by_role("button", name="Who is here: Ben here").click()
    ana.page.get_by_role("menuitem", name="Present to everyone").click()
    ben.page.get_by_role("button", name="Follow", exact=True).click()
    expect(ana.page.get_by_text("You are presenting. Ben follows.")).to_be_visible()

    ana.page.get_by_role("button", name="Collapse web").click()
    expect(inside).to_have_count(0)
    ana.page.get_by_role("button", name=re.compile("^Filter")).click()
    steps.tick(ana.page.get_by_role("checkbox", name=re.compile(r"^High\b")))
    expect(ben.page.get_by_role("button", name=re.compile(r"^Filter \d"))).to_be_visible()

    # Who reloads the page, or goes to another one, leads on; followers may go back to their own place.
    ana.page.reload()
    expect(ana.page.get_by_text("You are presenting. Ben follows.")).to_be_visible()
    expect(inside).to_have_count(0)
    steps.open_page(ana.page, "Threats")
    expect(ben.page.get_by_role("heading", name="Threats", exact=True)).to_be_visible()
    expect(ana.page.get_by_text("You are presenting. Ben follows.")).to_be_visible()
    ben.page.keyboard.press("Escape")
    ben.page.get_by_role("button", name="Back to where I was").click()
    expect(inside).to_be_visible()
    expect(ben.page.get_by_role("button", name="Filter", exact=True)).to_be_visible()
    expect(ben.page.get_by_text("Following Olga Owner")).to_have_count(0)


@only_embedded
def test_who_follows_sees_the_attack_path_of_the_presenter_and_its_step(shared: SharedModel) -> None:
    ana = shared.join(shared.owner)
    ben = shared.join(shared.invite("Ben"))
    goals = f"/api/models/{shared.model}/attack-paths/goals/?reached=true"
    wait_until(lambda: shared.owner.get(goals)["count"] > 0, what="attack paths")
    key = shared.owner.get(goals)["results"][0]["key"]
    ana.page.goto(f"/m/{shared.model}/architecture?goal={key}&path=1")
    mine, theirs = (one.page.get_by_role("complementary", name="Attack path") for one in (ana, ben))
    expect(mine.get_by_text("Whole path")).to_be_visible()

    ana.page.get_by_role("button", name="Who is here: Ben here").click()
    ana.page.get_by_role("menuitem", name="Present to everyone").click()
    expect(theirs).to_have_count(0)
    ben.page.get_by_role("button", name="Follow", exact=True).click()
    expect(theirs.get_by_text("Whole path")).to_be_visible()
    ana.page.get_by_role("button", name="Next").click()
    expect(theirs.get_by_role("status").last).to_have_text(re.compile("^Step 1 of"))
    assert violations(ben.page) == []

    # To go on by oneself ends following, from where the presenter was.
    theirs.get_by_role("button", name="Next").click()
    expect(theirs.get_by_role("status").last).to_have_text(re.compile("^Step 2 of"))
    expect(ben.page.get_by_text("Following Olga Owner")).to_have_count(0)
    expect(mine.get_by_role("status").last).to_have_text(re.compile("^Step 1 of"))


@only_embedded
def test_who_is_overwritten_is_told_and_can_have_their_name_again(shared: SharedModel) -> None:
    ana = shared.join(shared.owner)
    ben = shared.join(shared.invite("Ben"))
    ana.rename("compose:web", "Front")
    expect(ben.node("compose:web")).to_contain_text("Front")

    ben.rename("compose:web", "Shop window")

    expect(ana.page.get_by_text("Ben changed your name “Front” to “Shop window”.")).to_be_visible()
    expect(ana.node("compose:web")).to_contain_text("Shop window")
    ana.page.get_by_role("button", name="Use mine").click()
    expect(ben.node("compose:web")).to_contain_text("Front")
    expect(ben.page.get_by_text("changed your name “Shop window” to “Front”.")).to_be_visible()
    ana.page.get_by_role("button", name="Undo: Use Front again").click()
    expect(ben.node("compose:web")).to_contain_text("Shop window")


@only_embedded
def test_who_follows_is_told_when_the_presenter_stops(shared: SharedModel) -> None:
    ana = shared.join(shared.owner)
    ben = shared.join(shared.invite("Ben"))
    ana.page.get_by_role("button", name="Who is here: Ben here").click()
    ana.page.get_by_role("menuitem", name="Present to everyone").click()
    ben.page.get_by_role("button", name="Follow", exact=True).click()
    expect(ana.page.get_by_text("You are presenting. Ben follows.")).to_be_visible()

    ana.page.get_by_role("button", name="Stop", exact=True).click()

    expect(
        ben.page.get_by_text("Olga Owner stopped presenting; you see your own view again.")
    ).to_be_visible()
    expect(ben.page.get_by_text("Following Olga Owner")).to_have_count(0)


@only_embedded
def test_people_of_one_meeting_have_colors_of_their_own(shared: SharedModel) -> None:
    ana = shared.join(shared.owner)
    for name in ("Ben", "Cy", "Dee", "Eve"):
        shared.join(shared.invite(name))
    discs = ana.page.get_by_role("button", name=re.compile("^Who is here: ")).locator("span[style]")
    expect(discs).to_have_count(4)

    colors = discs.evaluate_all("discs => discs.map((disc) => getComputedStyle(disc).backgroundColor)")

    assert len(set(colors)) == 4


@only_embedded
def test_a_link_to_a_boundary_shows_what_is_inside_it(shared: SharedModel) -> None:
    ana = shared.join(shared.owner)
    ana.select("compose:db")
    ana.page.reload()

    inside = ana.node("compose:db/db")
    expect(inside).to_be_visible()

    def is_on_top() -> bool:
        box = inside.bounding_box()
        if box is None:
            return False
        at = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        uid = ana.page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y)?.closest('.react-flow__node')?.dataset.id", at
        )
        return bool(uid == "compose:db/db")

    wait_until(is_on_top, what="the container in sight, above its workload")


@only_embedded
def test_signing_out_asks_before_it_forgets_what_waits(shared: SharedModel) -> None:
    ana = shared.join(shared.invite("Ana"))
    before = shared.drawn()["compose:web"]
    # Nothing takes changes, neither the socket nor the API: pages are still answered.
    ana.page.route_web_socket("**/ws/models/**", lambda socket: socket.close())
    ana.page.route("**/api/models/*/batches/", lambda route: route.abort())
    ana.page.reload()
    expect(ana.node("compose:web")).to_be_visible()
    ana.select("compose:web")
    ana.push("Right")
    page = ana.page

    for choice in ("Cancel", "Sign out"):
        page.get_by_role("button", name="Account menu").click()
        page.get_by_role("menuitem", name="Sign out").click()
        dialog = page.get_by_role("dialog", name="Sign out and lose changes?")
        expect(dialog).to_contain_text("1 change is kept in this browser")
        dialog.get_by_role("button", name=choice).click()
        expect(dialog).to_have_count(0)

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    wait_until(lambda: page.evaluate(_KEPT) == 0, what="an empty storage of the browser")
    assert shared.drawn()["compose:web"] == before


@only_embedded
def test_a_server_that_does_not_answer_takes_nothing_of_the_page_away(shared: SharedModel) -> None:
    ana = shared.join(shared.owner)
    page = ana.page
    page.route(re.compile(r"/api/models/[^/]+/$"), lambda route: route.abort())
    # The analysis that follows makes the page read the model again.
    ana.rename("compose:web", "front")

    expect(page.get_by_text("Bulkhead does not answer. What you see may be out of date.")).to_be_visible()
    expect(page.get_by_role("navigation", name="Model")).to_be_visible()
    expect(page.get_by_role("navigation", name="Breadcrumb")).to_contain_text("Shop")
    page.unroute_all()

    expect(page.get_by_text("Bulkhead does not answer")).to_have_count(0)
