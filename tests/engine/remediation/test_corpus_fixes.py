"""Patches of real manifests: most critical and high threats have one, and `git apply` takes them."""

from pathlib import Path

import pytest

from tests.corpus_fixes import fixes_of_folder, git_refusal
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.remediation.patched_files import search_in_files


@pytest.mark.parametrize("folder", ["kubernetes-goat", "kube-prometheus", "sock-shop"])
def test_nearly_all_serious_threats_have_a_patch_that_holds(corpus: Path, folder: str) -> None:
    wanted, fixes = fixes_of_folder(corpus / folder)

    assert len(wanted) - len(fixes.left) >= 0.9 * len(wanted)
    assert git_refusal(corpus / folder, fixes) == ""
    severe = {"critical", "high"}
    assert not [one for one in fixes.uncovered if one.severity in severe]


def test_what_is_patched_has_no_serious_threat_that_was_not_there(corpus: Path) -> None:
    folder = corpus / "kubernetes-goat"
    wanted, fixes = fixes_of_folder(folder)
    patched = {text.name: text.file() for text in fixes.texts if not text.is_empty}

    again = search_in_files(tuple(patched.values()), load_library())

    before = {one.fingerprint for one in wanted}
    raised = [one for one in again.analysis.threats if one.severity in {"critical", "high"}]
    assert {one.fingerprint for one in raised} <= before
