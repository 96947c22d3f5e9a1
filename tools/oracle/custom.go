package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"time"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver"
	informers "k8s.io/apiextensions-apiserver/pkg/client/informers/externalversions"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/endpoints/filters"
	genericrequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/client-go/tools/cache"
	"sigs.k8s.io/yaml"
)

// customServer serves custom resources: the server's own handler of requests about them, above a storage that is
// always empty and that nothing is written to. Its definitions are put where it looks for them.
type customServer struct {
	handler     http.Handler
	definitions cache.Store
	known       map[string]*apiextensionsv1.CustomResourceDefinition
}

// custom is made when the first question about a custom resource comes.
var custom *customServer

func newCustomServer() (*customServer, error) {
	nowhere := informers.NewSharedInformerFactory(nil, 0).Apiextensions().V1().CustomResourceDefinitions()
	handler, err := apiserver.NewCustomResourceDefinitionHandler(nil, nil, nowhere, http.HandlerFunc(notServed), customOptions{},
		nil, nil, nil, nil, 1, nil, time.Minute, time.Minute, nil, 0)
	if err != nil {
		return nil, err
	}
	known := map[string]*apiextensionsv1.CustomResourceDefinition{}
	return &customServer{filters.WithWarningRecorder(handler), nowhere.Informer().GetStore(), known}, nil
}

// notServed answers what no definition is responsible for.
func notServed(writer http.ResponseWriter, _ *http.Request) {
	writer.WriteHeader(http.StatusNotFound)
	json.NewEncoder(writer).Encode(metav1.Status{Message: "the server could not find the requested resource"})
}

// judgeCustom takes a definition and then an object of its kind the way that requests to create them go. Both are as
// they are sent: kubectl asks for strict validation of fields.
func judgeCustom(definition, object []byte) (said answer) {
	defer func() {
		if fault := recover(); fault != nil {
			said = answer{Stage: "unknown", Causes: []cause{{Message: fmt.Sprint(fault)}}}
		}
	}()
	if custom == nil {
		made, err := newCustomServer()
		if err != nil {
			return answer{Stage: "unknown", Causes: []cause{{Message: err.Error()}}}
		}
		custom = made
	}
	defined, refused := custom.define(definition)
	if refused != nil {
		refused.Stage = "definition"
		return *refused
	}
	said = custom.create(defined, object, metav1.FieldValidationStrict)
	if said.Stage == "decode" {
		// What it would say once unknown fields are gone.
		said.Later = custom.create(defined, object, metav1.FieldValidationIgnore).Causes
	}
	return said
}

// define gives a definition as it is served, or what the server says where it refuses it.
func (c *customServer) define(text []byte) (*apiextensionsv1.CustomResourceDefinition, *answer) {
	sum := sha256.Sum256(text)
	key := hex.EncodeToString(sum[:])
	defined, found := c.known[key]
	if !found {
		kind := kinds[schema.GroupKind{Group: apiextensionsv1.GroupName, Kind: "CustomResourceDefinition"}]
		internal, err := decode(kind.scheme, text)
		if err != nil {
			said := refusal("definition", err)
			return nil, &said
		}
		gvk := apiextensionsv1.SchemeGroupVersion.WithKind("CustomResourceDefinition")
		if err := create(kind, gvk, internal, &recorder{}); err != nil {
			said := refused(err, nil)
			return nil, &said
		}
		defined = &apiextensionsv1.CustomResourceDefinition{}
		if err := kind.scheme.Convert(internal, defined, nil); err != nil {
			return nil, &answer{Causes: []cause{{Message: err.Error()}}}
		}
		establish(defined, key)
		c.known[key] = defined
	}
	if err := c.definitions.Add(defined); err != nil {
		return nil, &answer{Causes: []cause{{Message: err.Error()}}}
	}
	return defined, nil
}

// establish does what the controllers of definitions do: it accepts the names. Its webhook of conversion is nowhere.
func establish(defined *apiextensionsv1.CustomResourceDefinition, key string) {
	defined.UID = types.UID(key)
	defined.Spec.Conversion = &apiextensionsv1.CustomResourceConversion{Strategy: apiextensionsv1.NoneConverter}
	defined.Status.AcceptedNames = defined.Spec.Names
	for _, name := range []apiextensionsv1.CustomResourceDefinitionConditionType{apiextensionsv1.NamesAccepted, apiextensionsv1.Established} {
		defined.Status.Conditions = append(defined.Status.Conditions, apiextensionsv1.CustomResourceDefinitionCondition{
			Type: name, Status: apiextensionsv1.ConditionTrue, LastTransitionTime: metav1.NewTime(time.Unix(0, 0)),
		})
	}
}

