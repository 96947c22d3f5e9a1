"""Objects judged as their kustomizations build them, each finding at the line that it comes from."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from podlint import registry
from podlint.config.settings import Settings
from podlint.engine import objects
from podlint.engine.job import Job
from podlint.engine.run import run
from podlint.files.discover import Target
from podlint.kustomize.build import BuiltDocument
from podlint.testing import run_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from podlint.findings.finding import Finding

DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.example/web:1
          ports: [{name: http, containerPort: 8080}]
"""
PATCH = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: web
"""
REMOTE = "https://git.example.org/owner/repository?ref=v1"
BASE = {"base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": DEPLOYMENT}


def found(files: dict[str, str], *rules: str) -> list[tuple[str, int, str]]:
    """Path, line and rule of each finding."""
    return [(f.location.path, f.location.start.line, f.rule) for f in linted(files, *rules)]


def linted(files: dict[str, str], *rules: str) -> list[Finding]:
    return run_all(files, rules)


@contextmanager
def stored(files: dict[str, str]) -> Iterator[Path]:
    """The files in a repository of their own."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / ".git").mkdir()
        for path, text in files.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text)
        yield folder


def overlay(name: str, text: str = "") -> dict[str, str]:
    return {f"{name}/kustomization.yaml": f"resources: [../base]\n{text}"}


def test_what_an_overlay_adds_is_there() -> None:
    base = {**BASE, "base/web.yaml": DEPLOYMENT.replace("  selector: {matchLabels: {app: web}}\n", "")}
    assert found({**base, **overlay("prod")}) == [("base/web.yaml", 4, "missing-field")]
    labels = "labels: [{pairs: {app: web}, includeSelectors: true}]\n"
    assert found({**base, **overlay("prod", labels)}) == []


def test_what_holds_in_all_overlays_is_said_once() -> None:
    base = {**BASE, "base/web.yaml": DEPLOYMENT.replace("web:1", "web")}
    [finding] = linted({**base, **overlay("prod"), **overlay("dev", "namePrefix: dev-\n")})
    assert (finding.location.path, finding.location.start.line, finding.rule) == ("base/web.yaml", 11, "image-latest")
    assert "as built by" not in finding.message


def test_what_holds_in_some_overlays_names_them() -> None:
    base = {**BASE, "base/web.yaml": DEPLOYMENT.replace("web:1", "web")}
    tag = "images: [{name: registry.example/web, newTag: v1}]\n"
    [finding] = linted({**base, **overlay("prod", tag), **overlay("dev"), **overlay("test")})
    assert finding.message.endswith("(as built by dev and test)")
    assert [place.location.path for place in finding.related] == ["dev/kustomization.yaml", "test/kustomization.yaml"]
    assert found({**base, **overlay("prod", tag)}) == []


def test_a_value_that_a_kustomization_sets_is_shown_there() -> None:
    tag = "images:\n  - name: registry.example/web\n    newTag: latest\n"
    assert found({**BASE, **overlay("prod", tag)}) == [("prod/kustomization.yaml", 4, "image-latest")]


def test_a_value_that_a_patch_sets_is_shown_in_the_patch() -> None:
    port = "          ports: [{name: admin, containerPort: 8080}]\n"
    files = {
        **BASE,
        **overlay("prod", "patches: [{path: patch.yaml}]\n"),
        "prod/patch.yaml": PATCH + "          securityContext: {privileged: true}\n",
    }
    assert found(files, "privileged-container") == [("prod/patch.yaml", 9, "privileged-container")]
    files["prod/patch.yaml"] = PATCH[: PATCH.index("        - name")] + (
        "        - name: admin\n          image: registry.example/admin:1\n" + port
    )
    [finding] = linted(files, "port-conflict")  # kustomize puts containers of a patch before the others
    assert (finding.location.path, finding.location.start.line) == ("base/web.yaml", 12)
    assert [(place.location.path, place.location.start.line) for place in finding.related] == [("prod/patch.yaml", 10)]


def test_what_a_patch_corrects_is_silent() -> None:
    base = {**BASE, "base/web.yaml": DEPLOYMENT + "          securityContext: {privileged: true}\n"}
    better = PATCH + "          securityContext: {privileged: false}\n"
    files = {**base, **overlay("prod", "patches: [{path: patch.yaml}]\n"), "prod/patch.yaml": better}
    assert found(files, "privileged-container") == []
    assert found({**files, **overlay("dev")}, "privileged-container") == [("base/web.yaml", 13, "privileged-container")]


