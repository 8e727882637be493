"""Dockerfiles: what their steps say of the image, on which line, and what happens to bad ones."""

from typing import Any

import pytest

from tests.engine.golden import as_json
from tests.engine.importers.dockerfiles import read_files
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.importers.dockerfile.file_names import is_dockerfile
from threatmodel.engine.importers.dockerfile.reader import LONGEST_FILE, read_dockerfile
from threatmodel.engine.importers.dockerfile.shell import commands
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Element

_COMPOSE = "services:\n  web:\n    build: ./web\n    ports: ['80:80']\n"


def _image(text: str, **files: str) -> Element:
    """The image of the one service, built from this Dockerfile."""
    named = {"compose.yaml": _COMPOSE, "web/Dockerfile": text, **files}
    model = read([TextFile(name, content.encode()) for name, content in named.items()]).model
    return model.elements["image:build/web"]


def _values(text: str, fact: str) -> Any:
    found = _image(text).facts.get(fact)
    return None if found is None else found.value


def _lines(text: str, fact: str) -> list[int]:
    found = _image(text).facts[fact]
    return list(found.item_lines) or [found.source.line]


# --- reading --------------------------------------------------------------------------------------


def test_a_continued_instruction_keeps_the_line_of_each_command() -> None:
    text = "FROM debian:12\nRUN apt-get update && \\\n  # curl is needed\n\n  apt-get install -y \\\n    curl"

    assert _lines(text, "unpinned_packages") == [5]
    assert _values(text, "unpinned_packages") == ["curl"]


def test_heredocs_belong_to_the_step_that_opens_them() -> None:
    text = (
        "FROM debian:12\nRUN <<-ONE cat && <<TWO sh\n\tUSER nobody\n\tONE\nchmod u+s /bin/x\nTWO\nUSER 1000\n"
    )

    dockerfile = read_dockerfile(text.encode())

    assert [i.keyword for i in dockerfile.stages[0].instructions] == ["RUN", "USER"]
    assert _values(text, "setuid_files") == ["/bin/x"]
    assert _lines(text, "setuid_files") == [5]


def test_the_escape_directive_changes_what_continues_a_line() -> None:
    text = "# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN dir C:\\\nUSER 1000\n"

    assert [i.keyword for i in read_dockerfile(text.encode()).stages[0].instructions] == ["RUN", "USER"]


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("", "has no FROM", 0),
        ("FROM a\nHELLO world\n", "Unknown Dockerfile instruction HELLO", 2),
        ("RUN true\nFROM a\n", "before the first FROM", 1),
        ("FROM a b c d\n", "must name one image", 1),
    ],
)
def test_a_broken_dockerfile_is_reported_with_its_line(text: str, message: str, line: int) -> None:
    reading = read_files(**{"compose.yaml": _COMPOSE, "web__Dockerfile": text})

    problem = next(p for p in reading.problems if p.file == "web/Dockerfile")
    assert message in problem.message
    assert (problem.severity, problem.line) == ("error", line)
    assert "compose:web" in reading.model.elements  # the rest is used


