"""Every pod of several containers in real files: that right ones are left alone, and what is said of the others."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podlint import registry
from podlint.config.settings import Settings
from podlint.engine.job import Job
from podlint.engine.run import run
from podlint.files.discover import Target
from podlint.kubernetes.objects import objects
from podlint.yaml.reader import parse
from podlint.yaml.source import decode

if TYPE_CHECKING:
    from podlint.findings.finding import Finding

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real manifests is not here")


@cache
def pods() -> dict[str, str]:
    """The path and name of each pod that has several containers, init containers counted; with what they run."""
    found = {}
    for path in sorted(p for p in CORPUS.rglob("*") if p.suffix in (".yaml", ".yml", ".json")):
        text = path.read_bytes()
        if b"ontainers" not in text:
            continue
        for content in parse(decode(text, str(path))[0]).documents:
            for target in objects(content.document):
                pod = target.pod()
                each = [c for key in ("initContainers", "containers") for c in pod.each(key)] if pod else []
                if len(each) > 1:
                    where = f"{path.relative_to(CORPUS)} {target.kind} {target.get('metadata', 'name')}"
                    found[where] = ", ".join(str(c.get("image")) for c in each)
    return found


@cache
def said(file: str) -> list[Finding]:
    """What the rules about design say of a file, those that are off included."""
    settings = Settings(select=("design",))
    job = Job(registry.load(), lambda _: settings, [Target(CORPUS / file, explicit=True)])
    return [finding for result in run(job).results for finding in result.findings]


RIGHT = {
    "ContainerSolutions+kubernetes-examples": {
        "Deployment/init-container-msg.yaml": "an init container writes what the other one reads",
        "Pod/spec.containers/multi-container.yaml": "two shells that share nothing, and serve nothing",
        "Pod/spec.initContainers/init-container.yaml": "an init container that ends",
        "broken-Pod/broken-pods/multi-container-no-command.yaml": "images that nothing is known of",
        "broken-Pod/spec.initContainers/init-container.yaml": "an init container that ends, and badly",
    },
    "GoogleCloudPlatform+microservices-demo": {
        "kubernetes-manifests/loadgenerator.yaml": "an init container waits for another application",
        "kustomize/base/loadgenerator.yaml": "the same as a base",
        "kustomize/components/google-cloud-operations/otel-collector.yaml": "an init container writes settings",
        "release/kubernetes-manifests.yaml": "the same among everything else",
    },
    "collabnix+kubelabs": {
        "InitContainers101/init-demo.yaml": "an init container writes the page",
        "InitContainers101/init-git-clone.yaml": "a repository is cloned, and its configuration made",
        "InitContainers101/init-volume.yaml": "an init container fills a volume",
        "InitContainers101/multi-init.yaml": "a chain of init containers",
        "pods101/pods02.yaml": "a watcher beside a web server",
        "pods101/pods03.yaml": "one writes the pages that the other serves",
    },
    "kubernetes+examples": {
        "_archived/cockroachdb/cockroachdb-statefulset.yaml": "certificates are fetched before the database starts",
        "_archived/elasticsearch/es-rc.yaml": "a setting of the kernel, before the search engine starts",
        "_archived/javaweb-tomcat-sidecar/javaweb-2.yaml": "an init container brings the application",
        "_archived/javaweb-tomcat-sidecar/javaweb.yaml": "the same for an older version",
        "_archived/storage/redis/redis-master.yaml": "Redis and the Sentinel that watches it, of one image",
    },
    "kubernetes-sigs+metrics-server": {
        "manifests/components/autoscale/patch.yaml": "a patch adds the one that sizes the other",
    },
    "longhorn+longhorn": {
        "deploy/longhorn.yaml": "an image is pulled before it is needed; a deployer waits for its manager",
        "deploy/prerequisite/longhorn-cifs-installation.yaml": "an init container installs, and pause keeps the pod",
        "deploy/prerequisite/longhorn-iscsi-selinux-workaround.yaml": "the same for another package",
        "examples/rwx/rwx-nginx-deployment.yaml": "one writes the pages that the other serves, on one claim",
    },
    "prometheus-operator+kube-prometheus": {
        "manifests/blackboxExporter-deployment.yaml": "an exporter, its reloader, and a proxy that asks who comes in",
        "manifests/kubeStateMetrics-deployment.yaml": "a proxy for each of its two ports",
        "manifests/nodeExporter-daemonset.yaml": "a proxy on each node",
        "manifests/prometheusOperator-deployment.yaml": "an operator behind kube-rbac-proxy",
        "tests/e2e/kind/kube-router.yaml": "an init container installs what the node needs",
    },
    "rook+rook": {
        "deploy/examples/sqlitevfs-client.yaml": "an init container fetches keys",
        "deploy/examples/toolbox-job.yaml": "an init container writes the configuration of a Job",
    },
    "stefanprodan+podinfo": {
        "deploy/bases/frontend/cronjob-warm-cache.yaml": "a waiting init container, with a command of its own",
    },
}
"""Files by their repositories, with what their pods do."""

SMELLS = [
    (
        "ContainerSolutions+kubernetes-examples/Pod/spec.containers.volumeMounts.subPath/subpath.yaml",
        "multi-app-containers",
        'container "mysql" (mysql, a database) and container "php" (php, a web server) look like independent',
    ),
    (
        "collabnix+kubelabs/ai/todolist-prom.yaml",
        "multi-app-containers",
        'container "prometheus" (prometheus, a database) and container "todo-list" (todo) look like independent',
    ),
    (
        "collabnix+kubelabs/pods101/pods105.yaml",
        "multi-app-containers",
        'container "prometheus" (prometheus, a database) and container "webserver" (nginx, a web server) look like',
    ),
    (
        "kubernetes+examples/_archived/storage/vitess/vttablet-pod-template.yaml",
        "shared-volume-race",
        'container "mysql" and container "vttablet" may both write emptyDir "vtdataroot"',
    ),
]
"""What is said, rules that are off included: a file, the rule, and how its message begins."""

FILES = [f"{folder}/{name}" for folder, names in RIGHT.items() for name in names]


@pytest.mark.parametrize("file", FILES)
def test_a_right_pod_is_left_alone(file: str) -> None:
    assert [finding.message for finding in said(file)] == []


@pytest.mark.parametrize(("file", "rule", "words"), SMELLS)
def test_a_smell_is_told_with_its_evidence(file: str, rule: str, words: str) -> None:
    (found,) = said(file)
    assert found.rule == rule
    assert found.message.startswith(words)
    assert found.help


def test_every_pod_of_several_containers_has_a_verdict() -> None:
    assert {where.split(" ")[0] for where in pods()} == {*FILES, *(file for file, _, _ in SMELLS)}
    assert len(pods()) == 38