def test_text_is_judged_where_it_stands() -> None:
    base = {**BASE, "base/web.yaml": DEPLOYMENT.replace("          image:", "          imgae: a\n          image:")}
    files = {**base, **overlay("prod"), **overlay("dev")}
    assert found(files) == [("base/web.yaml", 11, "unknown-field")]


def test_objects_that_a_kustomization_joins_are_judged_together() -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports: [PORT]\n"
    files = {
        **BASE,
        "prod/kustomization.yaml": "resources: [../base, service.yaml]\nnamePrefix: prod-\n",
        "prod/service.yaml": service.replace("PORT", "{port: 80, targetPort: https}"),
    }
    assert found(files) == [("prod/service.yaml", 6, "service-target-port")]
    files["prod/service.yaml"] = service.replace("PORT", "{port: 80, targetPort: http}")
    assert found(files) == []


def test_a_comment_in_the_base_suppresses_what_overlays_build() -> None:
    line = "          image: registry.example/web # podlint: ignore[image-latest] tagged by the registry\n"
    base = {**BASE, "base/web.yaml": DEPLOYMENT.replace("          image: registry.example/web:1\n", line)}
    assert found({**base, **overlay("prod"), **overlay("dev")}) == []


def test_what_kustomize_refuses_is_said_at_its_line() -> None:
    files = {
        **BASE,
        **overlay("prod", "patches:\n  - patch: |-\n      kind: Deployment\n      metadata: {name: wbe}\n"),
    }
    assert [(path, rule) for path, _, rule in found(files)] == [("prod/kustomization.yaml", "kustomization-invalid")]


def test_a_patch_that_changes_nothing_is_said() -> None:
    step = '[{"op": "replace", "path": "/spec/paused", "value": false}]'
    base = {**BASE, "base/web.yaml": DEPLOYMENT.replace("spec:\n  sel", "spec:\n  paused: false\n  sel")}
    patch = f"patches:\n  - target: {{kind: Deployment, name: NAME}}\n    patch: '{step}'\n"
    nothing = overlay("prod", patch.replace("NAME", "web"))
    assert found({**base, **nothing}) == [("prod/kustomization.yaml", 3, "patch-without-effect")]
    nobody = overlay("prod", patch.replace("NAME", "wbe"))
    [finding] = linted({**base, **nobody})
    assert (finding.rule, finding.message) == ("patch-without-effect", "this patch has a target that no object fits")
    useful = overlay("prod", patch.replace("NAME", "web").replace("false", "true"))
    assert found({**base, **useful}) == []


def test_a_patch_of_a_component_need_not_fit_everywhere() -> None:
    component = (
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n"
        "  - target: {kind: Deployment, name: dev-web}\n"
        """    patch: '[{"op": "add", "path": "/spec/replicas", "value": 2}]'\n"""
    )
    files = {
        **BASE,
        "part/kustomization.yaml": component,
        **overlay("prod", "components: [../part]\n"),
        "dev/kustomization.yaml": "resources: [named]\ncomponents: [../part]\n",
        "dev/named/kustomization.yaml": "resources: [../../base]\nnamePrefix: dev-\n",
    }
    assert found(files) == []


def test_three_hundred_overlays_stay_linear_in_what_is_read() -> None:
    """The base is parsed once for all of them, so that a finding of all is found once."""
    base = {**BASE, "base/web.yaml": DEPLOYMENT.replace("web:1", "web")}
    many = {name: text for number in range(300) for name, text in overlay(f"over-{number}").items()}
    assert found({**base, **many}) == [("base/web.yaml", 11, "image-latest")]


def test_a_file_that_is_not_there_may_be_made_before() -> None:
    generator = "secretGenerator: [{name: keys, envs: [.env.secret]}]\n"
    assert found({**BASE, **overlay("prod", generator)}) == []


def test_a_base_that_nobody_takes_may_be_completed_elsewhere() -> None:
    """Its selector, its namespace and the tags of its images may come from an overlay in another repository."""
    text = DEPLOYMENT.replace("  selector: {matchLabels: {app: web}}\n", "").replace("web:1", "web")
    broken = text.replace("name: http", "name: HTTP")
    assert found({**BASE, "base/web.yaml": text}) == []
    assert found({**BASE, "base/web.yaml": broken}) == [("base/web.yaml", 11, "invalid-name")]
    files = {"app/kustomization.yaml": BASE["base/kustomization.yaml"], "app/web.yaml": text}
    assert {rule for _, _, rule in found(files)} == {"missing-field", "image-latest"}


