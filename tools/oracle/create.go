package main

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	genericrequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/warning"
)

// recorder keeps what the server would send as Warning headers.
type recorder struct{ texts []string }

func (r *recorder) AddWarning(_, text string) { r.texts = append(r.texts, text) }

// judge takes a document the way that a request to create it goes: strict decoding with defaults, admission of the
// plugins that are always on, the strategy of the kind, the metadata of all kinds, warnings.
func judge(text []byte) (said answer) {
	defer func() {
		// Code of the server that meets what it never sees in a cluster: no answer is better than a wrong one.
		if fault := recover(); fault != nil {
			said = answer{Stage: "unknown", Causes: []cause{{Message: fmt.Sprint(fault)}}}
		}
	}()
	created := kindOf(text)
	kind, known := kinds[created.GroupKind()]
	if !known {
		return answer{Stage: "unknown", Causes: []cause{{Message: "no strategy for " + created.String()}}}
	}
	object, err := decode(kind.scheme, text)
	if err != nil {
		return refusal("decode", err)
	}
	warnings := &recorder{}
	if err := create(kind, created, object, warnings); err != nil {
		return refused(err, warnings.texts)
	}
	return answer{Accepted: true, Warnings: warnings.texts}
}

// kindOf reads apiVersion and kind alone; what cannot be read has neither.
func kindOf(text []byte) schema.GroupVersionKind {
	found, err := yamlMeta(text)
	if err != nil {
		return schema.GroupVersionKind{}
	}
	return found
}

// decode makes the internal, defaulted object of a document, or says why the server cannot read it.
func decode(scheme *runtime.Scheme, text []byte) (runtime.Object, error) {
	yaml := json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme, scheme, json.SerializerOptions{Yaml: true, Strict: true})
	codecs := serializer.NewCodecFactory(scheme, serializer.EnableStrict)
	decoder := codecs.DecoderToVersion(yaml, runtime.InternalGroupVersioner)
	object, _, err := decoder.Decode(text, nil, nil)
	return object, err
}

// refusedBy is an error of a step before validation.
type refusedBy struct {
	stage string
	err   error
}

func (r refusedBy) Error() string { return r.err.Error() }

func create(kind createdKind, gvk schema.GroupVersionKind, object runtime.Object, warnings *recorder) error {
	metadata, err := meta.Accessor(object)
	if err != nil {
		return err
	}
	ctx := warning.WithWarningRecorder(context.Background(), warnings)
	namespace := ""
	if kind.strategy.NamespaceScoped() {
		if namespace = metadata.GetNamespace(); namespace == "" {
			namespace = metav1.NamespaceDefault
		}
	} else {
		metadata.SetNamespace("")
	}
	ctx = genericrequest.WithNamespace(ctx, namespace)
	ctx = genericrequest.WithRequestInfo(ctx, &genericrequest.RequestInfo{
		IsResourceRequest: true, Verb: "create", APIGroup: gvk.Group, APIVersion: gvk.Version, Namespace: namespace,
	})
	rest.FillObjectMetaSystemFields(metadata)
	if err := rest.EnsureObjectNamespaceMatchesRequestNamespace(namespace, metadata); err != nil {
		return err
	}
	if metadata.GetResourceVersion() != "" {
		return refusedBy{"validate", fmt.Errorf("resourceVersion should not be set on objects to be created")}
	}
	if err := admit(ctx, gvk, namespace, object); err != nil {
		return refusedBy{"admission", err}
	}
	if len(metadata.GetGenerateName()) > 0 && len(metadata.GetName()) == 0 {
		metadata.SetName(kind.strategy.GenerateName(metadata.GetGenerateName()))
	}
	if kind.begin != nil {
		if err := kind.begin(ctx, object); err != nil {
			return err
		}
	}
	return rest.BeforeCreate(kind.strategy, ctx, object)
}

// refused tells the causes of an error of any step.
func refused(err error, warnings []string) answer {
	if early, ok := err.(refusedBy); ok {
		said := refusal(early.stage, early.err)
		said.Warnings = warnings
		return said
	}
	said := refusal("validate", err)
	said.Warnings = warnings
	return said
}

func refusal(stage string, err error) answer {
	if status, ok := err.(apierrors.APIStatus); ok && status.Status().Details != nil && len(status.Status().Details.Causes) > 0 {
		said := answer{Stage: stage}
		for _, found := range status.Status().Details.Causes {
			said.Causes = append(said.Causes, cause{Field: found.Field, Type: string(found.Type), Message: found.Message})
		}
		return said
	}
	if strict, ok := runtime.AsStrictDecodingError(err); ok {
		said := answer{Stage: stage}
		for _, found := range strict.Errors() {
			said.Causes = append(said.Causes, cause{Type: "StrictDecoding", Message: found.Error()})
		}
		return said
	}
	return answer{Stage: stage, Causes: []cause{{Message: err.Error()}}}
}
