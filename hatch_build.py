"""Packs the YAML files of the engine into one for the wheel, so that `bulkhead` starts faster."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ParsedData(BuildHookInterface):  # type: ignore[misc]
    """Adds threatmodel/engine/model/parsed_yaml.msgpack to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Read the files with the engine's own reader, before the wheel is put together."""
        if version == "editable":  # the files may change
            return
        sys.path.insert(0, self.root)
        from threatmodel.engine.model.parsed_yaml import FILE  # noqa: PLC0415  # known from here on
        from threatmodel.engine.model.yaml_data import pack_all  # noqa: PLC0415

        self._folder = tempfile.TemporaryDirectory()
        packed = Path(self._folder.name) / FILE.name
        packed.write_bytes(pack_all(FILE.parents[1]))
        build_data["force_include"][str(packed)] = FILE.relative_to(self.root).as_posix()

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the file."""
        if version != "editable":
            self._folder.cleanup()