def test_what_is_not_in_the_project_is_counted_and_named() -> None:
    with stored({**BASE, "prod/kustomization.yaml": f"resources: [../base, {REMOTE!r}]\n"}) as folder:
        targets = [Target(folder / "prod" / "kustomization.yaml", explicit=True)]
        report = run(Job(registry.load(plugins=False), lambda _: Settings(), targets))
    assert report.built_in_part == 1
    assert report.results[0].unknown == (f"{REMOTE} is on another machine",)


def test_an_object_is_called_as_its_lines_call_it() -> None:
    """Whatever overlays there are: baselines, fingerprints and entries of the configuration know it by that name."""
    base = {**BASE, "base/web.yaml": DEPLOYMENT.replace("web:1", "web")}
    for overlays in (overlay("prod", "namePrefix: prod-\n"), overlay("alpha", "namespace: alpha\nnameSuffix: -a\n")):
        [finding] = linted({**base, **overlays})
        assert str(finding.object) == "Deployment web"
    secret = "secretGenerator: [{name: tls, type: kubernetes.io/tls, literals: [tls.crt=a]}]\nnamePrefix: a-\n"
    findings = linted({**BASE, **overlay("prod", secret)}, "secret-invalid")
    assert {str(finding.object) for finding in findings} == {"Secret tls"}


def test_what_stands_in_an_overlay_does_not_name_it() -> None:
    """So that a patch by itself is judged with the same words as in the whole project, where others build the base."""
    patch = PATCH + "          securityContext: {privileged: true}\n"
    prod = {**overlay("prod", "patches: [{path: patch.yaml}]\n"), "prod/patch.yaml": patch}
    [finding] = linted({**BASE, **prod, **overlay("dev")}, "privileged-container")
    assert finding.location.path == "prod/patch.yaml"
    assert "as built by" not in finding.message


def test_a_value_far_down_in_another_file_is_read_there() -> None:
    """A patch in a kustomization of more lines than the file that it patches: run_all fails where podlint does."""
    lines = "# a comment\n" * 20
    patch = "patches:\n  - target: {kind: Deployment}\n    patch: |-\n      - op: add\n        path: /spec/replicas\n"
    assert found({**BASE, **overlay("prod", f'{lines}{patch}        value: "81"\n')}) == [
        ("prod/kustomization.yaml", 27, "wrong-type")
    ]


def test_an_overlay_linted_alone_has_what_it_has_in_the_whole() -> None:
    """A patch has no objects of its own, but what cross-object rules say of what it makes."""
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n"
    files = {
        "base/kustomization.yaml": "resources: [web.yaml, service.yaml]\n",
        "base/web.yaml": DEPLOYMENT,
        "base/service.yaml": service + "  ports: [{port: 80, targetPort: http}]\n",
        **overlay("prod", "patches: [{path: patch.yaml}]\n"),
        "prod/patch.yaml": service + "  ports: [{port: 80, targetPort: https}]\n",
    }
    with stored(files) as folder:
        for names in (("prod/patch.yaml",), tuple(files)):
            targets = [Target(folder / name, explicit=True) for name in names]
            report = run(Job(registry.load(plugins=False), lambda _: Settings(), targets))
            found = [(Path(f.location.path).name, f.location.start.line, f.rule) for f in report.findings]
            assert found == [("patch.yaml", 6, "service-target-port")]


def test_what_is_wrong_with_a_name_is_shown_at_the_name_not_at_its_prefix() -> None:
    files = {**BASE, **overlay("prod", f"namePrefix: {'p' * 300}-\n")}
    assert ("base/web.yaml", 3, "invalid-name") in found(files)


def test_an_annotation_that_one_overlay_adds_hides_in_that_one() -> None:
    base = {**BASE, "base/web.yaml": DEPLOYMENT.replace("web:1", "web")}
    quiet = "commonAnnotations: {podlint.dev/ignore: image-latest}\n"
    [finding] = linted({**base, **overlay("dev", quiet), **overlay("prod")}, "image-latest")
    assert finding.message.endswith("(as built by prod)")
    assert linted({**base, **overlay("dev", quiet)}) == []
    with stored({**base, **overlay("dev", quiet)}) as folder:
        targets = [Target(path, explicit=True) for path in sorted(folder.rglob("*.yaml"))]
        job = Job(registry.load(plugins=False), lambda _: Settings(), targets)
        assert run(job).suppressed == 1
        assert len(run(job._replace(inline=False)).findings) == 1


