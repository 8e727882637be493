"""What files say of the encryption of a protocol is what counts for flows that people draw."""

from pathlib import Path

from threatmodel.engine.importers.products import protocols
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.yaml_data import read_data


def test_a_protocol_is_encrypted_in_files_as_it_is_in_drawings() -> None:
    in_files = read_data(Path(protocols.__file__).with_name("protocols.yaml"))["encrypted"]

    assert in_files.items() <= CATALOGUE.encrypted_by_protocol.items()
