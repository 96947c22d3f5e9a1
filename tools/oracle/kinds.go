package main

import (
	"context"
	"fmt"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/rest"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	crdregistry "k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/install"
	apiservice "k8s.io/kube-aggregator/pkg/registry/apiservice"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/capabilities"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingadmissionpolicy"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingadmissionpolicybinding"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingwebhookconfiguration"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingadmissionpolicy"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingadmissionpolicybinding"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingwebhookconfiguration"
	"k8s.io/kubernetes/pkg/registry/apps/controllerrevision"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/replicaset"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/autoscaling/horizontalpodautoscaler"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/certificates/certificates"
	"k8s.io/kubernetes/pkg/registry/certificates/clustertrustbundle"
	"k8s.io/kubernetes/pkg/registry/coordination/lease"
	"k8s.io/kubernetes/pkg/registry/coordination/leasecandidate"
	"k8s.io/kubernetes/pkg/registry/core/configmap"
	"k8s.io/kubernetes/pkg/registry/core/endpoint"
	"k8s.io/kubernetes/pkg/registry/core/limitrange"
	"k8s.io/kubernetes/pkg/registry/core/namespace"
	"k8s.io/kubernetes/pkg/registry/core/node"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolume"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolumeclaim"
	"k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/registry/core/podtemplate"
	"k8s.io/kubernetes/pkg/registry/core/replicationcontroller"
	"k8s.io/kubernetes/pkg/registry/core/resourcequota"
	"k8s.io/kubernetes/pkg/registry/core/secret"
	"k8s.io/kubernetes/pkg/registry/core/serviceaccount"
	"k8s.io/kubernetes/pkg/registry/discovery/endpointslice"
	"k8s.io/kubernetes/pkg/registry/flowcontrol/flowschema"
	"k8s.io/kubernetes/pkg/registry/flowcontrol/prioritylevelconfiguration"
	"k8s.io/kubernetes/pkg/registry/networking/ingress"
	"k8s.io/kubernetes/pkg/registry/networking/ingressclass"
	"k8s.io/kubernetes/pkg/registry/networking/ipaddress"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
	"k8s.io/kubernetes/pkg/registry/networking/servicecidr"
	"k8s.io/kubernetes/pkg/registry/node/runtimeclass"
	"k8s.io/kubernetes/pkg/registry/policy/poddisruptionbudget"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrole"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrolebinding"
	"k8s.io/kubernetes/pkg/registry/rbac/role"
	"k8s.io/kubernetes/pkg/registry/rbac/rolebinding"
	"k8s.io/kubernetes/pkg/registry/resource/deviceclass"
	"k8s.io/kubernetes/pkg/registry/resource/devicetaintrule"
	"k8s.io/kubernetes/pkg/registry/resource/resourceclaim"
	"k8s.io/kubernetes/pkg/registry/resource/resourceclaimtemplate"
	"k8s.io/kubernetes/pkg/registry/resource/resourceslice"
	"k8s.io/kubernetes/pkg/registry/scheduling/priorityclass"
	"k8s.io/kubernetes/pkg/registry/storage/csidriver"
	"k8s.io/kubernetes/pkg/registry/storage/csinode"
	"k8s.io/kubernetes/pkg/registry/storage/csistoragecapacity"
	"k8s.io/kubernetes/pkg/registry/storage/storageclass"
	"k8s.io/kubernetes/pkg/registry/storage/volumeattachment"
	"k8s.io/kubernetes/pkg/registry/storage/volumeattributesclass"
)

// createdKind is what the server knows of a kind when an object of it is created.
type createdKind struct {
	scheme   *runtime.Scheme
	strategy rest.RESTCreateStrategy
	// begin is what the storage of the kind does before its strategy is asked, nil for most.
	begin func(context.Context, runtime.Object) error
}

// unresolved stands for the resources of the cluster where a strategy wants them; without an authorizer none asks.
type unresolved struct{}

func (unresolved) Resolve(kind schema.GroupVersionKind) (schema.GroupVersionResource, error) {
	return schema.GroupVersionResource{}, fmt.Errorf("no resource of %s is known", kind)
}

var kinds = map[schema.GroupKind]createdKind{}

// crdScheme and apiServiceScheme are those of the servers that the API server puts beside its own kinds.
var crdScheme, apiServiceScheme = runtime.NewScheme(), runtime.NewScheme()

