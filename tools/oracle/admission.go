package main

import (
	"context"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/client-go/informers"
	api "k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/plugin/pkg/admission/priority"
	"k8s.io/kubernetes/plugin/pkg/admission/runtimeclass"
	podsecurity "k8s.io/pod-security-admission/api"
)

// admit asks the admission plugins that no cluster switches off and that need nothing of the cluster to judge a pod:
// one that names no class of priority, or no runtime class.
func admit(ctx context.Context, gvk schema.GroupVersionKind, namespace string, object runtime.Object) error {
	if namespace, ok := object.(*api.Namespace); ok {
		_, faults := podsecurity.PolicyToEvaluate(namespace.Labels, podsecurity.Policy{})
		if len(faults) > 0 {
			return apierrors.NewInvalid(gvk.GroupKind(), namespace.Name, faults)
		}
		return nil
	}
	pod, isPod := object.(*api.Pod)
	if !isPod {
		return nil
	}
	if pod.Spec.ServiceAccountName == "" {
		// Every pod has one when it is validated: the admission of service accounts gives it that of its namespace.
		pod.Spec.ServiceAccountName = "default"
	}
	asked := admission.NewAttributesRecord(object, nil, gvk, namespace, pod.Name, api.Resource("pods").WithVersion("v1"), "",
		admission.Create, nil, false, &user.DefaultInfo{})
	// Never started, so that every list is empty: a cluster without classes.
	nowhere := informers.NewSharedInformerFactory(nil, 0)
	if pod.Spec.PriorityClassName == "" {
		plugin := priority.NewPlugin()
		plugin.SetExternalKubeInformerFactory(nowhere)
		// What it fills in is no fault of the pod's: validation is to see the object as it was sent.
		if err := plugin.Admit(ctx, withCopy(asked, pod), nil); err != nil {
			return err
		}
	}
	if pod.Spec.RuntimeClassName == nil {
		plugin := runtimeclass.NewRuntimeClass()
		plugin.SetExternalKubeInformerFactory(nowhere)
		if err := plugin.Admit(ctx, asked, nil); err != nil {
			return err
		}
		return plugin.Validate(ctx, asked, nil)
	}
	return nil
}

func withCopy(asked admission.Attributes, pod *api.Pod) admission.Attributes {
	return admission.NewAttributesRecord(pod.DeepCopy(), nil, asked.GetKind(), asked.GetNamespace(), asked.GetName(),
		asked.GetResource(), "", admission.Create, nil, false, asked.GetUserInfo())
}
