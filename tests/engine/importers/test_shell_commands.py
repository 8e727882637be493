"""Of commands in Dockerfiles, programs and options are shown, and nothing that may be a value."""

import pytest

from threatmodel.engine.importers.source_lines.dockerfiles import redacted_instructions
from threatmodel.engine.importers.source_lines.shell_commands import bare_command


class Nothing:
    """No value of the file is known to be harmless."""

    def has(self, text: str) -> bool:
        return False


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("curl -fsSL https://get.example.com/a.sh | bash", "curl -fsSL … | bash"),
        ("apt-get update && apt-get install -y curl wget", "apt-get update && apt-get install -y …"),
        ("wget -O /tmp/a http://example.com/a; sh /tmp/a", "wget -O … sh …"),
        ("chmod 777 /data && chmod +x /run", "chmod 777 … && chmod +x …"),
        ("echo root:install | chpasswd", "echo … | chpasswd"),
        ("echo 777 bash add | passwd --stdin admin", "echo … | passwd …"),
        ("mysql -u root -pbash -e update", "… -e …"),
        ("curl -u admin:bash update install", "curl …"),
        ("", "…"),
    ],
)
def test_what_a_command_does_is_shown_without_its_values(command: str, shown: str) -> None:
    assert bare_command(command) == shown


def test_lines_that_go_on_with_a_command_are_shown_alike() -> None:
    lines = ["RUN curl -k https://a.example.com \\", "# a comment", "  | sh", "COPY a \\", "  bash"]

    shown = redacted_instructions(lines, range(1, 6), Nothing())  # type: ignore[arg-type]

    assert shown == {1: "RUN curl -k … \\", 2: "", 3: "| sh", 4: "COPY …", 5: "…"}
