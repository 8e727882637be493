"""One image for each reference; what several services build alike is one."""

from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.library.loader import load_library

DIGEST = "sha256:" + "ab" * 32


def read_files(**files: str) -> Reading:
    names = {"compose": "compose.yaml", "dockerfile": "Dockerfile", "kubernetes": "pods.yaml"}
    return read([TextFile(names[name], text.encode()) for name, text in files.items()])


def images(reading: Reading) -> dict[str, str]:
    model = reading.model
    return {uid: model.elements[uid].name for uid in model.of_kind("image")}


def image_of(reading: Reading, service: str) -> tuple[str, ...]:
    return reading.model.related_uids("uses_image", f"compose:{service}/{service}")


def found(reading: Reading, rule: str) -> list[str]:
    threats = analyze(reading.model, load_library()).threats
    return [threat.element for threat in threats if threat.rule == rule]


def test_an_image_alone_is_called_by_its_repository_whatever_its_tag() -> None:
    reading = read_files(compose="services: {a: {image: 'redis:7.2'}, b: {image: 'redis:7.2'}}")

    assert images(reading) == {"image:redis": "redis:7.2"}
    assert image_of(reading, "a") == image_of(reading, "b") == ("image:redis",)


def test_each_reference_of_a_repository_is_an_image() -> None:
    reading = read_files(
        compose=(
            "services:\n"
            "  a: {image: 'shop:latest'}\n"
            "  b: {image: 'shop:1.2.3'}\n"
            f"  c: {{image: 'shop@{DIGEST}'}}\n"
            "  d: {image: shop}\n"
        )
    )

    assert images(reading) == {
        "image:shop:1.2.3": "shop:1.2.3",
        "image:shop:latest": "shop:latest",
        f"image:shop@{DIGEST}": "shop@sha256:abababababab",
    }
    assert image_of(reading, "d") == image_of(reading, "a") == ("image:shop:latest",)
    assert found(reading, "image-mutable-tag") == ["image:shop:latest"]
    assert found(reading, "image-not-pinned") == ["image:shop:1.2.3"]


def test_all_references_of_what_is_built_here_are_ones_own() -> None:
    reading = read_files(
        compose="services: {a: {image: 'acme/shop:dev', build: .}, b: {image: 'acme/shop:1.2'}}"
    )

    publishers = [reading.model.elements[uid].facts["publisher"].value for uid in images(reading)]
    assert publishers == ["own", "own"]


def test_what_two_services_build_alike_is_one_image_with_one_threat() -> None:
    reading = read_files(
        compose="services: {web: {build: .}, worker: {build: ., image: shop-worker}, jobs: {build: .}}",
        dockerfile="FROM python:3.13\nADD https://example.com/a.tgz /\n",
    )

    assert image_of(reading, "web") == image_of(reading, "worker") == ("image:shop-worker",)
    assert images(reading).keys() == {"image:python", "image:shop-worker"}
    assert found(reading, "image-adds-unverified-content") == ["image:shop-worker"]


def test_arguments_that_change_nothing_the_dockerfile_says_build_one_image() -> None:
    reading = read_files(
        compose=(
            "services:\n"
            "  a: {build: {context: ., args: {PART: a}}}\n"
            "  b: {build: {context: ., args: {PART: b}}}\n"
            "  c: {build: {context: ., args: {PART: c}}}\n"
        ),
        dockerfile="FROM python:3.13\nARG PART\nADD https://example.com/a.tgz /\n",
    )

    assert {image_of(reading, name) for name in "abc"} == {("image:build/a",)}
    assert found(reading, "image-adds-unverified-content") == ["image:build/a"]


def test_other_targets_bases_and_names_are_other_images() -> None:
    reading = read_files(
        compose=(
            "services:\n"
            "  a: {build: {context: ., args: {BASE: python:3.13}}}\n"
            "  b: {build: {context: ., args: {BASE: node:22.1}}}\n"
            "  c: {build: {context: ., target: first}}\n"
            "  d: {image: shop, build: {context: ., args: {PART: d}}}\n"
            "  e: {image: till, build: {context: ., args: {PART: e}}}\n"
        ),
        dockerfile="ARG BASE=python:3.12\nFROM $BASE AS first\nFROM first\n",
    )

    assert {"image:build/a", "image:build/b", "image:build/c", "image:shop", "image:till"} < images(
        reading
    ).keys()


def test_the_order_of_services_does_not_matter() -> None:
    services = ["a: {build: .}", "b: {build: ., image: shop}", "c: {image: 'shop:1.2'}"]
    one = read_files(compose="services:\n  " + "\n  ".join(services))
    other = read_files(compose="services:\n  " + "\n  ".join(reversed(services)))

    assert images(one) == images(other)


def publishers(reading: Reading) -> dict[str, object]:
    model = reading.model
    return {model.elements[uid].name: model.elements[uid].facts["publisher"].value for uid in images(reading)}


def test_an_account_with_several_images_of_the_system_is_its_own() -> None:
    services = "a: {image: 'tide/a:1.2'}, b: {image: 'tide/b:1.2'}, c: {image: 'other/c:1.2'}"
    few = read_files(compose=f"services: {{{services}}}")
    several = read_files(compose=f"services: {{{services}, d: {{image: 'tide/d:1.2'}}}}")

    assert set(publishers(few).values()) == {"community"}
    assert publishers(several) == {
        "other/c:1.2": "community",
        **{f"tide/{name}:1.2": "own" for name in "abd"},
    }
    assert found(several, "image-unvetted-publisher") == ["image:other/c"]


def test_images_that_are_built_without_a_name_are_from_no_account() -> None:
    services = ", ".join(f"{name}: {{build: ./{name}}}" for name in "abc")
    model = read_files(compose=f"services: {{{services}}}").model

    why = {model.elements[uid].facts["publisher"].source.why for uid in model.of_kind("image")}
    assert why == {"It is built from the project's sources."}


def test_tags_of_one_image_and_known_products_do_not_make_an_account_ones_own() -> None:
    tags = read_files(
        compose=(
            "services: {a: {image: 'tide/a:1.2'}, b: {image: 'tide/a:1.3'}, c: {image: 'tide/a:1.4'}, "
            "d: {image: 'tide/redis:7.2'}, e: {image: 'tide/postgres:16.1'}}"
        )
    )

    assert set(publishers(tags).values()) == {"community"}
