"""Fenced YAML in Markdown: at its real lines, whole manifests and fragments."""

from __future__ import annotations

import pytest

from podlint.testing import run
from podlint.yaml.markdown import MOST, fences
from podlint.yaml.source import Source

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, ownerReferences: []}\nspec:\n"


def found(text: str) -> list[tuple[int, int, str, str | None]]:
    """(line, column, rule, help) of each error or warning."""
    return [
        (f.location.start.line, f.location.start.column, f.rule, f.help)
        for f in run(text, "notes.md")
        if f.severity.word != "info"
    ]


def test_a_manifest_is_linted_where_it_stands() -> None:
    text = f"# Pods\n\nWrite:\n\n```yaml\n{POD}  containers: [{{name: a, image: 'a:1', prots: []}}]\n```\n"
    assert found(text) == [(10, 40, "unknown-field", 'did you mean "ports"?')]


def test_indented_quoted_and_windows_blocks_keep_their_columns() -> None:
    inside = "env:\n  - name: A\n    value: 1\n"
    listed = "- so:\n\n  ```yml\n" + "".join(f"  {line}\n" for line in inside.splitlines()) + "  ```\n"
    quoted = "> ~~~yaml\n" + "".join(f"> {line}\n" for line in inside.splitlines()) + "> ~~~\n"
    assert found(listed) == [(6, 14, "env-not-string", 'quote it: "1"')]
    assert found(quoted) == [(4, 14, "env-not-string", 'quote it: "1"')]
    assert found(f"```yaml\n{inside}```\n".replace("\n", "\r\n")) == [(4, 12, "env-not-string", 'quote it: "1"')]


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("spec:\n  containers:\n    - name: a\n      iamge: a\n", [(5, 7, "unknown-field", 'did you mean "image"?')]),
        ("containers:\n  - name: a\n    ttyy: true\n", [(4, 5, "unknown-field", 'did you mean "tty"?')]),
        ('- name: A\n  value: "$(B)"\n- name: B\n  value: b\n', [(3, 11, "env-ref-order", None)]),
        ("- containerPort: 70000\n", [(2, 18, "out-of-range", None)]),
        ("volumes:\n  - name: x\n    emptydir: {}\n", [(4, 5, "unknown-field", 'did you mean "emptyDir"?')]),
        (
            "spec:\n  replicas: two\n  template:\n    spec:\n      containers: []\n",
            [(3, 13, "wrong-type", None)],
        ),
        ("spec:\n  ports:\n    - port: 80\n      protocol: tcp\n", [(5, 17, "invalid-enum", 'did you mean "TCP"?')]),
        # Nothing is asked of a fragment but what it says.
        ("containers:\n  - name: a\n", []),
        ("volumeMounts:\n  - name: data\n    mountPath: /data\n", []),
        ("livenessProbe:\n  httpGet: {path: /, port: http}\n", []),
        ('- name: A\n  value: "$(FROM_ELSEWHERE)"\n', []),
        # These are no parts of manifests.
        ("services:\n  web: {image: nginx, prots: [80]}\n", []),
        ("image: nginx\nports: ['80:80']\nvolumes: ['./a:/b']\n", []),
        ("replicaCount: 1\nimage: {repository: nginx, tga: x}\n", []),
        ("- op: replace\n  path: /spec/replicas\n  value: 3\n", []),
    ],
)
def test_fragments(fragment: str, expected: list[tuple[int, int, str, str | None]]) -> None:
    assert [
        (line, column, rule, help if expected and expected[0][3] else None)
        for line, column, rule, help in found(f"```yaml\n{fragment}```\n")
    ] == expected


def test_other_languages_are_left_alone() -> None:
    assert fences(Source("a.md", "```\na: b\n```\n```bash\na: [\n```\n~~~console\n~~~\n")).blocks == []


def test_a_block_that_never_ends() -> None:
    assert found("text\n\n```yaml\na: [b\n") == [(3, 1, "yaml-syntax", None)]
    assert found("```yaml\na: b\n```\n\n````yaml\n```\n") == [(5, 1, "yaml-syntax", None)]
    assert found("```\na: [\n") == []


def test_everything_outside_of_a_block_is_blank_and_no_place_moves() -> None:
    text = "# Ünï\r\n\r\n```yaml\r\na: b\r\n```\r\nend"
    (block,) = fences(Source("a.md", text)).blocks
    assert len(block.text) == len(text)
    assert block.text.split() == ["a:", "b"]
    assert block.position(block.text.index("a")) == (4, 1)


def test_a_text_of_nothing_but_blocks_is_read_up_to_a_limit() -> None:
    text = "```json\n{}\n```\n" * (MOST + 10)
    assert len(fences(Source("notes.md", text)).blocks) == MOST


def test_a_list_of_things_without_a_kind_is_told_up_to_a_limit() -> None:
    text = "apiVersion: v1\nkind: List\nitems:\n" + "- {}\n" * 1100
    assert len(run(text, "list.yaml")) == 1000


TEMPLATES = """Text

```yaml
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  prots: [{port: 80}]
```

> ```yaml
> {{- if .Values.enabled }}
> apiVersion: v1
> kind: ConfigMap
> metadata:
>   name: {{ .Release.Name }}
> dta: {}
> {{- end }}
> ```

```yaml
apiVersion: v1
kind: Pod
metadata:
  name: {{ name }}
spec:
  restartPolicy:Alwys
  containers: [{name: a, image: "a:1"}]
```

A part of one, and what nobody can read:

```yaml
spec:
  {{- if .Values.x }}
  replicas: {{ .Values.replicas }}
  {{- end }}
```

```yaml
{{- define "x" -}}
{{ toYaml .a
```
"""


def test_blocks_that_are_templates_are_read_as_such() -> None:
    assert [(line, column, rule) for line, column, rule, _ in found(TEMPLATES)] == [
        (9, 3, "unknown-field"),
        (18, 3, "unknown-field"),
        (28, 3, "yaml-syntax"),
        (28, 17, "invalid-enum"),
    ]
    numbers = [finding.document for finding in run(TEMPLATES, "a.md")]
    assert numbers == [0, 1, 2, 2]
