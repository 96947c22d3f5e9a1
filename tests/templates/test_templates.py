"""Templates in a run: which files are read, what is counted, what is told of what cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.engine import template_fix
from podlint.engine.fix import apply
from podlint.findings.fix import Safety
from podlint.templates import readings
from podlint.testing import run_all
from podlint.yaml.source import Source

if TYPE_CHECKING:
    import pytest

    from podlint.findings.finding import Finding

CHART = {"Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n"}
SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  ports: [{port: 80}]\n"


def said(files: dict[str, str], **settings: object) -> list[tuple[str, int, str]]:
    return [(one.rule, one.location.start.line, one.severity.word) for one in findings(files, **settings)]


def findings(files: dict[str, str], **settings: object) -> list[Finding]:
    return run_all(files, settings=settings)


def test_templates_may_be_left_out() -> None:
    files = {**CHART, "templates/a.yaml": SERVICE.replace("spec:", "sepc:")}
    assert said(files) == [("unknown-field", 5, "error")]
    assert said(files, templates=False) == []
    text = "{% if x %}\n" + SERVICE.replace("spec:", "sepc:") + "{% endif %}\n"
    assert said({"a.yaml": text}) == [("unknown-field", 6, "error")]
    assert said({"a.yaml": text}, templates=False) == [("yaml-syntax", 1, "info")]


def test_partials_are_left_alone() -> None:
    text = '{{- define "web.spec" }}\n{{- end }}\nkind: Service\nsepc: {{ nothing }}\n'
    assert said({**CHART, "templates/_web.yaml": text, "templates/_web.tpl": text, "templates/NOTES.txt": text}) == []


def test_templates_elsewhere_are_told_by_what_is_no_yaml() -> None:
    assert said({"a.yaml": SERVICE.replace("spec:", "sepc:")}) == [("unknown-field", 5, "error")]
    quoted = SERVICE.replace("{{ .Release.Name }}", '"{{ name }}"')
    assert said({"a.yaml": quoted.replace("spec:", "sepc:")}) == [("unknown-field", 5, "error")]


def test_a_fault_that_is_no_matter_of_the_template_is_one() -> None:
    tab = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n\ta: "{{ x }}"\n'
    assert said({"a.yaml": tab}) == [("yaml-syntax", 6, "error")]
    two = SERVICE + "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n\ta: b\n"
    assert said({**CHART, "templates/a.yaml": two}) == [("yaml-syntax", 13, "error")]


def test_lines_that_are_not_understood_are_told_in_a_note() -> None:
    text = SERVICE + "---\napiVersion: v1\nkind: ConfigMap\ndata:\n  a: {{ .x }}\n  {{ .y }} z and\n  c: d\n"
    [one] = findings({**CHART, "templates/a.yaml": text})
    assert (one.rule, one.severity.word) == ("yaml-syntax", "info")
    assert one.message == "template, 7 lines not understood"


def test_a_jinja_template_is_read() -> None:
    text = """{# two of them #}
{% for app in apps %}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ app.name | default('web') }}
spec:
  {% if app.replicas is defined %}
  replicas: {{ app.replicas }}
  {% else %}
  replicsa: 1
  {% endif %}
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: "{{ app.image }}"
{% endfor %}
"""
    assert said({"all.yaml": text}) == [("unknown-field", 12, "error")]
    assert said({"all.yaml.j2": text}) == [("unknown-field", 12, "error")]


def test_lines_that_envsubst_fills_in_are_read_over() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  ${LABELS}\ndata:\n${DATA}\nimutable: true\n"
    assert said({"a.yaml": text}) == [("unknown-field", 8, "error")]
    assert said({"a.yaml": text.replace("  ${LABELS}", "\tlabels: {}")}) != []


FIXED = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  {{- if .Values.replicas }}
  replicas: {{ .Values.replicas }}
  {{- else }}
  paused: true
  {{- end }}
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      restartPolicy: Always
      containers:
        {{- toYaml .Values.more | nindent 8 }}
        - name: web
          image: "{{ .Values.image }}"
"""


def test_slips_in_fixed_text_are_fixed() -> None:
    slips = {"paused:": "pausd:", "template:": "tempalte:", "restartPolicy: Always": "restartPolicy: always"}
    text = FIXED
    for right, wrong in slips.items():
        text = text.replace(right, wrong)
    found = findings({**CHART, "templates/a.yaml": text})
    assert [one.location.start.line for one in found if one.fix is not None] == [9, 13]
    once = apply(Source("templates/a.yaml", text), found, Safety.SAFE)
    again = apply(
        Source("templates/a.yaml", once.text), findings({**CHART, "templates/a.yaml": once.text}), Safety.SAFE
    )
    assert (again.text, again.refused) == (FIXED, [])


def test_a_fix_that_changes_something_else_is_not_made() -> None:
    text = FIXED.replace("restartPolicy:", "restartPolicyy:")
    [one] = findings({**CHART, "templates/a.yaml": text})
    assert one.fix is not None
    [edit] = one.fix.edits
    for wrong in ("restartPolicy: Never #", "containers", "{{ x }}"):
        fix = one.fix._replace(edits=(edit._replace(text=wrong),))
        assert apply(Source("templates/a.yaml", text), [one._replace(fix=fix)], Safety.SAFE).fixed == []
    assert apply(Source("templates/a.yaml", text), [one], Safety.UNSAFE).text == FIXED


