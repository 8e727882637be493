"""Patches of real manifests: `git apply` takes them, and nearly all serious threats are gone afterwards."""

from pathlib import Path

import pytest

from tests.corpus_fixes import SERIOUS, fixes_of_folder, patched_copy, threats_of_folder


@pytest.mark.parametrize("folder", ["kubernetes-goat", "kube-prometheus", "sock-shop"])
def test_applying_the_patch_resolves_nearly_all_serious_threats_and_raises_none(
    corpus: Path, folder: str
) -> None:
    wanted, fixes = fixes_of_folder(corpus / folder)

    with patched_copy(corpus / folder, fixes) as copy:
        after = {one.fingerprint: one for one in threats_of_folder(copy)}

    before = {one.fingerprint for one in wanted}
    assert len(before & after.keys()) <= round(0.1 * len(wanted))
    assert {key for key, one in after.items() if one.severity in SERIOUS} <= before
    assert not [one for one in fixes.uncovered if one.severity in SERIOUS]