def test_an_annotation_hides_what_is_found_between_objects() -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n"
    loud = service + "  ports: [{port: 80, targetPort: http}]\n"
    quiet = loud.replace("{name: web}", "{name: web, annotations: {podlint.dev/ignore: service-target-port}}", 1)
    step = "- {op: replace, path: /spec/ports/0/targetPort, value: htpp}"
    patch = f"patches:\n  - target: {{kind: Service}}\n    patch: '{step}'\n"
    files = {**BASE, "base/kustomization.yaml": "resources: [web.yaml, service.yaml]\n", **overlay("prod", patch)}
    assert found({**files, "base/service.yaml": loud}) == [("prod/kustomization.yaml", 4, "service-target-port")]
    assert found({**files, "base/service.yaml": quiet}) == []


REFUSED = "patches: [{patch: 'apiVersion: v1\n\n    kind: ConfigMap\n\n    metadata: {name: none}'}]\n"


def test_of_what_a_refused_kustomization_takes_only_the_text_is_judged() -> None:
    """What it would make of the base is not known: the tag and the selector may come from it."""
    base = {**BASE, "base/web.yaml": DEPLOYMENT.replace("web:1", "web").replace("  selector:", "  selektor:")}
    assert found({**base, **overlay("prod", REFUSED)}) == [
        ("base/web.yaml", 5, "unknown-field"),
        ("prod/kustomization.yaml", 2, "kustomization-invalid"),
    ]
    assert {rule for _, _, rule in found({**base, **overlay("prod", REFUSED), **overlay("dev")})} == {
        *("unknown-field", "image-latest", "kustomization-invalid"),
    }


def test_a_file_alone_tells_of_the_refused_kustomization_that_takes_it() -> None:
    with stored({**BASE, **overlay("prod", REFUSED)}) as folder:
        targets = [Target(folder / "base" / "web.yaml", explicit=True)]
        report = run(Job(registry.load(plugins=False), lambda _: Settings(), targets))
        file, by = folder / "base" / "web.yaml", folder / "prod" / "kustomization.yaml"
        assert report.notes == (f"{file}: only its text is checked, since Kustomize refuses {by}",)
        assert report.results[0].reason == f"only the text is checked: Kustomize refuses {by}"
        targets.append(Target(by, explicit=True))
        report = run(Job(registry.load(plugins=False), lambda _: Settings(), targets))
        assert (report.notes, report.built_in_part) == ((), 1)


def test_an_overlay_alone_tells_of_the_place_elsewhere_for_which_it_is_refused() -> None:
    files = {
        **BASE,
        **overlay("prod"),
        "base/kustomization.yaml": "resources: [web.yaml]\nimages: [{name: a, tag: b}]\n",
    }
    with stored(files) as folder:
        base, prod = folder / "base" / "kustomization.yaml", folder / "prod" / "kustomization.yaml"
        report = run(Job(registry.load(plugins=False), lambda _: Settings(), [Target(prod, explicit=True)]))
        [note] = report.notes
        assert note.startswith(f"{prod}: Kustomize refuses it: {base}:2:")
        both = [Target(base, explicit=True), Target(prod, explicit=True)]
        report = run(Job(registry.load(plugins=False), lambda _: Settings(), both))
        assert (report.notes, len(report.findings)) == ((), 1)


def test_of_what_a_patch_elsewhere_may_change_nothing_is_called_missing() -> None:
    base = {**BASE, "base/web.yaml": DEPLOYMENT.replace("  selector: {matchLabels: {app: web}}\n", "")}
    missing = [("base/web.yaml", 4, "missing-field")]
    url = "https://files.example.com/selector.yaml"
    for patches in (f"patchesStrategicMerge: [{url!r}]\n", f"patches: [{{path: {url!r}}}]\n"):
        assert found({**base, **overlay("prod", patches)}) == []
    other = f"patches: [{{path: {url!r}, target: {{kind: Service}}}}]\n"
    assert found({**base, **overlay("prod", other)}) == missing
    magic = "transformers: ['{apiVersion: example.com/v1, kind: Magic, metadata: {name: m}}']\n"
    assert found({**base, **overlay("prod", magic)}) == []
    [finding] = linted({**base, **overlay("prod", magic), **overlay("dev")})
    assert finding.message == 'required field "selector" is missing in spec of Deployment web'


