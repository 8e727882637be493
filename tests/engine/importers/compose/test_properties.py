"""Claims that hold for any compose file: nothing raises, order does not matter."""

from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.model import Model
from threatmodel.engine.model.serialization import model_to_json

_SCALARS = st.sampled_from(
    ["", "a", "db", "80:80", "${X}", "host", "/x:/y", "redis://db", "a=b", True, 0, 80, -1, None, 1.5]
)
_VALUES = st.recursive(
    _SCALARS,
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(["source", "target", "file", "type", "test", "service", "a", "limits"]),
            children,
            max_size=3,
        )
    ),
    max_leaves=6,
)
_KEYS = st.sampled_from(
    [
        *(
            "image",
            "build",
            "ports",
            "expose",
            "volumes",
            "environment",
            "env_file",
            "networks",
            "depends_on",
            "links",
            "deploy",
        ),
        *(
            "secrets",
            "configs",
            "healthcheck",
            "cap_add",
            "security_opt",
            "user",
            "devices",
            "tmpfs",
            "extends",
            "labels",
        ),
        *(
            "network_mode",
            "pid",
            "command",
            "entrypoint",
            "profiles",
            "restart",
            "pids_limit",
            "mem_limit",
            "extra_hosts",
        ),
    ]
)
_SERVICES = st.dictionaries(
    st.sampled_from(["a", "db", "web", "cache"]), st.dictionaries(_KEYS, _VALUES, max_size=6), max_size=4
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    _SERVICES,
    st.dictionaries(st.sampled_from(["networks", "volumes", "secrets", "configs", "include"]), _VALUES),
)
def test_no_shape_of_a_compose_file_raises(services: dict[str, Any], rest: dict[str, Any]) -> None:
    text = yaml.safe_dump({"services": services, **rest}).encode()

    first, second = read([TextFile("compose.yaml", text)]), read([TextFile("compose.yaml", text)])

    assert model_to_json(first.model) == model_to_json(second.model)
    assert first.problems == second.problems


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_services_changes_nothing_but_lines(random: Any) -> None:
    content = yaml.safe_load(
        (Path(__file__).parents[4] / "fixtures" / "compose" / "shop" / "compose.yaml").read_bytes()
    )
    names = list(content["services"])
    random.shuffle(names)
    shuffled = {**content, "services": {name: content["services"][name] for name in names}}

    found = read([TextFile("compose.yaml", yaml.safe_dump(shuffled, sort_keys=False).encode())])
    straight = read([TextFile("compose.yaml", yaml.safe_dump(content, sort_keys=False).encode())])

    assert _without_lines(found.model) == _without_lines(straight.model)


def _without_lines(model: Model) -> Any:
    def strip(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: strip(child) for key, child in node.items() if key not in {"line", "item_lines"}}
        return [strip(child) for child in node] if isinstance(node, list) else node

    return strip(model_to_json(model))


@given(st.lists(st.binary(max_size=120), max_size=3))
def test_no_bytes_raise(contents: list[bytes]) -> None:
    reading = read([TextFile(f"{index}.yaml", content) for index, content in enumerate(contents)])

    assert reading.model.elements or reading.problems