func init() {
	// As clusters are set up; without it no container may be privileged.
	capabilities.Setup(true, 0)
	apiextensions.Install(crdScheme)
	apiregistration.Install(apiServiceScheme)
	for group, strategies := range builtin {
		for kind, strategy := range strategies {
			kinds[schema.GroupKind{Group: group, Kind: kind}] = createdKind{scheme: legacyscheme.Scheme, strategy: strategy}
		}
	}
	kinds[schema.GroupKind{Kind: "Service"}] = services()
	kinds[schema.GroupKind{Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition"}] = createdKind{
		scheme: crdScheme, strategy: crdregistry.NewStrategy(crdScheme),
	}
	kinds[schema.GroupKind{Group: "apiregistration.k8s.io", Kind: "APIService"}] = createdKind{
		scheme: apiServiceScheme, strategy: apiservice.NewStrategy(apiServiceScheme),
	}
}

var builtin = map[string]map[string]rest.RESTCreateStrategy{
	"": {
		"ConfigMap": configmap.Strategy, "Endpoints": endpoint.Strategy, "LimitRange": limitrange.Strategy,
		"Namespace": namespace.Strategy, "Node": node.Strategy, "PersistentVolume": persistentvolume.Strategy,
		"PersistentVolumeClaim": persistentvolumeclaim.Strategy, "Pod": pod.Strategy, "PodTemplate": podtemplate.Strategy,
		"ReplicationController": replicationcontroller.Strategy, "ResourceQuota": resourcequota.Strategy,
		"Secret": secret.Strategy, "ServiceAccount": serviceaccount.Strategy,
	},
	"admissionregistration.k8s.io": {
		"MutatingAdmissionPolicy":          mutatingadmissionpolicy.NewStrategy(nil, unresolved{}),
		"MutatingAdmissionPolicyBinding":   mutatingadmissionpolicybinding.NewStrategy(nil, nil, unresolved{}),
		"MutatingWebhookConfiguration":     mutatingwebhookconfiguration.Strategy,
		"ValidatingAdmissionPolicy":        validatingadmissionpolicy.NewStrategy(nil, unresolved{}),
		"ValidatingAdmissionPolicyBinding": validatingadmissionpolicybinding.NewStrategy(nil, nil, unresolved{}),
		"ValidatingWebhookConfiguration":   validatingwebhookconfiguration.Strategy,
	},
	"apps": {
		"ControllerRevision": controllerrevision.Strategy, "DaemonSet": daemonset.Strategy,
		"Deployment": deployment.Strategy, "ReplicaSet": replicaset.Strategy, "StatefulSet": statefulset.Strategy,
	},
	"autoscaling": {"HorizontalPodAutoscaler": horizontalpodautoscaler.Strategy},
	"batch":       {"CronJob": cronjob.Strategy, "Job": job.Strategy},
	"certificates.k8s.io": {
		"CertificateSigningRequest": certificates.Strategy, "ClusterTrustBundle": clustertrustbundle.Strategy,
	},
	"coordination.k8s.io": {"Lease": lease.Strategy, "LeaseCandidate": leasecandidate.Strategy},
	"discovery.k8s.io":    {"EndpointSlice": endpointslice.Strategy},
	"flowcontrol.apiserver.k8s.io": {
		"FlowSchema": flowschema.Strategy, "PriorityLevelConfiguration": prioritylevelconfiguration.Strategy,
	},
	"networking.k8s.io": {
		"IPAddress": ipaddress.Strategy, "Ingress": ingress.Strategy, "IngressClass": ingressclass.Strategy,
		"NetworkPolicy": networkpolicy.Strategy, "ServiceCIDR": servicecidr.Strategy,
	},
	"node.k8s.io": {"RuntimeClass": runtimeclass.Strategy},
	"policy":      {"PodDisruptionBudget": poddisruptionbudget.Strategy},
	"rbac.authorization.k8s.io": {
		"ClusterRole": clusterrole.Strategy, "ClusterRoleBinding": clusterrolebinding.Strategy,
		"Role": role.Strategy, "RoleBinding": rolebinding.Strategy,
	},
	"resource.k8s.io": {
		"DeviceClass": deviceclass.Strategy, "DeviceTaintRule": devicetaintrule.Strategy,
		"ResourceClaim":         resourceclaim.NewStrategy(nil, nil),
		"ResourceClaimTemplate": resourceclaimtemplate.NewStrategy(nil), "ResourceSlice": resourceslice.Strategy,
	},
	"scheduling.k8s.io": {"PriorityClass": priorityclass.Strategy},
	"storage.k8s.io": {
		"CSIDriver": csidriver.Strategy, "CSINode": csinode.Strategy, "CSIStorageCapacity": csistoragecapacity.Strategy,
		"StorageClass": storageclass.Strategy, "VolumeAttachment": volumeattachment.Strategy,
		"VolumeAttributesClass": volumeattributesclass.Strategy,
	},
}
