"""Every reference that a rule, control or playbook names leads somewhere, and says where."""

from collections import Counter
from urllib.parse import urlsplit

from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.playbooks import playbooks

LIBRARY = load_library()


def _named() -> set[str]:
    of_rules = {reference for rule in LIBRARY.rules for reference in rule.references}
    of_controls = {reference for control in LIBRARY.controls.values() for reference in control.references}
    of_playbooks = {reference for playbook in playbooks().values() for reference in playbook.references}
    return of_rules | of_controls | of_playbooks


def test_every_reference_has_a_title_and_a_link() -> None:
    for reference in LIBRARY.references.values():
        address = urlsplit(reference.url)

        assert len(reference.title.strip()) > 3, reference.id
        assert reference.title != reference.id
        assert (address.scheme, bool(address.netloc)) == ("https", True), reference.id
        assert not set("{} ") & set(reference.url), reference.id
        assert reference.source, reference.id


def test_every_kind_of_reference_is_named_by_some_rule_control_or_playbook() -> None:
    kinds = {reference.partition(":")[0] for reference in LIBRARY.references}
    used = Counter(reference.partition(":")[0] for reference in _named())

    assert kinds == used.keys()


def test_references_are_displayed_with_source_id_and_title() -> None:
    shown = {name: LIBRARY.references[name].display for name in ("attack:T1611", "cwe:CWE-250", "gdpr:35")}

    assert shown == {
        "attack:T1611": "ATT&CK T1611 Escape to Host",
        "cwe:CWE-250": "CWE-250 Execution with Unnecessary Privileges",
        "gdpr:35": "GDPR Art. 35 Impact assessment",
    }