def test_bytes_that_are_no_text_and_files_too_long_are_refused() -> None:
    for data in (b"FROM a\nRUN \xff\xfe\n", b"FROM a\n" + b"# x\n" * (LONGEST_FILE // 4)):
        reading = read([TextFile("Dockerfile", data)])

        assert [p.severity for p in reading.problems if p.file == "Dockerfile"] == ["error"]


@pytest.mark.parametrize(
    "step",
    [
        "RUN " + "a" * 500_000,
        "RUN " + "$(" * 100_000,
        "RUN " + "'" * 100_001,
        "RUN " + '"\\' * 100_000,
        "RUN " + "<<A " * 50_000,
        "RUN " + "a && " * 100_000 + "b",
        "ENV " + "A=$A$A " * 20_000,
        "COPY " + "[" * 200_000,
        "RUN " + "\\\n" * 200_000,
        "RUN []",
        'RUN ["sh", "-c", ""]',
        'RUN [""]',
    ],
)
def test_hostile_steps_end_in_a_result(step: str) -> None:
    reading = read(
        [TextFile("Dockerfile", f"FROM debian:12\n{step}\n".encode())]
    )  # quadratic work never would

    assert reading.model.elements or reading.problems


def test_a_variable_that_doubles_itself_stays_short() -> None:
    doubled = "\n".join(f"ARG V{n + 1}=${{V{n}}}${{V{n}}}" for n in range(60))

    assert _values(f"ARG V0=aaaaaaaa\n{doubled}\nFROM debian:$V60\n", "run_as_root") is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dockerfile", True),
        ("a/b/Dockerfile.dev", True),
        ("prod.Dockerfile", True),
        ("Containerfile", True),
        ("dockerfile-alpine", True),
        ("Dockerfile.md", False),
        ("Dockerfile.dockerignore", False),
        ("docker-compose.yml", False),
        ("mydockerfiles.txt", False),
    ],
)
def test_dockerfiles_are_known_by_their_names(name: str, *, expected: bool) -> None:
    assert is_dockerfile(name) is expected


def test_a_script_is_cut_into_commands_with_the_operators_between() -> None:
    script = (
        "FOO=1 set -e; if true; then curl -o 'a b' \"x;y\" >/dev/null 2>&1 | sh -s -- --all; fi # done && no"
    )

    found = [(command.after, command.words) for command in commands(script)]

    assert found == [
        ("", ("set", "-e")),
        (";", ("true",)),
        (";", ("curl", "-o", "a b", "x;y")),
        ("|", ("sh", "-s", "--", "--all")),
        (";", ("fi",)),
    ]


# --- what it says ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "root", "numeric"),
    [
        ("FROM debian:12\n", True, None),  # the default of an official image
        ("FROM scratch\n", True, None),
        ("FROM example.com/base:1\n", None, None),  # nobody knows what the base does
        ("FROM debian:12\nUSER root\n", True, False),
        ("FROM debian:12\nUSER 0:0\n", True, True),
        ("FROM debian:12\nUSER app\n", False, False),
        ("FROM debian:12\nARG ID=10001\nUSER $ID:$ID\n", False, True),
        ("FROM debian:12\nUSER $WHO\n", None, None),
        ("FROM debian:12 AS base\nUSER app\nFROM base\nRUN true\n", False, False),
        ("FROM debian:12 AS base\nUSER app\nFROM debian:12\nCOPY --from=base / /\n", True, None),
    ],
)
def test_the_user_of_the_final_stage(text: str, *, root: bool | None, numeric: bool | None) -> None:
    assert _values(text, "run_as_root") is root
    assert _values(text, "numeric_user") is numeric


def test_credentials_of_the_build_are_named_and_their_values_never_kept() -> None:
    secret = "hunter2-" + "Zx9" * 5
    text = (
        f"FROM debian:12\nENV DB_PASSWORD={secret} MODE=prod\nARG API_TOKEN\nENV TOKEN_FILE=/run/x\n"
        f"ENV LINK=https://me:{secret}@example.com/\nCOPY id_rsa app.py /root/.ssh/\n"
        f"RUN login --password {secret}\n"
    )

    reading = read_files(**{"compose.yaml": _COMPOSE, "web__Dockerfile": text})

    found = reading.model.elements["image:build/web"].facts["build_credentials"]
    assert found.value == ["ENV DB_PASSWORD", "ARG API_TOKEN", "ENV LINK", "COPY id_rsa"]
    assert found.item_lines == (2, 3, 5, 6)
    assert secret not in str(as_json(reading))


def test_credentials_of_a_stage_that_is_only_copied_from_are_not_in_the_image() -> None:
    text = "FROM debian:12 AS build\nARG API_TOKEN\nFROM scratch\nCOPY --from=build /x /x\n"

    assert _values(text, "build_credentials") == []


