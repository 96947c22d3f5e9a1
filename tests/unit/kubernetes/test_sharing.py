"""What rules find in a pod is kept for the others that ask, as long as its object is judged."""

from __future__ import annotations

from podlint.kubernetes import pods
from podlint.kubernetes.objects import objects
from podlint.kubernetes.view import KubeObject, View, once
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers: [{name: first, image: 'a:1'}]
  containers:
    - {name: web, image: 'web:1', ports: [{containerPort: 80}, null, {containerPort: 81}]}
    - {name: log, image: 'log:1'}
"""


def _pod(text: str = POD) -> KubeObject:
    [target] = objects(parse(Source("pod.yaml", text)).documents[0].document)
    return target


def _counted(asked: list[str]) -> object:
    @once
    def image(container: View) -> str | None:
        asked.append(str(container.get("name")))
        return container.text("image")

    return image


def test_all_see_one_pod_with_the_same_containers() -> None:
    target = _pod()
    assert target.pod() is not target.pod()
    pod = target.sharing()
    assert pod is not None
    assert target.pod() is pod
    assert target.sharing() is pod
    assert [c.get("name") for c in pods.all_containers(pod)] == ["first", "web", "log"]
    assert all(one is other for one, other in zip(pods.all_containers(pod), pods.all_containers(pod), strict=True))


def test_entries_of_a_shared_container_are_looked_up_once() -> None:
    pod = _pod().sharing()
    assert pod is not None
    web, log = pods.containers(pod)
    first = [*web.each("ports")]
    assert [(port.get("containerPort"), port.path[-1]) for port in first] == [(80, 0), (81, 2)]
    assert all(one is other for one, other in zip(first, web.each("ports"), strict=True))
    assert next(web.each("ports")) is first[0]
    assert [*log.each("ports")] == []
    assert [*log.each("name")] == []


def test_a_fact_is_found_once_for_each_container_shared_or_not() -> None:
    for share in (False, True):
        target, asked = _pod(), []
        pod = target.sharing() if share else target.pod()
        image = _counted(asked)
        assert pod is not None
        for _ in range(3):
            assert [image(c) for c in pods.all_containers(pod)] == ["a:1", "web:1", "log:1"]  # type: ignore[operator]
        assert asked == ["first", "web", "log"]


def test_what_is_kept_goes_with_the_facts() -> None:
    target = _pod()
    pod = target.sharing()
    target.facts.clear()
    assert target.pod() is not pod
    assert target.kept is None


def test_a_pod_of_many_containers_is_kept_in_part() -> None:
    lines = "\n".join(f"    - {{name: c{number}, image: 'a:1'}}" for number in range(1000))
    pod = _pod(POD + lines + "\n").sharing()
    assert pod is not None
    sharing = [container for container in pods.containers(pod) if container.kept is not None]
    assert len(sharing) == pods._SHARING


def test_an_object_without_a_pod_shares_none() -> None:
    target = _pod("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    assert target.sharing() is None
    assert target.facts == {}
