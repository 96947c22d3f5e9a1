"""Files of a shape, as large as asked for: each the kind of text, list or cross-reference that something walks over."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: main\n      image: a:1\n"
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
TEMPLATE = (
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}\n  labels:\n    app: web\n   tier: x\n"
)
KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"


class Shape(NamedTuple):
    """What writes a file with `size` pieces; its name; the arguments to lint it with; the size that makes about 60 KB.

    A megabyte takes at most `seconds`.
    """

    write: Callable[[int], str]
    size: int
    file: str = "s.yaml"
    options: tuple[str, ...] = ()
    seconds: float = 2.0


def lines(head: str, line: str, tail: str = "") -> Callable[[int], str]:
    """A file with one line for each number `{i}`; `{j}` is the one before."""
    return lambda size: (
        head + "".join(line.replace("{i}", str(i)).replace("{j}", str(i - 1)) for i in range(size)) + tail
    )


def run(head: str, piece: str, tail: str = "") -> Callable[[int], str]:
    """A file with one piece repeated."""
    return lambda size: f"{head}{piece * size}{tail}"


ALL = ("--select", "all")
_OF_FIXES = 10.0
"""Seconds for a megabyte full of findings that are fixed: it is linted twice, and proved."""
_OF_OBJECTS = 3.0
"""Seconds for a megabyte of nothing but tiny objects, each of which all rules for its kind look at."""
_ENV = "      env:\n"
_TWO = lambda one, other: lambda size: one(size) + "---\n" + other(size)  # noqa: E731


def _each(size: int, text: str) -> str:
    return "".join(text.replace("{i}", str(i)).replace("{j}", str(i - 1)) for i in range(size))


def _pairs(*texts: str) -> Callable[[int], str]:
    """A file of documents: for each text as many as there are numbers."""
    return lambda size: "".join(_each(size, f"{text}---\n") for text in texts)


_WORKLOAD = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d{i}}\nspec:\n  selector: {matchLabels: {app: d{i}}}\n"
    "  template:\n    metadata: {labels: {app: d{i}}}\n    spec: {containers: [{name: c, image: 'a:1'}]}\n"
)
_SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: s{i}}\nspec: {selector: {app: e{i}}, ports: [{port: 80}]}\n"
_POLICY = (
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n{i}}\nspec:\n"
    "  podSelector: {matchLabels: {app: e{i}}}\n  policyTypes: [Ingress]\n"
)

SHAPES: dict[str, Shape] = {
    # The text itself.
    "spaces behind a separator": Shape(run(f"{CONFIG}---", " ", "\n"), 60_000),
    "braces": Shape(run("a: ", "{"), 60_000),
    "brackets behind a broken document": Shape(run("- *x\n- ", "["), 60_000),
    "closed brackets": Shape(lambda n: "a: " + "[" * (n // 2) + "]" * (n // 2), 60_000),
    "dashes": Shape(run("a:\n", "- "), 30_000),
    "question marks": Shape(run("", "? "), 30_000),
    "colons": Shape(run("a", ": a"), 20_000),
    "colons without spaces": Shape(run("{a: ", "b:c,", "}"), 15_000),
    "tabs": Shape(run("a:\n", "\t", "b: 1\n"), 60_000),
    "separators": Shape(run("", "---\n"), 15_000),
    "document ends": Shape(run("", "...\n"), 15_000),
    "documents with a fault": Shape(lines("", "a: [\n---\n"), 8_000),
    "documents with a fault and an alias": Shape(lines("", "a: *x\n---\n"), 8_000),
    "directives": Shape(lines("", "%TAG !a{i}! x\n", "---\na: 1\n"), 4_000),
    "anchors": Shape(lines("", "a{i}: &a{i} 1\n"), 4_000),
    "aliases": Shape(lines("a: &a {b: c}\n", "a{i}: *a\n"), 5_000),
    "merge keys": Shape(lines(f"{CONFIG}data:\n  <<: &a0 {{b: c}}\n", "  <<: {}\n"), 6_000),
    "chained merge keys": Shape(lines("a0: &a0 {b: c}\n", "b{i}: &b{i} {<<: *a0, k{i}: 1}\n"), 2_000),
    "merged into each other": Shape(
        lambda n: "a0: &a0 {b: c}\n" + "".join(f"a{i}: &a{i} {{<<: *a{i - 1}, k{i}: 1}}\n" for i in range(1, n)), 300
    ),
    "same keys": Shape(run("", "a: 1\n"), 12_000),
    "same keys in a mapping below": Shape(run(f"{CONFIG}data:\n", "  a: b\n"), 8_000),
    "retyped keys": Shape(lines(f"{CONFIG}data:\n", "  {i}: b\n"), 5_000),
    "keys that are read as booleans": Shape(run(f"{CONFIG}data:\n", "  on: b\n"), 7_000),
    "a long key": Shape(run(f"{CONFIG}data:\n  ", "a", ": b\n"), 60_000),
    "a long plain scalar": Shape(run(f"{CONFIG}data:\n  a: ", "a "), 30_000),
    "a long quoted scalar": Shape(run(f'{CONFIG}data:\n  a: "', "\\n", '"\n'), 30_000),
    "a long block scalar": Shape(run(f"{CONFIG}data:\n  a: |\n", "    b\n"), 10_000),
    "a long folded scalar": Shape(run(f"{CONFIG}data:\n  a: >\n", "    b\n\n"), 8_000),
    "a block scalar of empty lines": Shape(run(f"{CONFIG}data:\n  a: |+\n    b\n", "\n"), 60_000),
    "an open quote": Shape(run('a: "', "b\n"), 30_000),
    "open quotes": Shape(run("", "'a\n"), 20_000),
    "a long number": Shape(run("a: ", "1"), 60_000),
    "a long float": Shape(run("a: 1.", "1"), 60_000),
    "a long number with underscores": Shape(run("a: 1", "_"), 60_000),
    "placeholders of templates": Shape(run("a: ", "{{ b "), 12_000),
    "lines of templates": Shape(run("", "{{ if .a }}\n"), 5_000),
    "placeholders in one line": Shape(run("a: b ", "{{ c }} "), 8_000),
    "control characters": Shape(run(f"{CONFIG}data:\n  a: ", "\x01"), 60_000),
    "empty lines": Shape(run(CONFIG, "\n"), 60_000),
    "carriage returns": Shape(run(CONFIG, "\r"), 60_000),
    "a line of JSON": Shape(
        lambda n: (
            '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {'
            + ", ".join(f'"k{i}": {i}' for i in range(n))
            + "}}"
        ),
        4_000,
        "s.json",
    ),
    "surrogates of JSON": Shape(run('{"a": "', "\\ud83d\\ude00", '"}'), 5_000, "s.json"),
    # Text that is repaired.
    "tabs for indentation": Shape(lines(f"{CONFIG}data:\n", "\tk{i}: v\n"), 6_000),
    "one slip at the top": Shape(lines(f"{CONFIG}data:\n  x:y\n", "  k{i}: v\n"), 5_000),
    "one slip at the end": Shape(lines(f"{CONFIG}data:\n", "  k{i}: v\n", "  x:y\n  z: a\n"), 5_000),
    "no-break spaces": Shape(lines(f"{CONFIG}data:\n", "\u00a0 k{i}: v\n"), 5_000),
    "quotes left open in each line": Shape(lines(f"{CONFIG}data:\n", '  k{i}: "v\n'), 5_000),
    "brackets left open in each line": Shape(lines(f"{CONFIG}data:\n", "  k{i}: [a\n"), 5_000),
    "stairs of keys with values": Shape(lambda n: "".join(" " * (i % 60) + f"k{i}: v\n" for i in range(n)), 1_500),
    "merge conflicts": Shape(run(f"{CONFIG}data:\n", "<<<<<<< a\n  a: b\n=======\n  a: c\n>>>>>>> b\n"), 1_200),
    "fenced blocks": Shape(run("", f"```yaml\n{CONFIG}```\ntext\n"), 900),
    "objects without separators": Shape(run("", CONFIG), 1_100),
    "separators that cut": Shape(run(CONFIG, "---\ndata: {}\n"), 4_000),
    "separators of four hyphens": Shape(run("", f"{CONFIG}----\n"), 900),
    "numbers before lines": Shape(lines("", "{i} k{i}: v\n"), 5_000),
    "signs of a diff": Shape(lines("", "+k{i}: v\n"), 5_000),
    "JSON values in a row": Shape(run("", '{"a": 1}\n'), 6_000, "s.json"),
    "JSON with comments": Shape(run('{\n"a": 1\n', ', // b\n"c": 1\n', "}\n"), 4_000, "s.json"),
    # Comments and suppressions.
    "comments": Shape(run(POD, "# podlint: ignore[image-latest]\n"), 2_000),
    "comments above items": Shape(
        lines(f"{POD}      args:\n", "        # podlint: ignore[bare-pod]\n        - a\n"), 1_500
    ),
    "comments behind items": Shape(lines(f"{POD}      args:\n", "        - a # podlint: ignore[bare-pod]\n"), 1_500),
    "comments that name no rule": Shape(run(POD, "# podlint: ignore\n"), 3_000),
    "comments for the file": Shape(run("", "# podlint: ignore-file[bare-pod]\n", POD), 2_000),
    "comments for the file below": Shape(run(POD, "# podlint: ignore-file[bare-pod]\n"), 2_000),
    "comments of roles": Shape(run("", "# podlint: role=patch\n", POD), 2_500),
    "comments that switch off": Shape(run("", "# podlint: off[bare-pod]\n", POD), 2_500),
    "comments that switch on": Shape(run(POD, "# podlint: on\n"), 4_000),
    "comments off and on": Shape(run(POD, "# podlint: off[bare-pod]\n# podlint: on\n"), 1_500),
    "comments that are no directive": Shape(run(POD, "# podlint: abc\n"), 4_000),
    "words of a comment": Shape(lines(f"{POD.strip()} # podlint: ignore[", "x{i},", "]\n"), 10_000),
    "known words of a comment": Shape(run(f"{POD.strip()} # podlint: ignore[", "bare-pod,", "x]\n"), 6_000),
    "a long word of a comment": Shape(run(f"{POD.strip()} # podlint: ignore[", "a", "]\n"), 60_000),
    "a long directive": Shape(run(f"{POD.strip()} # podlint: ", "a", "\n"), 60_000),
    "an open bracket": Shape(run(f"{POD.strip()} # podlint: ignore[", "a ", "\n"), 30_000),
    "spaces in a comment": Shape(run(f"{POD}#", " ", "podlint: ignore[bare-pod]\n"), 60_000),
    "words of an annotation": Shape(
        lambda n: CONFIG.replace("name: a", f'name: a, annotations: {{podlint.dev/ignore: "{"a " * n}"}}'), 30_000
    ),
    "annotations of objects": Shape(
        lines(
            "", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a{i}, annotations: {podlint.dev/ignore: x}}\n---\n"
        ),
        600,
    ),
    "annotations of items": Shape(
        lines(
            "apiVersion: v1\nkind: List\nitems:\n",
            "  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a{i}, annotations: {podlint.dev/ignore: x}}}\n",
        ),
        600,
    ),
    "findings under comments": Shape(
        lines(f"{POD}      args:\n", '        - "$(B{i})" # podlint: ignore[args-unresolved-ref]\n'), 1_000
    ),
    # Markdown.
    "fences": Shape(run("", "```yaml\na: 1\n```\n"), 3_000, "s.md"),
    "fences of manifests": Shape(run("", f"```yaml\n{CONFIG}```\n"), 900, "s.md"),
    "fences of templates with a slip": Shape(run("", f"```yaml\n{TEMPLATE}```\n"), 100, "s.md"),
    "an open fence": Shape(run("```", " "), 60_000, "s.md"),
    "a long fence": Shape(run("", "~"), 60_000, "s.md"),
    "a long quotation": Shape(run("", ">", "```yaml\na: 1\n"), 60_000, "s.md"),
    "quotations": Shape(run("", "> ```yaml\n> a: 1\n"), 3_000, "s.md"),
    "open fences": Shape(run("", "```yaml\na: 1\n"), 4_000, "s.md"),
    "lines of backquotes": Shape(run("", "`` `\n"), 12_000, "s.md"),
    # Lists of pods.
    "references in a value": Shape(run(f'{POD}      args: ["', "$(A) ", '"]\n'), 12_000),
    "different references in a value": Shape(lines(f'{POD}      args: ["', "$(A{i}) ", '"]\n'), 7_000),
    "references in a block": Shape(lines(f"{POD}      args:\n      - |\n", "        $(A{i})\n"), 4_000),
    "references in an escaped value": Shape(run(f'{POD}      args: ["', "\\t$(A)", '"]\n'), 8_000),
    "arguments": Shape(lines(f"{POD}      args:\n", "        - $(A{i})\n"), 3_000, options=ALL),
    "environment": Shape(lines(f"{POD}{_ENV}", "        - {name: A{i}, value: b}\n"), 1_800, options=ALL),
    "environment in a chain": Shape(
        lines(f"{POD}{_ENV}", "        - {name: A{i}, value: $(A{j})}\n"), 1_500, options=ALL
    ),
    "environment against the order": Shape(
        lambda n: POD + _ENV + "".join(f"        - {{name: A{i}, value: $(A{i - 1})}}\n" for i in reversed(range(n))),
        1_500,
        options=ALL,
    ),
    "environment of nothing": Shape(
        lines(f"{POD}{_ENV}", "        - {name: A{i}, value: $(B{i})}\n"), 1_500, options=ALL
    ),
    "environment twice": Shape(run(f"{POD}{_ENV}", "        - {name: A, value: b}\n"), 1_800, options=ALL),
    "environment of secrets": Shape(
        lines(f"{POD}{_ENV}", "        - {name: A{i}_PASSWORD, value: hunter{i}x9}\n"), 1_300, options=ALL
    ),
    "environment from a Secret": Shape(
        lines(f"{POD}{_ENV}", "        - {name: A{i}, valueFrom: {secretKeyRef: {name: s{i}, key: k}}}\n"),
        800,
        options=ALL,
    ),
    "environment from sources": Shape(
        lines(f"{POD}      envFrom:\n", "        - {prefix: P{i}, configMapRef: {name: c{i}}}\n"), 1_000, options=ALL
    ),
    "ports": Shape(lines(f"{POD}      ports:\n", "        - {name: p{i}, containerPort: {i}}\n"), 1_500, options=ALL),
    "the same port": Shape(run(f"{POD}      ports:\n", "        - {name: p, containerPort: 1}\n"), 1_500, options=ALL),
    "mounts": Shape(
        lines(f"{POD}      volumeMounts:\n", "        - {name: v{i}, mountPath: /a/{i}}\n"), 1_500, options=ALL
    ),
    "mounts below each other": Shape(
        lambda n: (
            POD
            + "      volumeMounts:\n"
            + "".join(f"        - {{name: v, mountPath: {'/a' * (i % 200)}}}\n" for i in range(n))
        ),
        300,
        options=ALL,
    ),
    "volumes": Shape(lines(f"{POD}  volumes:\n", "    - {name: v{i}, emptyDir: {}}\n"), 1_800, options=ALL),
    "volumes and mounts of others": Shape(
        lambda size: (
            lines(f"{POD}      volumeMounts:\n", "        - {name: w{i}, mountPath: /a/{i}}\n")(size)
            + lines("  volumes:\n", "    - {name: v{i}, configMap: {name: c{i}}}\n")(size)
        ),
        800,
    ),
    "volumes and mounts": Shape(
        lambda n: (
            POD
            + "      volumeMounts:\n"
            + _each(n, "        - {name: v{i}, mountPath: /a/{i}}\n")
            + "  volumes:\n"
            + _each(n, "    - {name: v{i}, configMap: {name: c{i}}}\n")
        ),
        700,
        options=ALL,
    ),
    "claims": Shape(
        lines(f"{POD}  volumes:\n", "    - {name: v{i}, persistentVolumeClaim: {claimName: c{i}}}\n"),
        1_000,
        options=ALL,
    ),
    "containers": Shape(
        lines(POD, "    - {name: c{i}, image: 'a:1', ports: [{containerPort: {i}}]}\n"), 1_000, options=ALL
    ),
    "containers of one name": Shape(run(POD, "    - {name: c, image: 'a:1'}\n"), 1_500, options=ALL),
    "init containers": Shape(
        lines(
            f"{POD}  initContainers:\n",
            "    - {name: c{i}, image: 'a:1', restartPolicy: Always, ports: [{containerPort: {i}}]}\n",
        ),
        700,
        options=ALL,
    ),
    "containers that ask each other": Shape(
        lines(POD, "    - {name: c{i}, image: 'a:1', args: ['--a=localhost:{i}'], ports: [{containerPort: 1{i}}]}\n"),
        600,
        options=ALL,
    ),
    "tolerations": Shape(
        lines(f"{POD}  tolerations:\n", "    - {key: k{i}, operator: Exists, effect: NoSchedule}\n"), 1_200, options=ALL
    ),
    "host aliases": Shape(
        lines(f"{POD}  hostAliases:\n", "    - {ip: 10.0.0.1, hostnames: [a{i}]}\n"), 1_400, options=ALL
    ),
    "pull secrets": Shape(lines(f"{POD}  imagePullSecrets:\n", "    - {name: s{i}}\n"), 3_000, options=ALL),
    "spread constraints": Shape(
        lines(
            f"{POD}  topologySpreadConstraints:\n",
            "    - {maxSkew: 1, topologyKey: k{i}, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {a: b}}}\n",
        ),
        600,
        options=ALL,
    ),
    "affinity terms": Shape(
        lines(
            f"{POD}  affinity:\n    podAntiAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n",
            "        - {topologyKey: k{i}, labelSelector: {matchExpressions: [{key: a{i}, operator: In, values: [b]}]}}\n",
        ),
        600,
        options=ALL,
    ),
    "a selector's values": Shape(
        lines(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a, image: 'a:1'}]\n  affinity:\n"
            "    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n"
            "          - matchExpressions:\n              - {key: a, operator: In, values: [",
            "v{i}, ",
            "]}\n",
        ),
        8_000,
        options=ALL,
    ),
    # Other lists.
    "service ports": Shape(
        lines(
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n", "    - {name: p{i}, port: {i}}\n"
        ),
        2_000,
        options=ALL,
    ),
    "service ports as text": Shape(
        lines(
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n", '    - {name: p{i}, port: "{i}"}\n'
        ),
        2_000,
    ),
    "endpoints": Shape(
        lines(
            "apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}\nsubsets:\n  - addresses:\n",
            "      - {ip: 10.0.{i}.1}\n",
        ),
        2_000,
        options=ALL,
    ),
    "data": Shape(lines(f"{CONFIG}data:\n", "  k{i}: v\n"), 5_000, options=ALL),
    "data that is no text": Shape(lines(f"{CONFIG}data:\n", "  k{i}: {i}\n"), 4_000),
    "secret data": Shape(
        lines("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n", "  k{i}: YQ==\n"), 4_000, options=ALL
    ),
    "labels": Shape(
        lines("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels:\n", "    k{i}: v\n"), 4_000, options=ALL
    ),
    "unknown fields": Shape(lines(POD.replace("metadata", "metadato"), "x{i}: 1\n"), 5_000),
    "unknown fields of a container": Shape(lines(POD, "      portz{i}: 1\n"), 3_000),
    "misspelt fields": Shape(lines(f"{POD}      ports:\n", "        - {nam{i}: p, containerPrt: 1}\n"), 1_200),
    "values of wrong types": Shape(lines(f"{POD}      ports:\n", "        - {containerPort: a}\n"), 2_000),
    "rules of a role": Shape(
        lines(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a}\nrules:\n",
            "  - {apiGroups: [''], resources: [r{i}], verbs: [get{i}]}\n",
        ),
        1_000,
        options=ALL,
    ),
    "verbs of a role": Shape(
        lines(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a}\nrules:\n"
            "  - {apiGroups: [''], resources: [pods], verbs: [",
            "gett{i}, ",
            "]}\n",
        ),
        6_000,
        options=ALL,
    ),
    "subjects": Shape(
        lines(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: a}\n"
            "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: x}\nsubjects:\n",
            "  - {kind: ServiceAccount, name: s{i}, namespace: n}\n",
        ),
        1_000,
        options=ALL,
    ),
    "rules of an Ingress": Shape(
        lines(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  rules:\n",
            "    - {host: h{i}.e, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: s, port: {number: 1}}}}]}}\n",
        ),
        500,
        options=ALL,
    ),
    "paths of an Ingress": Shape(
        lines(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  rules:\n    - http:\n        paths:\n",
            "          - {path: /a{i}, pathType: Prefix, backend: {service: {name: s, port: {number: 1}}}}\n",
        ),
        600,
        options=ALL,
    ),
    "certificates of an Ingress": Shape(
        lines(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  defaultBackend: "
            "{service: {name: s, port: {number: 1}}}\n  tls:\n",
            "    - {hosts: [h{i}.e], secretName: s{i}}\n",
        ),
        1_500,
        options=ALL,
    ),
    "rules of a NetworkPolicy": Shape(
        lines(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec:\n  podSelector: {}\n  ingress:\n",
            "    - {from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.{i}.0.0/16]}}], ports: [{port: {i}}]}\n",
        ),
        700,
        options=ALL,
    ),
    "exceptions of a block": Shape(
        lines(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec:\n  podSelector: {}\n"
            "  ingress:\n    - from:\n        - ipBlock:\n            cidr: 10.0.0.0/8\n            except:\n",
            "              - 10.{i}.0.0/16\n",
        ),
        2_000,
        options=ALL,
    ),
    "metrics of an autoscaler": Shape(
        lines(
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec:\n  maxReplicas: 3\n"
            "  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}\n  metrics:\n",
            "    - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: {i}}}}\n",
        ),
        600,
        options=ALL,
    ),
    # Documents that belong together.
    "objects": Shape(_pairs(CONFIG.replace("name: a", "name: a{i}")), 900, options=ALL),
    "objects of one name": Shape(run("", f"{CONFIG}---\n"), 900, options=ALL),
    "items of a list": Shape(
        lines(
            "apiVersion: v1\nkind: List\nitems:\n", "  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a{i}}}\n"
        ),
        900,
        options=ALL,
        seconds=_OF_OBJECTS,
    ),
    "workloads": Shape(_pairs(_WORKLOAD), 250, options=ALL),
    "workloads and Services": Shape(_pairs(_WORKLOAD, _SERVICE), 180, options=ALL),
    "Services of one selector": Shape(_pairs(_SERVICE.replace("e{i}", "x")), 500, options=ALL, seconds=_OF_OBJECTS),
    "workloads of one label": Shape(
        _pairs(_WORKLOAD.replace("app: d{i}", "app: x"), _SERVICE.replace("e{i}", "x")), 180, options=ALL
    ),
    "policies": Shape(_pairs(_WORKLOAD, _POLICY), 150, options=ALL),
    "mounted ConfigMaps": Shape(
        _pairs(
            CONFIG.replace("name: a", "name: a{i}"),
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p{i}}\nspec:\n  containers: [{name: c, image: 'a:1'}]\n"
            "  volumes: [{name: v, configMap: {name: b{i}}}]\n",
        ),
        250,
        options=ALL,
    ),
    "Ingresses": Shape(
        _pairs(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i{i}}\nspec: {rules: [{host: h.e, http: {paths: "
            "[{path: /, pathType: Prefix, backend: {service: {name: s{i}, port: {number: 1}}}}]}}]}\n",
            _SERVICE,
        ),
        180,
        options=ALL,
        seconds=_OF_OBJECTS,
    ),
    "bindings": Shape(
        _pairs(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b{i}}\nroleRef: {apiGroup: "
            "rbac.authorization.k8s.io, kind: Role, name: r{i}}\nsubjects: [{kind: ServiceAccount, name: s{i}}]\n",
            "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: t{i}}\n",
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: q{i}}\nrules: []\n",
        ),
        150,
        options=ALL,
    ),
    "autoscalers": Shape(
        _pairs(
            _WORKLOAD,
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h{i}}\nspec: {maxReplicas: 3, "
            "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: e{i}}}\n",
        ),
        150,
        options=ALL,
    ),
    "disruption budgets": Shape(
        _pairs(
            _WORKLOAD,
            "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: h{i}}\nspec: {minAvailable: 1, "
            "selector: {matchLabels: {app: e{i}}}}\n",
        ),
        150,
        options=ALL,
    ),
    "custom resources without a definition": Shape(
        _pairs("apiVersion: example.com/v1\nkind: Widget{i}\nmetadata: {name: a}\n"), 900, options=ALL
    ),
    "folders of Flux": Shape(
        _pairs(
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a{i}}\n"
            "spec: {path: ./x{i}/y, sourceRef: {kind: GitRepository, name: a}}\n"
        ),
        400,
        options=ALL,
        seconds=_OF_OBJECTS,
    ),
    "patches of Flux": Shape(
        lines(
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\nspec:\n  patches:\n",
            '  - {target: {kind: Deployment}, patch: \'[{"op": "add", "path": "/spec/a{i}", "value": 1}]\'}\n',
        ),
        600,
        options=ALL,
        seconds=_OF_FIXES,
    ),
    "objects in an object": Shape(
        lines(
            "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: a}\nspec:\n  resources:\n",
            "  - {apiVersion: v1, kind: Service, metadata: {name: a{i}}, spec: {ports: [{port: 80}]}}\n",
        ),
        600,
        options=ALL,
        seconds=_OF_FIXES,
    ),
    "Secrets that are made": Shape(
        _pairs(
            "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a{i}}\n"
            "spec: {data: [{secretKey: k}]}\n",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p{i}}\nspec: {containers: [{name: a, image: 'a:1', "
            "env: [{name: A, valueFrom: {secretKeyRef: {name: a{i}, key: z}}}]}]}\n",
        ),
        200,
        options=ALL,
        seconds=_OF_OBJECTS,
    ),
    "monitors": Shape(
        _pairs(
            "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: a{i}}\n"
            "spec: {selector: {matchLabels: {app: web{i}}}, endpoints: [{port: x}]}\n",
            "apiVersion: v1\nkind: Service\nmetadata: {name: p{i}, labels: {app: wbe{i}}}\nspec: {ports: [{port: 80}]}\n",
        ),
        250,
        options=ALL,
        seconds=_OF_OBJECTS,
    ),
    "subsets": Shape(
        _pairs(
            "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a{i}}\n"
            "spec: {http: [{route: [{destination: {host: web, subset: s{i}}}]}]}\n",
            "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: p{i}}\n"
            "spec: {host: web, subsets: [{name: v{i}}]}\n",
        ),
        250,
        options=ALL,
        seconds=_OF_OBJECTS,
    ),
    "misspelt kinds": Shape(_pairs("apiVersion: v1\nkind: ConfigMpa{i}\nmetadata: {name: a}\n"), 900),
    "misspelt groups": Shape(_pairs("apiVersion: app{i}s/v1\nkind: Deployment\nmetadata: {name: a}\n"), 900),
    # Definitions.
    "properties of a definition": Shape(
        lines(
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ws.e.io}\nspec:\n"
            "  group: e.io\n  scope: Namespaced\n  names: {kind: W, plural: ws}\n  versions:\n    - name: v1\n"
            "      served: true\n      storage: true\n      schema:\n        openAPIV3Schema:\n          type: object\n"
            "          properties:\n            spec:\n              type: object\n              properties:\n",
            '                a{i}: {type: string, pattern: "^(a+)+${i}"}\n',
        ),
        900,
        options=ALL,
    ),
    "versions of a definition": Shape(
        lines(
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ws.e.io}\nspec:\n"
            "  group: e.io\n  scope: Namespaced\n  names: {kind: W, plural: ws}\n  versions:\n",
            "    - {name: v{i}, served: true, storage: false, schema: {openAPIV3Schema: {type: object}}}\n",
        ),
        600,
        options=ALL,
    ),
    "a pattern and a long text": Shape(
        lambda n: (
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ws.e.io}\nspec:\n"
            "  group: e.io\n  scope: Namespaced\n  names: {kind: W, plural: ws}\n  versions:\n    - name: v1\n      served: true\n"
            "      storage: true\n      schema:\n        openAPIV3Schema:\n          type: object\n          properties:\n"
            '            spec: {type: string, pattern: "^a*a*a*a*a*b$", default: ' + "a" * n + "}\n---\n"
            "apiVersion: e.io/v1\nkind: W\nmetadata: {name: a}\nspec: " + "a" * n + "\n"
        ),
        30_000,
    ),
    # Kustomizations.
    "resources of a kustomization": Shape(
        lines(f"{KUSTOMIZATION}resources:\n", "  - r{i}.yaml\n"), 3_000, "kustomization.yaml"
    ),
    "labels of a kustomization": Shape(
        lines(f"{KUSTOMIZATION}commonLabels:\n", "  k{i}: v\n"), 4_000, "kustomization.yaml"
    ),
    "images of a kustomization": Shape(
        lines(f"{KUSTOMIZATION}images:\n", "  - {name: a{i}, newTag: v}\n"), 2_000, "kustomization.yaml"
    ),
    "patches of a kustomization": Shape(
        lines(f"{KUSTOMIZATION}patches:\n", "  - {target: {kind: Pod, name: p{i}}, patch: '[]'}\n"),
        1_000,
        "kustomization.yaml",
    ),
    "literals of a generator": Shape(
        lines(f"{KUSTOMIZATION}configMapGenerator:\n  - name: a\n    literals:\n", "      - k{i}=v\n"),
        3_000,
        "kustomization.yaml",
    ),
    "generators": Shape(
        lines(f"{KUSTOMIZATION}configMapGenerator:\n", "  - {name: g{i}, literals: [a=b]}\n"),
        1_200,
        "kustomization.yaml",
    ),
    "replacements": Shape(
        lines(
            f"{KUSTOMIZATION}replacements:\n",
            "  - {source: {kind: Pod, name: p{i}}, targets: [{select: {kind: Pod}, fieldPaths: [metadata.name]}]}\n",
        ),
        600,
        "kustomization.yaml",
    ),
    "unknown fields of a kustomization": Shape(lines(KUSTOMIZATION, "resourcez{i}: []\n"), 3_000, "kustomization.yaml"),
    # Fixes.
    "fixes": Shape(
        lines(
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n", '    - {name: p{i}, port: "{i}"}\n'
        ),
        1_500,
        options=("--fix",),
        seconds=_OF_FIXES,
    ),
    "fixes of many documents": Shape(
        _pairs('apiVersion: v1\nkind: Service\nmetadata: {name: a{i}}\nspec: {ports: [{port: "{i}"}]}\n'),
        500,
        options=("--fix",),
        seconds=_OF_FIXES,
    ),
    "fixes of keys": Shape(lines(f"{CONFIG}data:\n", "  {i}: b\n"), 3_000, options=("--fix",)),
    "fixes of comments": Shape(
        lines(f"{POD}      args:\n", "        - a # podlint: ignore[bare-pod]\n"), 1_200, options=("--fix",)
    ),
    "fixes with aliases": Shape(
        lines(
            "apiVersion: v1\nkind: Service\nmetadata: {name: a, labels: &x {a: b}, annotations: *x}\nspec:\n  ports:\n",
            '    - {name: p{i}, port: "{i}"}\n',
        ),
        1_000,
        options=("--fix",),
        seconds=_OF_FIXES,
    ),
    "merge keys to fix": Shape(
        lambda n: "a: &a {b: c}\nd: &d {e: f}\n" + _each(n, "m{i}:\n  <<: *a\n  <<: *d\n"), 1_500, options=("--fix",)
    ),
    "comments to write": Shape(
        lines(f"{POD}      args:\n", '        - "$(B{i})"\n'), 1_000, options=("--add-ignore",), seconds=3.0
    ),
}