@pytest.mark.parametrize(
    ("step", "hosts"),
    [
        ("curl -fsSL https://get.example.com/i.sh | sh", ["get.example.com"]),
        ("wget -qO- https://get.example.com/i | tee log | sudo bash -s", ["get.example.com"]),
        ('sh -c "$(curl -fsSL https://get.example.com/i.sh)"', ["get.example.com"]),
        ("bash <(curl -s https://get.example.com/i)", ["get.example.com"]),
        ("curl https://user:pw@get.example.com/i | python3 -", ["get.example.com"]),
        ("curl https://get.example.com/x.tgz | tar xz", []),
        ("curl -o i.sh https://get.example.com/i.sh && sha256sum -c sums && sh i.sh", []),
        ("echo hello | sh", []),
    ],
)
def test_scripts_that_run_as_they_arrive(step: str, hosts: list[str]) -> None:
    assert _values(f"FROM debian:12\nRUN {step}\n", "piped_downloads") == hosts


@pytest.mark.parametrize(
    ("step", "packages"),
    [
        ("apt-get install -y --no-install-recommends curl=7.88.1 git -t stable", ["git"]),
        ("apk add --no-cache --virtual .build gcc~=13 musl-dev", ["musl-dev"]),
        ("pip install -r requirements.txt -U pip flask==3.0 django", ["django"]),
        ("python3 -m pip install .", []),
        ("npm install -g typescript @vue/cli@5.0.8", ["typescript"]),
        ("npm ci", []),
        ("gem install rails -v 7.1", []),
        ("go install example.com/tool@latest", ["example.com/tool@latest"]),
        ("dnf install -y nginx-1.24.0 httpd", ["httpd"]),
    ],
)
def test_packages_without_a_version(step: str, packages: list[str]) -> None:
    assert _values(f"FROM debian:12\nRUN {step}\n", "unpinned_packages") == packages


@pytest.mark.parametrize(
    ("step", "options"),
    [
        ("curl -fsSLk https://a.example/x", ["curl -k"]),
        ("curl --insecure https://a.example/x", ["curl --insecure"]),
        ("curl -o kubectl https://a.example/x", []),
        ("wget --no-check-certificate https://a.example/x", ["wget --no-check-certificate"]),
        ("pip install --trusted-host pypi.example flask==3", ["pip --trusted-host"]),
        ("npm config set strict-ssl false", ["npm config set strict-ssl false"]),
        ("export NODE_TLS_REJECT_UNAUTHORIZED=0", ["NODE_TLS_REJECT_UNAUTHORIZED"]),
        ("git -c http.sslVerify=false clone https://a.example/x", ["git http.sslVerify"]),
    ],
)
def test_steps_that_skip_certificates(step: str, options: list[str]) -> None:
    assert _values(f"FROM debian:12\nRUN {step}\n", "insecure_tls_options") == options


@pytest.mark.parametrize(
    ("fact", "yes", "no"),
    [
        ("sets_password", "RUN echo root:x | chpasswd", "RUN useradd -m app"),
        ("uses_sudo", "RUN sudo -E apt-get update", "RUN apt-get install -y sudo"),
        ("stale_update", "RUN apt-get update", "RUN apt-get update && apt-get install -y a=1"),
        ("stale_update", "RUN apk upgrade --no-cache", "RUN true"),
        (
            "package_cache_left",
            "RUN apt-get install -y a=1",
            "RUN apt-get install -y a=1 && rm -rf /var/lib/apt/lists/*",
        ),
        ("package_cache_left", "RUN pip install a==1", "RUN pip install --no-cache-dir a==1"),
        (
            "package_cache_left",
            "RUN yum install -y a-1",
            "RUN yum install -y a-1 && yum clean all",
        ),
        (
            "package_cache_left",
            "RUN pip install a==1",
            "RUN --mount=type=cache,target=/root/.cache/pip pip install a==1",
        ),
        ("package_cache_left", "RUN pip install a==1", "ENV PIP_NO_CACHE_DIR=1\nRUN pip install a==1"),
        ("copies_everything", "COPY . .", "COPY src/ /app/"),
        ("copies_everything", "COPY --from=base / /", "COPY --from=base /app /app"),
        ("health_check", "HEALTHCHECK CMD true", "HEALTHCHECK NONE"),
    ],
)
def test_yes_and_no(fact: str, yes: str, no: str) -> None:
    assert _values(f"FROM debian:12\n{yes}\n", fact) is True
    assert _values(f"FROM debian:12\n{no}\n", fact) is False


