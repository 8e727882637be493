"""The formats that are read, in the order in which they are asked whether a file is theirs."""

from typing import Any, Final

from threatmodel.engine.importers.bulkhead_yaml import MODEL_TEXTS
from threatmodel.engine.importers.compose import PROXY_CONFIGS, Compose, EnvFiles
from threatmodel.engine.importers.dockerfile import IGNORE_FILES, Dockerfiles
from threatmodel.engine.importers.format_protocol import Format
from threatmodel.engine.importers.helm_charts import HelmCharts
from threatmodel.engine.importers.interchange import InterchangeModels
from threatmodel.engine.importers.kubernetes import Kubernetes
from threatmodel.engine.importers.kustomize import Kustomize
from threatmodel.engine.importers.scanners import ScannerReports

FORMATS: Final[tuple[Format[Any], ...]] = (
    HelmCharts(),
    Dockerfiles(),
    IGNORE_FILES,
    EnvFiles(),
    PROXY_CONFIGS,
    ScannerReports(),
    MODEL_TEXTS,
    Kustomize(),
    Compose(),
    Kubernetes(),
    InterchangeModels(),
)
