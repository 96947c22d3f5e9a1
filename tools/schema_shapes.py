"""What the published Kubernetes definitions leave open or get wrong, as data. Read by gen_schemas.py.

Facts: API reference and the Go types of k8s.io/api and k8s.io/apimachinery (custom UnmarshalJSON methods).
"""

from __future__ import annotations

from typing import Any

ANY: dict[str, Any] = {}

# Types whose decoder takes other JSON than the published definition says.
SHAPES: dict[str, dict[str, Any]] = {
    # Quantity.UnmarshalJSON takes the text of a JSON number as well: `cpu: 2`, `memory: 1.5`.
    "apimachinery.api.resource.Quantity": {"type": ["string", "number"], "format": "quantity"},
    "apimachinery.util.intstr.IntOrString": {"type": ["integer", "string"], "format": "int-or-string"},
    "apimachinery.meta.v1.Time": {"type": "string", "format": "date-time"},
    "apimachinery.meta.v1.MicroTime": {"type": "string", "format": "date-time"},
    "apimachinery.meta.v1.FieldsV1": {"type": "object"},
    "apimachinery.runtime.RawExtension": {"type": "object"},
    "apiextensions.v1.JSON": ANY,
    "apiextensions.v1.JSONSchemaPropsOrArray": ANY,
    "apiextensions.v1.JSONSchemaPropsOrBool": ANY,
    "apiextensions.v1.JSONSchemaPropsOrStringArray": ANY,
}

# Fields that the decoder takes though the definition does not list them.
UNDECLARED: dict[str, dict[str, Any]] = {}

# Published as required (the Go field has no `omitempty`), yet the server takes manifests without them.
NOT_REQUIRED: frozenset[tuple[str, str]] = frozenset(
    {
        ("apps.v1.StatefulSetSpec", "serviceName"),
        ("networking.v1.NetworkPolicySpec", "podSelector"),
        ("discovery.v1.EndpointSlice", "endpoints"),
        ("core.v1.HTTPHeader", "value"),
        ("core.v1.Sysctl", "value"),
        ("core.v1.ISCSIVolumeSource", "lun"),
        ("core.v1.ISCSIPersistentVolumeSource", "lun"),
        ("core.v1.ScaleIOVolumeSource", "secretRef"),
        ("core.v1.ScaleIOPersistentVolumeSource", "secretRef"),
        ("core.v1.LimitRangeSpec", "limits"),
        ("core.v1.PreferredSchedulingTerm", "preference"),
        ("batch.v1.PodFailurePolicy", "rules"),
        ("batch.v1.PodFailurePolicyOnPodConditionsPattern", "status"),
        ("core.v1.SleepAction", "seconds"),
    }
)