_SEVERAL = "of several sources needs a folder that ends with a slash"
_ASKS = "asks for confirmation, which stops the build"
_LOCAL = "ADD of a local file; COPY does not fetch or unpack by itself"
FAULTS = [
    ("COPY a b /app", f"COPY {_SEVERAL}"),
    ('COPY ["a", "b", "/app"]', f"COPY {_SEVERAL}"),
    ("ADD a.tar b.tar /app", f"ADD {_SEVERAL}"),
    ("ADD app.py /app/", _LOCAL),
    ("ADD . /app/", _LOCAL),
    ("RUN apt-get update && apt-get install curl=7", f"apt-get install {_ASKS}"),
    ("RUN apt install --no-install-recommends curl=7", f"apt install {_ASKS}"),
    ("RUN yum install curl-7", f"yum install {_ASKS}"),
    ("RUN dnf install curl-7", f"dnf install {_ASKS}"),
    ("RUN zypper install curl=7", f"zypper install {_ASKS}"),
    ("CMD ['app', 'serve']", "CMD is not valid JSON, so a shell runs it"),
    ("ENTRYPOINT [app]", "ENTRYPOINT is not valid JSON, so a shell runs it"),
]
FAULTLESS = [
    *(
        "COPY a b /app/",
        "COPY a b .",
        "COPY a b ./",
        "COPY a b $APP",
        "COPY a* /app",
        "COPY --from=x a b /c/",
    ),
    *("ADD app.tar.gz /app/", "ADD https://a.example/x /x", "ADD git@a.example:x.git /x", "ADD $FILE /x"),
    *("RUN apt-get install -y curl=7", "RUN apt-get -qy install curl=7", "RUN apt-get -qq install curl=7"),
    *("RUN yes | apt-get install curl=7", "RUN apt-get install --yes curl=7", "RUN apk add curl=7"),
    *("RUN yum -y install curl-7", "RUN microdnf install curl-7", "RUN zypper -n in curl=7"),
    "RUN echo 'APT::Get::Assume-Yes \"true\";' > /etc/apt/apt.conf.d/9 && apt-get install curl=7",
    *('CMD ["app"]', "CMD app", "ENTRYPOINT app"),
]


