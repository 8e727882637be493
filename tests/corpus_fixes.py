"""How many critical and high threats of real manifests have a patch that holds, by rule.

python -m tests.corpus_fixes [FOLDER...]      # of the corpus; without names all of it, which takes minutes
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import corpus_path
from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.command_line.input_files import read_inputs
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.remediation_rules import ways_of_rules
from threatmodel.engine.remediation.patched_files import search_in_files
from threatmodel.engine.remediation.unified_diff import unified_diff
from threatmodel.engine.remediation.verified_fixes import Fixes


class PatchRefused(ValueError):
    """`git apply` does not take a patch; the message is what it said."""


SERIOUS = frozenset({"critical", "high"})


def fixes_of_folder(folder: Path) -> tuple[list[Threat], Fixes]:
    """The critical and high threats of a folder, and the patch of them."""
    found = search_in_files(read_inputs([str(folder)]).files, load_library(), quote_credentials=True)
    wanted = [one for one in found.analysis.threats if one.severity in SERIOUS]
    return wanted, found.fixes_of(wanted)


@contextmanager
def patched_copy(folder: Path, fixes: Fixes) -> Iterator[Path]:
    """A copy of a folder to which `git apply` has applied the patch. Raises PatchRefused."""
    patch = unified_diff(fixes.texts, lambda name: os.path.relpath(name, folder))
    with tempfile.TemporaryDirectory() as place:
        copy = shutil.copytree(folder, Path(place, folder.name), symlinks=True)
        done = subprocess.run(
            ["git", "apply", "--allow-empty", "-"],
            cwd=copy,
            input=patch.encode(),
            capture_output=True,
            check=False,
            env={**os.environ, "GIT_CEILING_DIRECTORIES": place},
        )
        if done.returncode:
            raise PatchRefused(done.stderr.decode())
        yield copy


def threats_of_folder(folder: Path) -> tuple[Threat, ...]:
    """The threats of a folder as it is on the disk."""
    return search_in_files(read_inputs([str(folder)]).files, load_library()).analysis.threats


def is_of_kubernetes(threat: Threat) -> bool:
    """Whether manifests of Kubernetes declare what it is about."""
    return "k8s:" in threat.element or threat.element.startswith("namespace:")


def causes(left: Iterable[Threat]) -> str:
    """Why threats have no patch, by rule: no way is known for it, or none that was tried holds."""
    counts = Counter((bool(ways_of_rules().get(one.rule)), one.rule) for one in left)
    words = {True: "no plan holds", False: "no way known"}
    return "\n".join(
        f"{words[tried]:<15} {count:>4} {rule}" for (tried, rule), count in sorted(counts.items())
    )


def table(rows: Iterable[tuple[Threat, bool]]) -> str:
    """The counts by rule, the most frequent first."""
    all_of, fixed = Counter[str](), Counter[str]()
    for threat, is_fixed in rows:
        all_of[threat.rule] += 1
        fixed[threat.rule] += is_fixed
    lines = [
        f"{rule:<45} {fixed[rule]:>4} of {count:>4}"
        for rule, count in sorted(all_of.items(), key=lambda one: (-one[1], one[0]))
    ]
    total = f"{'all':<45} {fixed.total():>4} of {all_of.total():>4}"
    return "\n".join([*lines, total])


def main(names: list[str]) -> int:
    """Print the tables of manifests and of compose files, and why the others have no patch."""
    rows: list[tuple[Threat, bool]] = []
    for folder in sorted(one for one in corpus_path().iterdir() if one.is_dir()):
        if names and folder.name not in names:
            continue
        wanted, fixes = fixes_of_folder(folder)
        with patched_copy(folder, fixes) as copy:
            after = {one.fingerprint: one for one in threats_of_folder(copy)}
        fixed = [one for one in wanted if one.fingerprint not in after]
        rows += [(one, one.fingerprint not in after) for one in wanted]
        known = {one.fingerprint for one in (*wanted, *fixes.uncovered)}
        raised = [
            one.rule for one in after.values() if one.severity in SERIOUS and one.fingerprint not in known
        ]
        remains = Counter(one.severity for one in fixes.uncovered)
        print(
            f"{folder.name}: {len(fixed)} of {len(wanted)}; remains {dict(remains)}; raised {raised}",
            flush=True,
        )
    print("\nKubernetes\n" + table(one for one in rows if is_of_kubernetes(one[0])))
    print("\ncompose\n" + table(one for one in rows if not is_of_kubernetes(one[0])))
    print("\nwithout a patch\n" + causes(one for one, is_fixed in rows if not is_fixed))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
