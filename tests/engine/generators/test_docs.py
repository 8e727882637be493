"""The pages of rules, controls and facts: complete, linked, reproducible, and checked when out of date."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from threatmodel.engine.generators.docs import DocsData, pages, read_docs_data
from threatmodel.engine.generators.docs.__main__ import check, main, out_of_date, write
from threatmodel.engine.library.cel import cel
from threatmodel.engine.library.cel_format import condition_lines
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.markdown import code, table, text, value
from threatmodel.engine.model import CATALOGUE

DOCS = Path(__file__).parents[3] / "docs"
_CODE = re.compile(r"```.*?```|``.*?``|`[^`\n]*`", re.DOTALL)
_LINK = re.compile(r"\[(?:[^\[\]\\]|\\.)*\]\(([^)\s]+)\)")


@pytest.fixture(scope="module")
def data() -> DocsData:
    return read_docs_data()


@pytest.fixture(scope="module")
def made(data: DocsData) -> Mapping[str, str]:
    return pages(data)


def test_every_rule_control_and_kind_has_its_place(data: DocsData, made: Mapping[str, str]) -> None:
    controls = "\n".join(body for path, body in made.items() if path.startswith("controls/"))

    for rule in data.library.rules:
        assert f"rules/{data.topics[rule.id]}/{rule.id}.md" in made
    for control in data.library.controls:
        assert f'<a id="{control}"></a>' in controls
    for kind in (*CATALOGUE.kinds, "flow"):
        assert f"facts/{kind}.md" in made


def test_a_rule_page_has_all_that_is_known_of_the_rule(data: DocsData, made: Mapping[str, str]) -> None:
    for rule in data.library.rules:
        body = made[f"rules/{data.topics[rule.id]}/{rule.id}.md"]
        _says_its_words(data, rule, body)
        for outcome, examples in data.examples[rule.id].items():
            label = {"threat": "Threat", "no_threat": "No threat", "unknown": "Question"}[outcome]
            assert body.count(f"\n| {label} | ") == len(examples), rule.id
        for reference in rule.references:
            assert f"]({data.library.references[reference].url})" in body


def _says_its_words(data: DocsData, rule: Rule, body: str) -> None:
    assert text(rule.why) in body
    assert condition_lines(rule.when) in body
    assert f"| Severity | {rule.severity}" in body
    assert all(f"`{row}`" in body for row in rule.covers), rule.id
    assert all(text(data.library.controls[name].title) in body for name in rule.controls), rule.id
    assert all(patch.strip() in body for patch in rule.fix.values()), rule.id


def test_every_link_between_pages_leads_to_a_page_and_an_anchor(made: Mapping[str, str]) -> None:
    for path, body in made.items():
        for address in _LINK.findall(_CODE.sub("code", body)):
            if address.startswith("https://"):
                continue
            target, _, anchor = address.partition("#")
            found = _resolved(PurePosixPath(path).parent, target)
            if found.startswith(".."):
                assert (DOCS / found).exists(), f"{path}: {address}"
                continue
            assert found in made, f"{path}: {address}"
            assert not anchor or f'<a id="{anchor}"></a>' in made[found], f"{path}: {address}"


def _resolved(folder: PurePosixPath, target: str) -> str:
    parts: list[str] = []
    for part in (folder / target).parts:
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def test_every_row_of_a_table_has_as_many_cells_as_its_head(made: Mapping[str, str]) -> None:
    for path, body in made.items():
        width = 0
        for line in body.splitlines():
            cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("| ") else 0
            assert not (width and cells) or cells == width, f"{path}: {line}"
            width = cells


def test_the_same_library_gives_the_same_pages_in_every_process(
    tmp_path: Path, made: Mapping[str, str]
) -> None:
    command = [sys.executable, "-m", "threatmodel.engine.generators.docs", str(tmp_path)]

    for seed in ("1", "2"):
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True)

        assert out_of_date(tmp_path, made) == []


def test_facts_show_the_defaults_of_the_platforms(made: Mapping[str, str]) -> None:
    fact = made["facts/container.md"].partition('<a id="privileged"></a>')[2].partition("<a id=")[0]

    assert "- Kubernetes default: `false`." in fact
    assert "- Docker Compose default: `false`." in fact
    assert "container-privileged.md" in fact


def test_a_broken_condition_is_the_same_condition() -> None:
    for rule in load_library().rules:
        broken = condition_lines(rule.when)

        assert re.sub(r"\s", "", broken) == re.sub(r"\s", "", rule.when), rule.id
        cel.compile(broken)


def test_a_long_condition_is_broken_where_its_parts_meet() -> None:
    sides = [
        "self.aaaaaaaaaaaaaaaaaaaaaaaa == 'x && y'",
        "(self.b || self.c)",
        "self.ddddddddddddddddddddddddddddd",
    ]

    assert condition_lines(" && ".join(sides)).splitlines() == [sides[0], f"&& {sides[1]}", f"&& {sides[2]}"]


def test_text_and_code_stay_what_they_are() -> None:
    assert text("a_b <c> [d] `e`") == r"a\_b \<c\> \[d\] \`e\`"
    assert code("a `b`") == "`` a `b` ``"
    assert table(("a",), [["x | y"]]).endswith(r"| x \| y |")
    assert (
        value([{"on": True, "name": "no", "key": "a b", "many": []}])
        == '[{on: true, name: "no", key: "a b", many: []}]'
    )


def test_check_accepts_what_was_just_written(
    tmp_path: Path, made: Mapping[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, made)
    capsys.readouterr()

    assert check(tmp_path, made) == 0
    assert capsys.readouterr().err == ""


def test_check_names_the_page_and_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {"rules/README.md": "old"})
    capsys.readouterr()

    assert main(["--check", str(tmp_path)]) == 1

    said = capsys.readouterr().err
    assert str(tmp_path / "attack-steps" / "README.md") in said
    assert re.search(r"and \d{3} more", said)
    assert "make docs" in said
    assert (tmp_path / "rules" / "README.md").read_text(encoding="utf-8") == "old"


def test_the_page_of_a_removed_rule_is_reported_and_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {"rules/image/gone.md": "old", "rules/image/stays.md": "same"})
    now = {"rules/image/stays.md": "same"}

    assert check(tmp_path, now) == 1
    assert "gone.md" in capsys.readouterr().err
    write(tmp_path, now)

    assert not (tmp_path / "rules/image/gone.md").exists()
    assert check(tmp_path, now) == 0
