"""Which Kubernetes kinds are understood, by kind and API group; versions are not told apart."""

from typing import Final

from threatmodel.engine.importers.products.operators import groups

WORKLOAD_KINDS: Final = frozenset(
    {
        "Pod",
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "ReplicaSet",
        "ReplicationController",
        "Job",
        "CronJob",
    }
)

_CORE: Final = frozenset({""})
_APPS: Final = frozenset({"apps", "extensions"})
_ADMISSION: Final = frozenset({"admissionregistration.k8s.io"})
_ARGO: Final = frozenset({"argoproj.io"})
_CILIUM: Final = frozenset({"cilium.io"})
_POLICY_API: Final = frozenset({"policy.networking.k8s.io"})
_PROMETHEUS: Final = frozenset({"monitoring.coreos.com"})
_TRAEFIK: Final = frozenset({"traefik.io", "traefik.containo.us"})
_RBAC: Final = frozenset({"rbac.authorization.k8s.io", "authorization.openshift.io"})

GROUPS: Final[dict[str, frozenset[str]]] = {
    **groups(),
    "Pod": _CORE,
    "ReplicationController": _CORE,
    "Deployment": _APPS,
    "StatefulSet": _APPS,
    "DaemonSet": _APPS,
    "ReplicaSet": _APPS,
    "Job": frozenset({"batch", "extensions"}),
    "CronJob": frozenset({"batch"}),
    "Service": _CORE,
    "Endpoints": _CORE,
    "EndpointSlice": frozenset({"discovery.k8s.io"}),
    "Ingress": frozenset({"networking.k8s.io", "extensions"}),
    "IngressClass": frozenset({"networking.k8s.io"}),
    "IngressRoute": _TRAEFIK,
    "IngressRouteTCP": _TRAEFIK,
    "IngressRouteUDP": _TRAEFIK,
    "Middleware": _TRAEFIK,
    "TraefikService": _TRAEFIK,
    "HTTPProxy": frozenset({"projectcontour.io"}),
    "Route": frozenset({"", "route.openshift.io"}),
    "Gateway": frozenset({"gateway.networking.k8s.io", "networking.istio.io"}),
    "HTTPRoute": frozenset({"gateway.networking.k8s.io"}),
    "GRPCRoute": frozenset({"gateway.networking.k8s.io"}),
    "TLSRoute": frozenset({"gateway.networking.k8s.io"}),
    "TCPRoute": frozenset({"gateway.networking.k8s.io"}),
    "UDPRoute": frozenset({"gateway.networking.k8s.io"}),
    "ReferenceGrant": frozenset({"gateway.networking.k8s.io"}),
    "VirtualService": frozenset({"networking.istio.io"}),
    "ServiceEntry": frozenset({"networking.istio.io"}),
    "PeerAuthentication": frozenset({"security.istio.io"}),
    "AuthorizationPolicy": frozenset({"security.istio.io"}),
    "NetworkPolicy": frozenset({"networking.k8s.io", "extensions"}),
    "Namespace": _CORE,
    "Node": _CORE,
    "ServiceAccount": _CORE,
    "Secret": _CORE,
    "ConfigMap": _CORE,
    "PersistentVolume": _CORE,
    "PersistentVolumeClaim": _CORE,
    "StorageClass": frozenset({"storage.k8s.io"}),
    "ResourceQuota": _CORE,
    "LimitRange": _CORE,
    "HorizontalPodAutoscaler": frozenset({"autoscaling"}),
    "PodDisruptionBudget": frozenset({"policy"}),
    "PriorityClass": frozenset({"scheduling.k8s.io"}),
    "Prometheus": _PROMETHEUS,
    "PrometheusAgent": _PROMETHEUS,
    "Alertmanager": _PROMETHEUS,
    "ThanosRuler": _PROMETHEUS,
    "ServiceMonitor": _PROMETHEUS,
    "PodMonitor": _PROMETHEUS,
    "Probe": _PROMETHEUS,
    "ScrapeConfig": _PROMETHEUS,
    "PrometheusRule": _PROMETHEUS,
    "Application": _ARGO,
    "ApplicationSet": _ARGO,
    "AppProject": _ARGO,
    "AdminNetworkPolicy": _POLICY_API,
    "BaselineAdminNetworkPolicy": _POLICY_API,
    "ClusterNetworkPolicy": _POLICY_API,
    "CiliumNetworkPolicy": _CILIUM,
    "CiliumClusterwideNetworkPolicy": _CILIUM,
    "DestinationRule": frozenset({"networking.istio.io"}),
    "ValidatingWebhookConfiguration": _ADMISSION,
    "MutatingWebhookConfiguration": _ADMISSION,
    "ValidatingAdmissionPolicy": _ADMISSION,
    "ValidatingAdmissionPolicyBinding": _ADMISSION,
    "MutatingAdmissionPolicy": _ADMISSION,
    "MutatingAdmissionPolicyBinding": _ADMISSION,
    "APIService": frozenset({"apiregistration.k8s.io"}),
    "CustomResourceDefinition": frozenset({"apiextensions.k8s.io"}),
    "Role": _RBAC,
    "ClusterRole": _RBAC,
    "RoleBinding": _RBAC,
    "ClusterRoleBinding": _RBAC,
}
"""Kinds that are read, and the API groups in which the name means that kind.

Older groups stand beside the present one: `extensions/v1beta1` still describes the same objects.
"""