def test_how_a_template_reads_is_found_out_once_for_all_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    text = FIXED.replace("paused:", "pausd:").replace("restartPolicy: Always", "restartPolicy: always")
    found = findings({**CHART, "templates/a.yaml": text})
    asked: list[str] = []
    proofs: list[int] = []

    def is_template(source: Source) -> bool:
        asked.append(source.path)
        return True

    def refused(source: Source, text: str, findings: list[Finding]) -> bool:
        proofs.append(len(findings))
        return False

    monkeypatch.setattr(template_fix, "is_template", is_template)
    monkeypatch.setattr(template_fix, "sound", refused)
    fixed = apply(Source("templates/a.yaml", text), found, Safety.SAFE)
    assert (fixed.text, fixed.fixed) == (text, [])
    assert proofs == [2, 2, 1, 1]
    assert asked == ["templates/a.yaml"]


def test_of_a_template_in_markdown_only_its_own_block_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    block = SERVICE.replace("spec:", "  labels:\n    app: web\n   tier: x\nspec:")
    text = "".join(f"```yaml\n{block}```\n" for _ in range(20))
    written: list[int] = []
    looked: list[int] = []
    below, lines = readings._below_headers, Source.line_starts.fget

    def below_headers(part: str) -> str:
        written.append(len(part))
        return below(part)

    def line_starts(source: Source) -> list[int]:
        if source._starts is None:
            looked.append(len(source.text))
        return lines(source)  # type: ignore[misc]

    monkeypatch.setattr(readings, "_below_headers", below_headers)
    monkeypatch.setattr(Source, "line_starts", property(line_starts))
    assert len(findings({"notes.md": text})) >= 20
    assert written
    assert max(written) <= len(block) + 5
    assert sum(length > len(block) * 2 for length in looked) < 5


def test_comments_hide_findings_in_templates() -> None:
    text = SERVICE.replace("spec:", "# podlint: ignore[unknown-field]\nsepc:")
    assert said({**CHART, "templates/a.yaml": text}) == []
    text = SERVICE.replace("metadata:", "metadata:\n  annotations: {podlint.dev/ignore: unknown-field}")
    assert said({**CHART, "templates/a.yaml": text.replace("spec:", "sepc:")}) == []


def test_warnings_are_for_what_is_there_in_any_case() -> None:
    pod = """{{- if .Values.enabled }}
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:1.27
      ports:
        - containerPort: 80
        - containerPort: 80
{{- end }}
"""
    assert said({**CHART, "templates/a.yaml": pod}) == [("duplicate-port", 12, "warning")]
    twice = "        - containerPort: 80\n        - containerPort: 80\n"
    under = pod.replace(twice, twice.replace("\n", "\n        {{- if .x }}\n", 1) + "        {{- end }}\n")
    assert said({**CHART, "templates/a.yaml": under}) == []


def test_objects_of_templates_are_no_context_for_others() -> None:
    ingress = """apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  defaultBackend: {service: {name: web, port: {number: 81}}}
"""
    files = {"web.yaml": ingress, "service.yaml": SERVICE.replace("{{ .Release.Name }}", "{{ name }}")}
    assert said(files) == []


def test_keys_that_are_written_are_not_held_against_each_other() -> None:
    text = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  {{ .a }}: b\n  {{ .c }}: d\n  {{ .e }}x: f\n"
    )
    assert said({**CHART, "templates/a.yaml": text + "  {{ .g }}x: h\n"}) == []


WORKLOAD = """apiVersion: {{ include "web.apiVersion" . }}
kind: Deployment
metadata:
  name: web
spec:
  replicsa: 2
  rollbackTo: {revision: 1}
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: other}
    spec:
      containers:
        - image: nginx
          ports: 80
"""


def test_a_kind_whose_version_is_written_has_what_is_wrong_in_all_versions_told() -> None:
    assert said({**CHART, "templates/a.yaml": WORKLOAD}) == [
        ("unknown-field", 6, "error"),
        ("selector-mismatch", 12, "error"),
        ("missing-field", 15, "error"),
        ("wrong-type", 16, "error"),
    ]


def test_what_only_some_version_of_a_kind_refuses_is_not_told() -> None:
    old = (
        "apiVersion: {{ .Values.api }}\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  backend:\n    serviceName: a\n"
        "  rules:\n    - http:\n        paths:\n          - backend: {serviceName: a, servicePort: 80}\n"
    )
    assert said({**CHART, "templates/a.yaml": old}) == []
    beta = (
        "apiVersion: {{ .Values.api }}\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n"
        "  minReplicas: one\n  targetCPUUtilizationPercentage: 80\n  metrics: []\n"
    )
    assert said({**CHART, "templates/a.yaml": beta}) == [("wrong-type", 6, "error")]


def test_a_kind_that_is_one_of_two_is_read_as_both() -> None:
    for kind in ('{{ .Values.all | ternary "ClusterRole" "Role" }}', "{{ if .Values.all }}Cluster{{ end }}Role"):
        text = f"apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata:\n  name: web\nruels: []\n"
        assert said({**CHART, "templates/a.yaml": text}) == [("unknown-field", 5, "error")]
        known = text.replace("ruels: []", "aggregationRule: {clusterRoleSelectors: []}")
        assert said({**CHART, "templates/a.yaml": known}) == []
    unknown = "apiVersion: rbac.authorization.k8s.io/v1\nkind: {{ .Values.kind }}\nmetadata:\n  name: web\nruels: []\n"
    assert said({**CHART, "templates/a.yaml": unknown}) == []


def test_a_kind_that_somebody_may_have_defined_too_is_left_open() -> None:
    text = "apiVersion: {{ .Values.api }}\nkind: Service\nmetadata:\n  name: web\nsepc: {}\nprots: []\n"
    assert said({**CHART, "templates/a.yaml": text}) == [("unknown-field", 5, "error")]
