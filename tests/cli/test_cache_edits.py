"""Whatever is done to a project, a run for any of its files says with the cache what it says without.

The look-ups that are made for large projects are made for this small one too: few files wait to be asked for, places
are looked up by key, and what has changed is written anew soon.
"""

from __future__ import annotations

import os
import random
import shutil
from typing import TYPE_CHECKING

import pytest
from conftest import CLEAN

from podlint.cache import states
from podlint.cli import caching
from podlint.project import around, filling, neighbours, stock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

APPS = ["web", "api", "wbe", "db"]
SPACES = ["", "shop", "default", "tools"]


def workload(chance: random.Random) -> str:
    kind, name, app = (
        chance.choice(["Deployment", "StatefulSet", "DaemonSet"]),
        chance.choice(APPS),
        chance.choice(APPS),
    )
    replicas = "" if kind == "DaemonSet" else f"\n  replicas: {chance.choice([1, 2, 3])}"
    service = f"\n  serviceName: {chance.choice(APPS)}" if kind == "StatefulSet" else ""
    extra = chance.choice(["", f", tier: {chance.choice(APPS)}", ', team: "${TEAM}"'])
    volume = chance.choice(
        ["configMap: {name: %s}", "secret: {secretName: %s}", "persistentVolumeClaim: {claimName: %s}"]
    )
    return f"""\
apiVersion: apps/v1
kind: {kind}
metadata: {metadata(chance, name)}
spec:{replicas}{service}
  selector: {{matchLabels: {{app: {app}}}}}
  template:
    metadata: {{labels: {{app: {app}{extra}}}}}
    spec:
      serviceAccountName: {chance.choice(APPS)}
      hostNetwork: {chance.choice(["true", "false"])}
      containers:
        - name: main
          image: registry.example/{name}:1
          args: ["--config={chance.choice(APPS)}", {chance.choice(APPS)}]
          ports: [{{name: http, containerPort: {chance.choice([80, 8080])}}}]
          envFrom: [{{configMapRef: {{name: {chance.choice(APPS)}}}}}]
      volumes: [{{name: data, {volume % chance.choice(APPS)}}}]
"""


def metadata(chance: random.Random, name: str) -> str:
    space = chance.choice(SPACES)
    notes = chance.choice(["", f", annotations: {{example.com/uses: {chance.choice(APPS)}}}"])
    return f"{{name: {name}{f', namespace: {space}' if space else ''}{notes}}}"


def selecting(chance: random.Random) -> str:
    name, app = chance.choice(APPS), chance.choice(APPS)
    return chance.choice(
        [
            f"apiVersion: v1\nkind: Service\nmetadata: {metadata(chance, name)}\n"
            f"spec: {{selector: {{app: {app}}}, ports: [{{port: 80, "
            f"targetPort: {chance.choice(['http', 'web', '80'])}, "
            f"nodePort: {chance.choice([30080, 30081])}}}], type: NodePort}}\n",
            f"apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {metadata(chance, name)}\n"
            f"spec: {{minAvailable: 1, selector: {{matchLabels: {{app: {app}}}}}}}\n",
            f"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {metadata(chance, name)}\n"
            f"spec: {{podSelector: {chance.choice(['{}', f'{{matchLabels: {{app: {app}}}}}'])}, "
            f"ingress: [{{ports: [{{port: http}}]}}]}}\n",
            f"apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {metadata(chance, name)}\n"
            f"spec: {{maxReplicas: 3, scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: {app}}}}}\n",
        ]
    )


def other(chance: random.Random) -> str:
    name, app = chance.choice(APPS), chance.choice(APPS)
    return chance.choice(
        [
            f"apiVersion: v1\nkind: ConfigMap\nmetadata: {metadata(chance, name)}\ndata: {{a: b}}\n",
            f"apiVersion: v1\nkind: Secret\nmetadata: {metadata(chance, name)}\nstringData: {{a: b}}\n",
            f"apiVersion: v1\nkind: ServiceAccount\nmetadata: {metadata(chance, name)}\n",
            f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {chance.choice(SPACES) or 'shop'}}}\n",
            f"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {metadata(chance, name)}\n"
            f"spec: {{rules: [{{host: a.example, http: {{paths: [{{path: /, pathType: Prefix, "
            f"backend: {{service: {{name: {app}, port: {{number: 80}}}}}}}}]}}}}]}}\n",
            f"apiVersion: rbac.authorization.k8s.io/v1\nkind: {chance.choice(['Role', 'ClusterRole'])}\n"
            f"metadata: {metadata(chance, name)}\n"
            f"rules: [{{apiGroups: [''], resources: [{chance.choice(['pods', 'secrets'])}], verbs: ['*']}}]\n",
            f"apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {metadata(chance, name)}\n"
            f"roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: {chance.choice(['Role', 'ClusterRole'])}, "
            f"name: {app}}}\nsubjects: [{{kind: ServiceAccount, name: {app}, namespace: shop}}]\n",
            f"apiVersion: example.com/v1\nkind: Thing\nmetadata: {metadata(chance, name)}\n"
            f"spec: {{size: {chance.choice(['1', 'big'])}, uses: {app}, labels: {{app: {app}}}}}\n",
            CRD % chance.choice(["integer", "string"]),
            "apiVersion: v1\nkind: List\nitems:\n- " + (CRD % "integer").replace("\n", "\n  ").rstrip() + "\n",
            WEBHOOK,
            CLEAN,
            "a: [\n",
            "just: values\n",
            f"# podlint-ignore-file: all\n{CLEAN}",
        ]
    )


CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: {spec: {type: object, properties: {size: {type: %s}}}}
"""


WEBHOOK = """\
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: things}
webhooks:
  - name: things.example.com
    clientConfig: {service: {name: web, namespace: shop}}
    rules: [{apiGroups: [example.com], apiVersions: ["*"], operations: [CREATE], resources: ["*"]}]
    admissionReviewVersions: [v1]
    sideEffects: None
"""


def kustomization(chance: random.Random, folder: Path) -> str:
    beside = sorted(path.name for path in folder.glob("*.yaml") if path.name != "kustomization.yaml")
    lines = [f"resources: [{', '.join(chance.sample(beside, chance.randint(0, len(beside))))}]"]
    lines += chance.sample(
        [
            "namespace: shop",
            "namePrefix: a-",
            "commonLabels: {tier: web}",
            "labels: [{pairs: {app: api}, includeSelectors: true}]",
            "configMapGenerator: [{name: api, literals: [a=b]}]",
            "patches: [{path: patch-web.yaml}]",
        ],
        chance.randint(0, 2),
    )
    return "\n".join(lines) + "\n"


FOLDERS = [".", "one", "one/base", "one/over", "two"]
NAMES = ["a.yaml", "b.yaml", "c.yaml", "patch-web.yaml"]


def edit(chance: random.Random, root: Path) -> None:
    """Do something to the project."""
    folder = root / chance.choice(FOLDERS)
    folder.mkdir(parents=True, exist_ok=True)
    kind = chance.random()
    if kind < 0.6:
        make = chance.choice([workload, workload, selecting, selecting, other])
        (folder / chance.choice(NAMES)).write_text("---\n".join(make(chance) for _ in range(chance.randint(1, 2))))
    elif kind < 0.7:
        files = sorted(path for path in root.rglob("*.yaml") if ".podlint_cache" not in path.parts)
        if files:
            chance.choice(files).unlink()
    elif kind < 0.76:
        files = sorted(folder.glob("*.yaml"))
        if files:
            chance.choice(files).rename(root / chance.choice(["moved.yaml", "d.yaml"]))
    elif kind < 0.88:
        (folder / "kustomization.yaml").write_text(kustomization(chance, folder))
    elif kind < 0.91:
        (root / ".gitignore").write_text(chance.choice(["", "b.yaml\n", "/one/base\n", "two\n"]))
    elif kind < 0.94:
        (folder / ".podlint.yaml").write_text(chance.choice(["select: [all]\n", "ignore: [duplicate-object]\n"]))
    elif kind < 0.97:
        shutil.rmtree(root / chance.choice(FOLDERS[1:]), ignore_errors=True)
    else:
        (folder / "link.yaml").unlink(missing_ok=True)
        (folder / "link.yaml").symlink_to(root / chance.choice(["one/a.yaml", "two/b.yaml"]))


def settle(root: Path) -> None:
    """Let all files look as if nobody had touched them for a while: what changed just now is looked into again."""
    for path in [root, *root.rglob("*")]:
        if ".podlint_cache" not in path.parts and not path.is_symlink():
            status = path.stat()
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns - 3_600_000_000_000))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("small", [0, 64])
def test_random_edits(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, small: int) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PODLINT_NO_CACHE", raising=False)
    monkeypatch.delenv("PODLINT_CACHE_DIR", raising=False)
    monkeypatch.setattr(caching, "FEWEST", 1)
    monkeypatch.setattr(around, "_MANY_AROUND", 1)
    monkeypatch.setattr(filling, "_SMALL", small)
    monkeypatch.setattr(states, "_MOST", 4)
    monkeypatch.setattr(neighbours, "MOST", 4)
    monkeypatch.setattr(stock, "_PIECE", 3)
    chance = random.Random(seed)
    root = tmp_path / "project"
    (root / ".git").mkdir(parents=True)
    monkeypatch.chdir(root)
    for _ in range(30):
        edit(chance, root)
    settle(root)
    run("check", ".", "--select", "all")
    for _ in range(20):
        for _ in range(chance.choice([0, 1, 1, 2])):
            edit(chance, root)
        if chance.random() < 0.6:
            settle(root)
        files = sorted(
            str(path.relative_to(root)) for path in root.rglob("*.yaml") if ".podlint_cache" not in path.parts
        )
        for name in [*chance.sample(files, min(3, len(files))), *([".", "one"] if chance.random() < 0.2 else [])]:
            if (root / name).exists():
                asked = "check", name, "--select", "all", "--output-format", "json"
                assert run(*asked) == run(*asked, "--no-cache"), name
