"""What a finding is known by."""

from __future__ import annotations

from podlint import testing
from podlint.findings.fingerprint import Fingerprints, Key, key
from podlint.yaml.place import named_pointer

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
    - {name: web, image: "registry.example/web:1", imagePullPolcy: Always}
"""


def test_the_key_of_a_finding_names_file_rule_object_and_place() -> None:
    (finding,) = (f for f in testing.run(POD) if f.rule == "unknown-field")
    pointer = "/spec/containers/name=web/imagePullPolcy"
    assert key(finding, "pod.yaml") == Key("pod.yaml", "unknown-field", "", "Pod", "shop", "web", pointer)
    assert finding.pointer == "/spec/containers/0/imagePullPolcy"


def test_a_key_does_not_depend_on_lines_order_or_api_version() -> None:
    def keys(text: str) -> set[Key]:
        return {key(finding) for finding in testing.run(text) if finding.rule == "unknown-field"}

    job = "apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: x}\nwrong: 1\n"
    assert keys(job) == keys(f"# moved\n\n{job.replace('v1', 'v1beta2')}") != set()
    other = '    - {name: first, image: "registry.example/first:1"}\n'
    assert keys(POD) == keys(POD.replace("  containers:\n", f"  containers:\n{other}")) != set()


def test_equal_keys_are_numbered() -> None:
    found = [f for f in testing.run(f"{POD}---\n{POD}") if f.rule == "unknown-field"]
    fingerprints, again = Fingerprints(), Fingerprints()
    first, second = (fingerprints(finding, "pod.yaml") for finding in found)
    assert first != second
    assert [again(finding, "pod.yaml") for finding in found] == [first, second]


def test_list_items_go_by_their_names() -> None:
    data = {
        "items": [{"kind": "Service", "metadata": {"name": "web"}}, {"metadata": None}, "text"],
        "env": [{"name": "a/b~c"}, {"name": 7}, {"name": ""}, ["x"]],
    }
    assert named_pointer(("items", 0, "kind"), data) == "/items/name=web/kind"
    assert named_pointer(("items", 1, "metadata", "name"), data) == "/items/1/metadata/name"
    assert named_pointer(("items", 2), data) == "/items/2"
    assert named_pointer(("items", 9, "x", 0), data) == "/items/9/x/0"
    assert named_pointer(("env", 0, "value"), data) == "/env/name=a~1b~0c/value"
    assert [named_pointer(("env", i), data) for i in (1, 2, 3)] == ["/env/1", "/env/2", "/env/3"]
    assert named_pointer((), data) == ""
