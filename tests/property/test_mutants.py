"""Valid pods stay silent; a pod with one fault gives an error at that fault."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podlint import testing
from podlint.findings.finding import Finding, Severity
from podlint.schema import catalog
from podlint.schema.belongs import schema_at

Path = tuple["str | int", ...]
ROOT = catalog.linked(catalog.index("1.36")["v1/Pod"])
FREE = ("labels", "annotations", "nodeSelector", "limits", "requests", "matchLabels")

names = st.from_regex(r"[a-z]([a-z0-9]{0,8}[a-z0-9])?", fullmatch=True)
numbers = st.integers(1, 65535)


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping with any of the fields."""
    return st.fixed_dictionaries({}, optional=fields)


def handlers(port: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.fixed_dictionaries({"tcpSocket": st.fixed_dictionaries({"port": port})}),
        st.fixed_dictionaries({"httpGet": st.fixed_dictionaries({"port": port, "path": st.just("/ready")})}),
        st.fixed_dictionaries({"exec": st.fixed_dictionaries({"command": st.just(["true"])})}),
    )


@st.composite
def containers(draw: st.DrawFn, name: str, volumes: list[str]) -> dict[str, Any]:
    ports = draw(st.lists(numbers, max_size=2, unique=True))
    mounted = draw(st.lists(st.sampled_from(volumes), unique=True)) if volumes else []
    container: dict[str, Any] = {
        "name": name,
        "image": f"registry.example/{name}:1",
        "ports": [{"containerPort": port, "protocol": draw(st.sampled_from(["TCP", "UDP"]))} for port in ports],
        "env": [{"name": n.upper(), "value": n} for n in draw(st.lists(names, max_size=2, unique_by=str.upper))],
        "volumeMounts": [{"name": v, "mountPath": f"/mnt/{v}"} for v in mounted],
    }
    container |= draw(
        optional(
            imagePullPolicy=st.sampled_from(["Always", "IfNotPresent", "Never"]),
            terminationMessagePolicy=st.sampled_from(["File", "FallbackToLogsOnError"]),
            workingDir=st.just("/work"),
            args=st.just(["--verbose"]),
            resources=st.just({"requests": {"cpu": "100m"}, "limits": {"cpu": 1, "memory": "64Mi"}}),
            securityContext=optional(
                runAsUser=st.integers(1, 2**31 - 1),
                readOnlyRootFilesystem=st.booleans(),
                capabilities=st.just({"drop": ["ALL"]}),
            ),
        )
    )
    if ports and draw(st.booleans()):
        container["livenessProbe"] = {
            **draw(handlers(st.just(ports[0]))),
            **draw(optional(periodSeconds=st.integers(1, 60), failureThreshold=st.integers(1, 9))),
        }
    return container


@st.composite
def pods(draw: st.DrawFn) -> dict[str, Any]:
    volumes = draw(st.lists(names, max_size=2, unique=True))
    spec: dict[str, Any] = {
        "containers": [
            draw(containers(name, volumes)) for name in draw(st.lists(names, min_size=1, max_size=2, unique=True))
        ],
        "volumes": [
            {"name": v, **draw(st.sampled_from([{"emptyDir": {}}, {"configMap": {"name": "c"}}]))} for v in volumes
        ],
    }
    spec |= draw(
        optional(
            restartPolicy=st.sampled_from(["Always", "OnFailure", "Never"]),
            terminationGracePeriodSeconds=st.integers(0, 300),
            nodeSelector=st.just({"disk": "ssd"}),
            dnsPolicy=st.sampled_from(["ClusterFirst", "Default"]),
            tolerations=st.just([{"key": "gpu", "operator": "Exists", "effect": "NoSchedule"}]),
            hostAliases=st.just([{"ip": "192.0.2.1", "hostnames": ["db.example"]}]),
        )
    )
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "labels": {"app": "p"}}, "spec": spec}


def errors(pod: dict[str, Any]) -> list[Finding]:
    # Two containers may draw one port, and a volume may go unmounted: both are valid for the server.
    ignored = {"port-conflict"}
    found = testing.run(json.dumps(pod), settings={"kubernetes_versions": ("1.36",)})
    return [f for f in found if f.severity is Severity.ERROR and f.rule not in ignored]


def places(value: Any, path: Path = ()) -> list[Path]:
    """Every path below a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [p for key, item in items for p in ((*path, key), *places(item, (*path, key)))]


def at(pod: Any, path: Path) -> Any:
    for step in path:
        pod = pod[step]
    return pod


def mutants(pod: dict[str, Any]) -> list[tuple[str, Path, dict[str, Any]]]:
    """(what was done, where the error must stand, the pod) for every change that the server surely refuses."""
    found = []
    for path in places(pod):
        holder, key = path[:-1], path[-1]
        if any(step in FREE for step in holder) or path[0] in ("apiVersion", "kind"):
            continue
        value, schema = at(pod, path), schema_at(ROOT, path)
        if isinstance(key, str):
            changed = copy.deepcopy(pod)
            at(changed, holder)[f"{key}Q"] = at(changed, holder).pop(key)
            found.append(("misspelt", (*holder, f"{key}Q"), changed))
            if key in schema_at(ROOT, holder).get("required", ()):
                changed = copy.deepcopy(pod)
                del at(changed, holder)[key]
                found.append(("deleted", holder, changed))
        wrong: Any = [{}] if schema.get("type") != "array" else "text"
        if schema.get("type"):
            changed = copy.deepcopy(pod)
            at(changed, holder)[key] = wrong
            found.append(("of another type", path, changed))
        if "enum" in schema:
            changed = copy.deepcopy(pod)
            at(changed, holder)[key] = f"{value}x"
            found.append(("outside the set", path, changed))
        if "maximum" in schema and isinstance(value, int):
            changed = copy.deepcopy(pod)
            at(changed, holder)[key] = schema["maximum"] + 1
            found.append(("out of range", path, changed))
        if schema.get("x-podlint-unique") and value:
            changed = copy.deepcopy(pod)
            at(changed, path).append(copy.deepcopy(at(changed, path)[0]))
            found.append(("doubled", path, changed))
    return found


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(pods())
def test_a_valid_pod_gives_no_error(pod: dict[str, Any]) -> None:
    assert errors(pod) == []


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(pods(), st.data())
def test_one_fault_gives_an_error_at_that_fault(pod: dict[str, Any], data: st.DataObject) -> None:
    what, path, changed = data.draw(st.sampled_from(mutants(pod)))
    pointer = "".join(f"/{step}" for step in path)
    assert any(f.pointer == pointer or f.pointer.startswith(f"{pointer}/") for f in errors(changed)), (what, pointer)