_PASSED_OVER: Final[dict[str, frozenset[str]]] = {
    "CertificateSigningRequest": frozenset({"certificates.k8s.io"}),
    "CiliumEndpoint": _CILIUM,
    "CiliumIdentity": _CILIUM,
    "CiliumNode": _CILIUM,
    "ComponentStatus": _CORE,
    "ControllerRevision": _APPS,
    "CSIDriver": frozenset({"storage.k8s.io"}),
    "CSINode": frozenset({"storage.k8s.io"}),
    "CSIStorageCapacity": frozenset({"storage.k8s.io"}),
    "Event": frozenset({"", "events.k8s.io"}),
    "FlowSchema": frozenset({"flowcontrol.apiserver.k8s.io"}),
    "IPAddress": frozenset({"networking.k8s.io"}),
    "Lease": frozenset({"coordination.k8s.io"}),
    "NodeMetrics": frozenset({"metrics.k8s.io"}),
    "PodMetrics": frozenset({"metrics.k8s.io"}),
    "PodTemplate": _CORE,
    "PriorityLevelConfiguration": frozenset({"flowcontrol.apiserver.k8s.io"}),
    "RuntimeClass": frozenset({"node.k8s.io"}),
    "ServiceCIDR": frozenset({"networking.k8s.io"}),
    "VolumeAttachment": frozenset({"storage.k8s.io"}),
}
"""Kinds of Kubernetes itself that say nothing of an architecture, so that nobody misses them."""

_REMEDIES: Final[dict[tuple[str, str], str]] = {
    ("HelmChart", "helm.cattle.io"): "It installs a chart: import the output of `helm template` for it.",
    (
        "HelmRelease",
        "helm.toolkit.fluxcd.io",
    ): "It installs a chart: import the output of `helm template` for it.",
    ("HelmRelease", "helm.fluxcd.io"): "It installs a chart: import the output of `helm template` for it.",
    ("Kustomization", "kustomize.toolkit.fluxcd.io"): "Flux applies a folder: import that folder.",
}
"""What to do about kinds that are not read and stand for objects that would be."""

CLUSTER_SCOPED: Final = frozenset(
    {
        "Namespace",
        "Node",
        "PersistentVolume",
        "StorageClass",
        "ClusterRole",
        "ClusterRoleBinding",
        "IngressClass",
        "PriorityClass",
        "AdminNetworkPolicy",
        "BaselineAdminNetworkPolicy",
        "ClusterNetworkPolicy",
        "CiliumClusterwideNetworkPolicy",
        "ValidatingWebhookConfiguration",
        "MutatingWebhookConfiguration",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
        "APIService",
        "CustomResourceDefinition",
    }
)


def is_understood(kind: str, group: str) -> bool:
    """Whether objects of this kind and API group are read."""
    return group in GROUPS.get(kind, frozenset())


def is_ignored(kind: str, group: str) -> bool:
    """Whether objects of this kind and API group are left out without a word."""
    return group in _PASSED_OVER.get(kind, frozenset())


def remedy(kind: str, group: str) -> str:
    """Return what to do so that what a kind that is not read stands for is read; empty when nothing helps."""
    return _REMEDIES.get((kind, group), "")


def runs_pods(kind: str) -> bool:
    """Whether objects of a kind that is read hold a pod template.

    Kinds that others define are read where they hold one, and for nothing else (Rollout, Knative's Service).
    """
    return kind in WORKLOAD_KINDS or kind not in GROUPS


def foreign_kind(kind: str, group: str) -> str:
    """Return the name of a kind that others define, with its group where the name alone means another one."""
    return f"{kind}.{group}" if kind in GROUPS else kind


def api_group(api_version: str) -> str:
    """Return the group of an apiVersion; the core group is the empty text."""
    group, slash, _version = api_version.rpartition("/")
    return group if slash else ""
