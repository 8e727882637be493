"""Fails on a long file, a long function or an import cycle, in Python and in TypeScript; names each of them.

python -m tools.check_structure

A file has at most 400 lines, a Python function 50, a TypeScript function 80; at most 1.5 % of these have more
than 50. Import cycles include those of type-only imports. Generated files and migrations are left out.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Final

import grimp

ROOT: Final = Path(__file__).parents[1]
FILE_LINES: Final = 400
PYTHON_FUNCTION_LINES: Final = 50
TYPESCRIPT_FUNCTION_LINES: Final = 80
LONG_FUNCTION_LINES: Final = 50
LONG_FUNCTIONS_PERCENT: Final = 1.5
_PACKAGES: Final = ("threatmodel", "tests", "benchmarks", "tools")
_SUFFIXES: Final = frozenset({".py", ".ts", ".tsx", ".js", ".mjs", ".css", ".sh"})
_GENERATED: Final = tuple(
    f"frontend/src/api/{name}"
    for name in ("schema.d.ts", "allauth.schema.d.ts", "catalogue.gen.ts", "products.gen.ts")
)

Imports = Mapping[str, set[str]]


def main() -> int:
    """Write what is wrong to standard error; return 1 when there is anything."""
    frontend = _frontend()
    problems = [
        *long_files(_sources(), ROOT),
        *long_python_functions((path for path in _sources() if path.suffix == ".py"), ROOT),
        *long_typescript_functions(frontend["functions"]),
        *import_cycles(python_imports(_PACKAGES)),
        *import_cycles({name: set(imported) for name, imported in frontend["imports"].items()}),
    ]
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return 1 if problems else 0


def _sources() -> Iterator[Path]:
    """The source files that git knows, without those that are generated."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in sorted(listed.split("\0")) if name and name not in _GENERATED)
    for path in paths:
        if path.suffix in _SUFFIXES and "migrations" not in path.parts and path.is_file():
            yield path


def _frontend() -> Any:
    """The functions and the imports of the front end, as the TypeScript compiler reads them."""
    command = ["node", "scripts/structure.mjs"]
    read = subprocess.run(command, cwd=ROOT / "frontend", check=True, capture_output=True, text=True)
    return json.loads(read.stdout)


def long_files(paths: Iterator[Path], root: Path) -> Iterator[str]:
    """Yield the files with too many lines."""
    for path in paths:
        lines = path.read_bytes().count(b"\n")
        if lines > FILE_LINES:
            yield f"{path.relative_to(root)}: {lines} lines, at most {FILE_LINES}"


def long_python_functions(paths: Iterator[Path], root: Path) -> Iterator[str]:
    """Yield the Python functions with too many lines."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > PYTHON_FUNCTION_LINES:
                    place = f"{path.relative_to(root)}:{node.lineno}"
                    yield f"{place}: {node.name} has {lines} lines, at most {PYTHON_FUNCTION_LINES}"


def long_typescript_functions(functions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the TypeScript functions with too many lines; all above 50 when they are too large a share."""
    long = [one for one in functions if one["lines"] > LONG_FUNCTION_LINES]
    share = 100 * len(long) / max(1, len(functions))
    if share > LONG_FUNCTIONS_PERCENT:
        yield (
            f"{share:.2f} % of {len(functions)} TypeScript functions have more than {LONG_FUNCTION_LINES} "
            f"lines, at most {LONG_FUNCTIONS_PERCENT} %"
        )
    else:
        long = [one for one in long if one["lines"] > TYPESCRIPT_FUNCTION_LINES]
    for one in long:
        place = f"frontend/{one['file']}:{one['line']}"
        yield f"{place}: {one['name']} has {one['lines']} lines, at most {TYPESCRIPT_FUNCTION_LINES}"


def python_imports(packages: Sequence[str]) -> Imports:
    """What each module imports, in functions and for type checking too."""
    graph = grimp.build_graph(*packages, cache_dir=None)
    return {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}


def import_cycles(imports: Imports) -> Iterator[str]:
    """Yield import cycles until none is left; of each, its last import is then taken to be gone."""
    left = {module: sorted(imported) for module, imported in sorted(imports.items())}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as found:
            cycle: list[str] = found.args[1]  # from what is imported to what imports it
            left[cycle[1]].remove(cycle[0])
            yield f"import cycle: {' > '.join(reversed(cycle))}"
        else:
            return


if __name__ == "__main__":
    sys.exit(main())
