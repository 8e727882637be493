"""What every cluster makes by itself is not added, unless someone changed it or the system uses it."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, pod, read_manifests
from threatmodel.engine.importers import Reading

POD = pod("{serviceAccountName: app, containers: [{name: c, image: 'example.com/x:1'}]}", namespace="shop")
BOOTSTRAP = "labels: {kubernetes.io/bootstrapping: rbac-defaults}"


def one(kind: str, name: str, namespace: str = "", rest: str = "", meta: str = "", api: str = "v1") -> str:
    place = f", namespace: {namespace}" if namespace else ""
    more = f", {meta}" if meta else ""
    return f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: {name}{place}{more}}}\n{rest}\n"


def rbac(kind: str, name: str, rest: str, meta: str = BOOTSTRAP) -> str:
    return one(kind, name, rest=rest, meta=meta, api="rbac.authorization.k8s.io/v1")


def binding(name: str, role: str, subjects: str, meta: str = BOOTSTRAP) -> str:
    reference = f"roleRef: {{kind: ClusterRole, name: {role}}}\nsubjects: [{subjects}]"
    return rbac("ClusterRoleBinding", name, reference, meta)


def uids(*texts: str) -> set[str]:
    reading: Reading = read_manifests(POD, *texts)
    assert [text for text in messages(reading) if "not supported" in text] == []
    return {
        element.uid
        for element in reading.model.elements.values()
        if element.kind not in {"image", "registry", "node", "cluster"} and "/app" not in element.uid
    } - {"namespace:shop", "internet"}


@pytest.mark.parametrize(
    "text",
    [
        one("ConfigMap", "kube-root-ca.crt", "shop", "data: {ca.crt: x}"),
        one("ConfigMap", "openshift-service-ca.crt", "shop", "data: {ca.crt: x}"),
        one("ConfigMap", "extension-apiserver-authentication", "kube-system", "data: {a: b}"),
        one("ConfigMap", "lock", "shop", meta="annotations: {control-plane.alpha.kubernetes.io/leader: x}"),
        one("ServiceAccount", "default", "shop"),
        one("ServiceAccount", "default", "shop", "secrets: [{name: default-token-x7k2p}]"),
        one("ServiceAccount", "token-cleaner", "kube-system"),
        one("Secret", "default-token-x7k2p", "shop", "type: kubernetes.io/service-account-token"),
        one("Service", "kubernetes", "default", "spec: {ports: [{port: 443}]}"),
        one("Endpoints", "kubernetes", "default", "subsets: [{addresses: [{ip: 203.0.113.7}]}]"),
        one("Namespace", "kube-node-lease", meta="labels: {kubernetes.io/metadata.name: kube-node-lease}"),
        one("Namespace", "default"),
        one("Secret", "builder-dockercfg-x7k2p", "shop", "type: kubernetes.io/dockercfg"),
        one(
            "ServiceAccount",
            "builder",
            "shop",
            "secrets: [{name: builder-dockercfg-x7k2p}]\nimagePullSecrets: [{name: builder-dockercfg-x7k2p}]",
            "annotations: {openshift.io/internal-registry-pull-secret-ref: builder-dockercfg-x7k2p}",
        ),
        one(
            "RoleBinding",
            "system:image-builders",
            "shop",
            "roleRef: {kind: ClusterRole, name: 'system:image-builder'}\n"
            "subjects: [{kind: ServiceAccount, name: builder, namespace: shop}]",
            api="rbac.authorization.k8s.io/v1",
        ),
        rbac("ClusterRole", "system:controller:job-controller", "rules: []"),
        rbac("ClusterRole", "cluster-admin", "rules: [{verbs: ['*'], resources: ['*'], apiGroups: ['*']}]"),
        binding("cluster-admin", "cluster-admin", "{kind: Group, name: 'system:masters'}"),
        binding("system:discovery", "system:discovery", "{kind: Group, name: 'system:authenticated'}"),
        binding("c", "c", "{kind: ServiceAccount, name: job-controller, namespace: kube-system}"),
        one("PodTemplate", "x", "shop"),
        one("CiliumEndpoint", "x", "shop", api="cilium.io/v2"),
        one("ServiceCIDR", "kubernetes", api="networking.k8s.io/v1"),
    ],
)
def test_what_says_nothing_is_not_added(text: str) -> None:
    assert uids(text) == set()


@pytest.mark.parametrize(
    ("text", "uid"),
    [
        (one("ConfigMap", "settings", "shop"), "k8s:shop/ConfigMap/settings"),
        (
            one("ServiceAccount", "default", "shop", "automountServiceAccountToken: false"),
            "k8s:shop/ServiceAccount/default",
        ),
        (
            one("ServiceAccount", "default", "shop", "imagePullSecrets: [{name: r}]"),
            "k8s:shop/ServiceAccount/default",
        ),
        (one("ServiceAccount", "robot", "shop"), "k8s:shop/ServiceAccount/robot"),
        (
            one("ServiceAccount", "builder", "shop", meta="annotations: {eks.amazonaws.com/role-arn: x}"),
            "k8s:shop/ServiceAccount/builder",
        ),
        (
            one("Secret", "robot-key", "shop", "type: kubernetes.io/service-account-token"),
            "k8s:shop/Secret/robot-key",
        ),
        (one("Service", "kubernetes", "shop", "spec: {ports: [{port: 443}]}"), "k8s:shop/Service/kubernetes"),
        (
            one("Namespace", "default", meta="labels: {pod-security.kubernetes.io/enforce: restricted}"),
            "namespace:default",
        ),
        (rbac("ClusterRole", "reader", "rules: []", "labels: {a: b}"), "k8s:/ClusterRole/reader"),
        (
            binding("cluster-admin", "cluster-admin", "{kind: Group, name: 'system:authenticated'}"),
            "k8s:/ClusterRole/cluster-admin",
        ),
        (
            binding("cluster-admin", "cluster-admin", "{kind: User, name: eve}"),
            "k8s:/ClusterRole/cluster-admin",
        ),
    ],
)
def test_what_someone_made_or_changed_is_added(text: str, uid: str) -> None:
    assert uid in uids(text)


def test_a_role_of_the_cluster_is_added_where_the_system_is_given_it() -> None:
    view = rbac("ClusterRole", "view", "rules: [{verbs: [get], resources: [pods], apiGroups: ['']}]")
    ours = binding("ours", "view", "{kind: ServiceAccount, name: app, namespace: shop}", meta="labels: {}")
    theirs = ours.replace("labels: {}", BOOTSTRAP)

    assert uids(view) == set()
    assert uids(view, ours) == {"k8s:/ClusterRole/view"}
    assert uids(view, theirs) == {"k8s:/ClusterRole/view"}


def test_a_token_that_a_pod_mounts_is_added() -> None:
    token = one("Secret", "default-token-x7k2p", "shop", "type: kubernetes.io/service-account-token")
    mounting = pod(
        "{containers: [{name: c, image: 'i:1', volumeMounts: [{name: t, mountPath: /t}]}], "
        "volumes: [{name: t, secret: {secretName: default-token-x7k2p}}]}",
        name="old",
        namespace="shop",
    )

    assert "k8s:shop/Secret/default-token-x7k2p" in uids(token, mounting)


def test_pods_do_not_read_the_certificate_that_all_of_them_get() -> None:
    projected = "{configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}}"
    token = "{serviceAccountToken: {path: token}}"
    text = pod(
        "{containers: [{name: c, image: 'i:1', volumeMounts: [{name: kube-api-access-x, "
        "mountPath: /var/run/secrets/kubernetes.io/serviceaccount}]}], "
        f"volumes: [{{name: kube-api-access-x, projected: {{sources: [{token}, {projected}]}}}}]}}"
    )

    reading = read_manifests(text)

    assert not [uid for uid in reading.model.elements if "ConfigMap" in uid]
    assert reading.problems == ()


def test_of_a_helm_release_the_newest_revision_is_added() -> None:
    texts = [
        one("Secret", f"sh.helm.release.v1.shop.v{number}", "shop", "type: helm.sh/release.v1")
        for number in (2, 10, 9)
    ]

    assert uids(*texts) == {"k8s:shop/Secret/sh.helm.release.v1.shop.v10"}


def test_a_namespace_is_added_with_what_is_in_it() -> None:
    public = one("Namespace", "kube-public")

    assert uids(public) == set()
    assert "namespace:kube-public" in uids(public, one("ConfigMap", "x", "kube-public"))


def replica_set(name: str, replicas: int, image: str) -> str:
    owner = "ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web}]"
    spec = (
        f"spec: {{replicas: {replicas}, template: {{metadata: {{labels: {{app: web}}}}, "
        f"spec: {{containers: [{{name: c, image: '{image}'}}]}}}}}}"
    )
    return one("ReplicaSet", name, "shop", spec, owner, "apps/v1")


def test_replica_sets_without_their_deployment_mean_it_once() -> None:
    reading = read_manifests(
        replica_set("web-a", 0, "example.com/old:1"), replica_set("web-b", 2, "example.com/new:2")
    )

    workloads = [element.uid for element in reading.model.elements.values() if element.kind == "workload"]
    assert workloads == ["k8s:shop/Deployment/web"]
    assert "image:example.com/new" in reading.model.elements
    assert "image:example.com/old" not in reading.model.elements


def test_jobs_without_their_cron_job_mean_it_once() -> None:
    jobs = [
        one(
            "Job",
            f"nightly-{number}",
            "shop",
            "spec: {template: {spec: {containers: [{name: c, image: 'i:1'}]}}}",
            "ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: nightly}]",
            "batch/v1",
        )
        for number in (1, 2)
    ]

    reading = read_manifests(*jobs)

    workloads = [element.uid for element in reading.model.elements.values() if element.kind == "workload"]
    assert workloads == ["k8s:shop/CronJob/nightly"]
    assert "k8s:shop/CronJob/nightly/c" in reading.model.elements


def test_a_binding_of_openshift_is_added_where_another_namespace_was_added() -> None:
    pullers = one(
        "RoleBinding",
        "system:image-pullers",
        "shop",
        "roleRef: {kind: ClusterRole, name: 'system:image-puller'}\n"
        "subjects: [{kind: Group, name: 'system:serviceaccounts:shop'}]",
        api="rbac.authorization.k8s.io/v1",
    )

    assert uids(pullers) == set()
    assert uids(pullers.replace("serviceaccounts:shop", "serviceaccounts:far")) != set()