def test_a_patch_with_a_target_is_for_the_kind_of_the_target() -> None:
    """Kustomize sets aside what such a patch says of itself: people write any kind and name there."""
    stateful = DEPLOYMENT.replace("Deployment", "StatefulSet").replace("spec:\n", "spec:\n  serviceName: web\n", 1)
    patch = "apiVersion: apps/v1\nkind: KIND\nmetadata: {name: any}\nspec: {podManagementPolicy: Parallel}\n"
    target = "patches: [{path: patch.yaml, target: {kind: StatefulSet}}]\n"
    for kind, expected in (("Deployment", []), ("Any", []), ("StatefulSet", [])):
        files = {**BASE, "base/web.yaml": stateful, **overlay("prod", target)}
        assert found({**files, "prod/patch.yaml": patch.replace("KIND", kind)}) == expected
    misspelt = patch.replace("KIND", "StatefulSet").replace("podManagementPolicy", "podManagementPolcy")
    files = {**BASE, "base/web.yaml": stateful, **overlay("prod", target), "prod/patch.yaml": misspelt}
    assert found(files) == [("prod/patch.yaml", 4, "unknown-field")]


def test_a_text_that_an_alias_repeats_is_judged_once() -> None:
    steps = "- {op: replace, path: /spec/replicas, value: three}"
    first = f"patches:\n  - target: {{kind: Deployment}}\n    patch: &steps '{steps}'\n"
    again = "  - target: {kind: Deployment, labelSelector: a!=b}\n    patch: *steps\n"
    assert ("prod/kustomization.yaml", 4, "wrong-type") in found({**BASE, **overlay("prod", first + again)})
    assert len([rule for _, _, rule in found({**BASE, **overlay("prod", first + again)}) if rule == "wrong-type"]) == 1


def test_a_kind_of_several_versions_is_judged_by_what_all_refuse() -> None:
    scaler = (
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec:\n  maxReplicas: 3\n"
    )
    scaler += "  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n"
    files = {**BASE, "base/kustomization.yaml": "resources: [web.yaml, scaler.yaml]\n", "base/scaler.yaml": scaler}
    steps = "- {op: replace, path: /spec/maxReplicas, value: nine}\n      - {op: add, path: /spec/metrics, value: []}"
    patches = f"patches:\n  - target: {{kind: HorizontalPodAutoscaler}}\n    patch: |-\n      {steps}\n"
    assert found({**files, **overlay("prod", patches)}) == [("prod/kustomization.yaml", 5, "wrong-type")]


def test_an_object_of_another_tool_in_a_file_called_so_is_no_kustomization() -> None:
    flux = (
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\nspec: {prune: true}\n"
    )
    assert found({"apps/kustomization.yaml": flux, "apps/web.yaml": DEPLOYMENT}) == []


def judged(monkeypatch: pytest.MonkeyPatch, files: dict[str, str], *rules: str) -> tuple[list[str | None], list[str]]:
    """The names of the built objects that are judged, and the findings' places."""
    names: list[str | None] = []
    judge = objects.judge

    def counted(target: Any, plan: Any, role: Any, shown: Any = None) -> objects.Judged:
        if isinstance(target.document, BuiltDocument):
            names.append(target.name.name)
        return judge(target, plan, role, shown)

    monkeypatch.setattr(objects, "judge", counted)
    places = [f"{path}:{line}" for path, line, _ in found(files, *rules)]
    return sorted(names), places


def test_objects_that_say_the_same_are_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tag = "images: [{name: registry.example/web, newTag: latest}]\n"
    overlays = {
        "one/kustomization.yaml": f"resources: [../base]\n{tag}",
        "two/kustomization.yaml": f"# Another line, the same tag.\nresources: [../base]\n{tag}",
        "three/kustomization.yaml": f"resources: [../base]\nnamePrefix: three-\n{tag}",
    }
    names, places = judged(monkeypatch, BASE | overlays, "image-latest")
    assert names == ["three-web", "web"]
    assert places == ["one/kustomization.yaml:2", "three/kustomization.yaml:3", "two/kustomization.yaml:3"]


def test_objects_are_each_judged_where_a_rule_looks_at_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    overlays = {f"{name}/kustomization.yaml": "resources: [../base]\n" for name in ("one", "two")}
    names, _ = judged(monkeypatch, BASE | overlays, "sorted-keys")
    assert names == ["web", "web"]
