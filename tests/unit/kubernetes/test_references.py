"""ConfigMaps and Secrets that a pod names."""

from __future__ import annotations

from typing import Any

from podlint.kubernetes.references import Use, config_references
from podlint.kubernetes.view import UNKNOWN, KubeObject, View

POD: dict[str, Any] = {
    "imagePullSecrets": [{"name": "registry"}, None, "wrong"],
    "volumes": [
        {"name": "a", "configMap": {"name": "settings", "optional": True}},
        {"name": "b", "secret": {"secretName": "key"}},
        {"name": "c", "projected": {"sources": [{"configMap": {"name": "one"}}, {"secret": {"name": "two"}}, None]}},
        {"name": "d", "csi": {"driver": "x", "nodePublishSecretRef": {"name": "login"}}},
        {"name": "e", "azureFile": {"secretName": "share", "shareName": "x"}},
        {"name": "f", "rbd": {"monitors": ["m"], "image": "i", "secretRef": {"name": "ceph"}}},
        {"name": "g", "configMap": UNKNOWN},
        {"name": "h", "emptyDir": {}},
    ],
    "initContainers": [{"name": "init", "envFrom": [{"secretRef": {"name": "all"}}, {"prefix": "X"}]}],
    "containers": [
        {
            "name": "web",
            "env": [
                {"name": "A", "value": "1"},
                {"name": "B", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "b"}}},
                {"name": "C", "valueFrom": {"secretKeyRef": {"name": "${NAME}", "key": "c"}}},
                {"name": "D", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
            ],
        }
    ],
}


def _pod() -> View:
    pod = KubeObject({"spec": POD}, (), None, ("spec",)).pod()  # type: ignore[arg-type]
    assert pod is not None
    return pod


def test_every_reference_is_given_once_with_its_use() -> None:
    found = [(r.use, r.kind, r.name, r.holder.get("name")) for r in config_references(_pod())]
    assert found == [
        (Use.PULL, "Secret", "registry", None),
        (Use.VOLUME, "ConfigMap", "settings", "a"),
        (Use.VOLUME, "Secret", "key", "b"),
        (Use.PROJECTED, "ConfigMap", "one", "c"),
        (Use.PROJECTED, "Secret", "two", "c"),
        (Use.DRIVER, "Secret", "login", "d"),
        (Use.DRIVER, "Secret", "share", "e"),
        (Use.DRIVER, "Secret", "ceph", "f"),
        (Use.ENV_FROM, "Secret", "all", "init"),
        (Use.ENV, "ConfigMap", "settings", "web"),
        (Use.ENV, "Secret", None, "web"),
    ]


def test_a_reference_knows_its_place_and_whether_it_is_needed() -> None:
    found = list(config_references(_pod()))
    assert found[1].view.path == ("spec", "volumes", 0, "configMap")
    assert found[2].field == "secretName"
    assert [reference.optional for reference in found[:3]] == [False, True, False]
