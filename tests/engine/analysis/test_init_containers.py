"""What init containers do before the workload starts counts by what is left of it when that runs."""

from tests.engine.importers.kubernetes.manifests import read_manifests
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import load_library

POD = """
apiVersion: v1
kind: Pod
metadata: {{name: search}}
spec:
  initContainers:
    - {{name: setup, image: 'alpine:3.6', {command}, securityContext: {{privileged: true}}}}
  containers:
    - {{name: main, image: '{image}', securityContext: {{privileged: {privileged}}}}}
"""
SYSCTL = "command: [sysctl, -w, vm.max_map_count=262144]"
SCRIPT = "command: [sh, -c, ./setup.sh]"


def severities(rule: str, **parts: str) -> dict[str, str]:
    model = read_manifests(POD.format(**{"image": "app:1", "privileged": "false"} | parts)).model
    found = analyze(model, load_library()).threats
    return {one.element.rpartition("/")[2]: one.severity for one in found if one.rule == rule}


def test_setting_a_kernel_parameter_is_less_than_a_script() -> None:
    assert severities("container-privileged", command=SYSCTL) == {"setup": "medium"}
    assert severities("container-privileged", command=SCRIPT) == {"setup": "high"}


def test_it_adds_little_to_a_container_that_controls_the_host() -> None:
    found = severities("container-privileged", command=SCRIPT, privileged="true")

    assert found == {"main": "high", "setup": "low"}


def test_old_software_of_init_containers_alone_is_called_by_no_one() -> None:
    alone = severities("image-end-of-life", command=SYSCTL)
    beside = severities("image-end-of-life", command=SYSCTL, image="alpine:3.6")

    assert list(alone.values()) == ["low"]
    assert list(beside.values()) == ["high"]