// create asks for an object to be created, as a dry run.
func (c *customServer) create(defined *apiextensionsv1.CustomResourceDefinition, text []byte, strictness string) answer {
	var meta struct {
		APIVersion string `json:"apiVersion"`
		Metadata   struct {
			Namespace any `json:"namespace"`
		} `json:"metadata"`
	}
	// What cannot be read is refused by the handler itself.
	_ = yaml.Unmarshal(text, &meta)
	version := schema.FromAPIVersionAndKind(meta.APIVersion, "").Version
	namespace := ""
	if defined.Spec.Scope == apiextensionsv1.NamespaceScoped {
		namespace = metav1.NamespaceDefault
		if own, ok := meta.Metadata.Namespace.(string); ok && own != "" {
			namespace = own
		}
	}
	query := url.Values{"dryRun": {"All"}, "fieldValidation": {strictness}}
	request := httptest.NewRequest(http.MethodPost, "/apis?"+query.Encode(), bytes.NewReader(text))
	request.Header.Set("Content-Type", "application/yaml")
	request.Header.Set("Accept", "application/json")
	ctx := genericrequest.WithRequestInfo(context.Background(), &genericrequest.RequestInfo{
		IsResourceRequest: true, Verb: "create", APIPrefix: "apis", APIGroup: defined.Spec.Group, APIVersion: version,
		Namespace: namespace, Resource: defined.Spec.Names.Plural, Path: "/apis",
	})
	ctx = genericrequest.WithNamespace(genericrequest.WithUser(ctx, &user.DefaultInfo{}), namespace)
	response := httptest.NewRecorder()
	c.handler.ServeHTTP(response, request.WithContext(ctx))
	return answered(response)
}

// answered reads what the handler has written.
func answered(response *httptest.ResponseRecorder) answer {
	said := answer{Accepted: response.Code == http.StatusCreated}
	for _, header := range response.Header().Values("Warning") {
		if found := quotedText.FindStringSubmatch(header); found != nil {
			said.Warnings = append(said.Warnings, found[1])
		}
	}
	if said.Accepted {
		return said
	}
	var status metav1.Status
	if err := json.Unmarshal(response.Body.Bytes(), &status); err != nil {
		return answer{Stage: "unknown", Causes: []cause{{Message: response.Body.String()}}}
	}
	said.Stage = "validate"
	switch {
	case response.Code == http.StatusNotFound:
		said.Stage = "kind"
	case response.Code == http.StatusBadRequest:
		said.Stage = "decode"
	case response.Code >= http.StatusInternalServerError:
		said.Stage = "unknown"
	}
	if status.Details != nil {
		for _, found := range status.Details.Causes {
			said.Causes = append(said.Causes, cause{Field: found.Field, Type: string(found.Type), Message: found.Message})
		}
	}
	for _, found := range unknownField.FindAllStringSubmatch(status.Message, -1) {
		said.Causes = append(said.Causes, cause{Field: found[1], Type: "StrictDecoding", Message: found[0]})
	}
	if said.Causes == nil {
		said.Causes = []cause{{Message: status.Message}}
	}
	return said
}

var (
	quotedText   = regexp.MustCompile(`^299 \S+ "(.*)"$`)
	unknownField = regexp.MustCompile(`unknown field "([^"]*)"`)
)

// customOptions gives the storage of custom resources a place that is always empty.
type customOptions struct{}

func (customOptions) GetRESTOptions(resource schema.GroupResource, _ runtime.Object) (generic.RESTOptions, error) {
	return generic.RESTOptions{
		StorageConfig: &storagebackend.ConfigForResource{
			Config:        storagebackend.Config{Codec: unstructured.UnstructuredJSONScheme},
			GroupResource: resource,
		},
		Decorator:      emptied{}.decorate,
		ResourcePrefix: resource.Group + "/" + resource.Resource,
	}, nil
}

// emptied is a storage that holds nothing.
type emptied struct{ storage.Interface }

func (emptied) Get(_ context.Context, key string, _ storage.GetOptions, _ runtime.Object) error {
	return storage.NewKeyNotFoundError(key, 0)
}

func (emptied) Versioner() storage.Versioner { return storage.APIObjectVersioner{} }

func (e emptied) decorate(_ *storagebackend.ConfigForResource, _ string, _ func(runtime.Object) (string, error), _, _ func() runtime.Object,
	_ storage.AttrFunc, _ storage.IndexerFuncs, _ *cache.Indexers) (storage.Interface, factory.DestroyFunc, error) {
	return e, func() {}, nil
}
