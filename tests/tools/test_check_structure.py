"""The check of sizes and import cycles finds what it is there for."""

from pathlib import Path

import pytest

from tools.check_structure import (
    import_cycles,
    long_files,
    long_python_functions,
    long_typescript_functions,
    python_imports,
)

pytestmark = pytest.mark.no_database


def test_each_import_cycle_is_named_once() -> None:
    imports = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set[str](), "e": {"f"}, "f": {"e"}}

    found = list(import_cycles(imports))

    assert len(found) == 2
    assert {frozenset(one.removeprefix("import cycle: ").split(" > ")) for one in found} == {
        frozenset("abc"),
        frozenset("ef"),
    }


def test_an_import_for_types_alone_closes_a_cycle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "cyclic_types"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "one.py").write_text("import cyclic_types.two\n")
    (package / "two.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import cyclic_types.one\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    assert len(list(import_cycles(python_imports(["cyclic_types"])))) == 1


def test_a_long_file_and_a_long_function_are_named(tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    path.write_text("def long() -> None:\n" + "    pass\n" * 400)

    assert list(long_files(iter([path]), tmp_path)) == ["long.py: 401 lines, at most 400"]
    assert list(long_python_functions(iter([path]), tmp_path)) == [
        "long.py:1: long has 401 lines, at most 50"
    ]


@pytest.mark.parametrize(("lines", "named"), [(51, 0), (81, 1)])
def test_few_typescript_functions_may_have_more_than_50_lines(lines: int, named: int) -> None:
    functions = [{"file": "a.ts", "line": n, "name": "f", "lines": 5} for n in range(99)]
    functions.append({"file": "b.ts", "line": 1, "name": "long", "lines": lines})

    assert len(list(long_typescript_functions(functions))) == named


def test_many_typescript_functions_over_50_lines_are_all_named() -> None:
    functions = [{"file": "a.ts", "line": n, "name": "f", "lines": 51 if n < 2 else 5} for n in range(100)]

    assert len(list(long_typescript_functions(functions))) == 3