@pytest.mark.parametrize(
    ("step", "fact", "items"),
    [
        ("ADD https://u:p@a.example/x.tgz?key=1 /x", "unverified_additions", ["https://a.example/x.tgz"]),
        ("ADD --checksum=sha256:aa https://a.example/x.tgz /x", "unverified_additions", []),
        ("ADD x.tgz /x", "unverified_additions", []),
        ("RUN apk add --allow-untrusted a=1", "unsigned_packages", ["apk --allow-untrusted"]),
        ("RUN yum -y install a-1 --nogpgcheck", "unsigned_packages", ["yum --nogpgcheck"]),
        ("RUN apt-get install -y curl=7 gcc=12", "unneeded_tools", ["curl", "gcc"]),
        ("RUN apk add gcc=1 && apk del gcc", "unneeded_tools", []),
        ("RUN chmod 4755 /a /b && chmod 755 /c", "setuid_files", ["/a", "/b"]),
        ("COPY --chmod=4755 run /bin/run", "setuid_files", ["/bin/run"]),
        ("COPY --chmod=0755 run /bin/run", "setuid_files", []),
        ("RUN git clone https://me:Zx9Zx9Zx9Zx9@example.com/x.git", "build_credentials", ["RUN git"]),
        ("RUN SECRET_KEY=dummy python manage.py collectstatic", "build_credentials", []),
        ('RUN git clone "https://me:$(cat /run/secrets/t)@example.com/x"', "build_credentials", []),
        ("ENV SENTRY_DSN=0 AUTH_TOKEN=false BYPASS=1", "build_credentials", []),
        ("ENV DB_PASSWORD=q7Xk2mWv9Tz", "build_credentials", ["ENV DB_PASSWORD"]),
        ("ARG NPM_TOKEN", "build_credentials", ["ARG NPM_TOKEN"]),
        ("WORKDIR app", "working_directories", ["app"]),
        ("CMD a\nCMD b", "build_faults", ["CMD is repeated; only the last one takes effect"]),
        ("RUN cd /app", "build_faults", ["RUN cd has no effect on later steps"]),
        ("RUN cd /app && make", "build_faults", []),
        *((step, "build_faults", [fault]) for step, fault in FAULTS),
        *((step, "build_faults", []) for step in FAULTLESS),
    ],
)
def test_lists(step: str, fact: str, items: list[str]) -> None:
    assert _values(f"FROM debian:12\n{step}\n", fact) == items


def test_ports_are_declared_with_their_protocols() -> None:
    text = "FROM debian:12\nARG PORT=8080\nEXPOSE $PORT 53/udp 99999 $OTHER\n"

    assert _values(text, "ports") == [
        {"port": 8080, "protocol": "tcp"},
        {"port": 53, "protocol": "udp"},
    ]


def test_a_download_in_a_stage_that_is_copied_from_counts_and_in_another_does_not() -> None:
    used = "FROM debian:12 AS a\nRUN curl https://x.example/i | sh\nFROM scratch\nCOPY --from=a /x /x\n"
    unused = "FROM debian:12 AS a\nRUN curl https://x.example/i | sh\nFROM scratch\nCOPY x /x\n"

    assert _values(used, "piped_downloads") == ["x.example"]
    assert _values(unused, "piped_downloads") == []


def test_scripts_of_a_stage_that_the_image_only_copies_from_are_told_apart() -> None:
    step, fact = "RUN curl https://x.example/i | sh\n", "scripts_in_other_stages"

    assert _values(f"FROM debian:12 AS a\n{step}FROM scratch\nCOPY --from=a /x /x\n", fact) is True
    assert _values(f"FROM debian:12 AS a\n{step}FROM a\n", fact) is False


def test_a_dockerfile_raises_the_threats_of_its_image_at_their_lines() -> None:
    text = "FROM debian:12\nENV DB_PASSWORD=hunter2hunter2\nRUN curl -k https://x.example/i | sh\nUSER root\n"
    model = read_files(**{"compose.yaml": _COMPOSE, "web__Dockerfile": text}).model

    found = analyze(model, load_library()).threats

    lines = {t.rule: t.evidence[0].line for t in found if t.element == "image:build/web"}
    assert lines["image-carries-credential"] == 2
    assert lines["image-runs-downloaded-script"] == 3
    assert lines["image-build-skips-certificates"] == 3
    assert lines["image-starts-as-root"] == 4


def test_stages_of_one_name_are_faults_wherever_they_are() -> None:
    text = "FROM debian:12 AS a\nFROM debian:12 AS a\nFROM debian:12 AS b\nFROM debian:12\nCOPY x /x\n"

    assert _values(text, "build_faults") == ["duplicate stage name a"]


def test_a_builder_that_asks_stops_the_build_too() -> None:
    text = "FROM debian:12 AS a\nRUN apt-get install gcc=12\nFROM debian:12\nCOPY --from=a /x /x\n"

    assert _values(text, "build_faults") == [f"apt-get install {_ASKS}"]
