package main

import (
	"context"
	"net"
	"net/http"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	api "k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/registry/core/service"
	"k8s.io/kubernetes/pkg/registry/core/service/ipallocator"
	"k8s.io/kubernetes/pkg/registry/core/service/portallocator"
	servicestorage "k8s.io/kubernetes/pkg/registry/core/service/storage"
)

// services is the kind Service: addresses, their families and node ports are judged by its storage, which hands them
// out. Each object meets a server of both families that has given out nothing yet.
func services() createdKind {
	return createdKind{scheme: legacyscheme.Scheme, strategy: service.Strategy, begin: allocate}
}

func allocate(ctx context.Context, object runtime.Object) error {
	first, err := ipallocator.NewInMemory(network("10.0.0.0/8"))
	if err != nil {
		return err
	}
	second, err := ipallocator.NewInMemory(network("fd00::/108"))
	if err != nil {
		return err
	}
	ports, err := portallocator.NewInMemory(utilnet.PortRange{Base: 30000, Size: 2768})
	if err != nil {
		return err
	}
	addresses := map[api.IPFamily]ipallocator.Interface{api.IPv4Protocol: first, api.IPv6Protocol: second}
	store, _, _, err := servicestorage.NewREST(options{}, api.IPv4Protocol, addresses, ports, nil, nil, http.DefaultTransport)
	if err != nil {
		return err
	}
	finish, err := store.BeginCreate(ctx, object, &metav1.CreateOptions{})
	if err == nil {
		finish(ctx, true)
	}
	return err
}

func network(text string) *net.IPNet {
	_, parsed, err := net.ParseCIDR(text)
	if err != nil {
		panic(err)
	}
	return parsed
}

// options gives the storage of services a place that is never written to.
type options struct{}

func (options) GetRESTOptions(resource schema.GroupResource, _ runtime.Object) (generic.RESTOptions, error) {
	return generic.RESTOptions{
		StorageConfig: &storagebackend.ConfigForResource{
			Config:        storagebackend.Config{Codec: legacyscheme.Codecs.LegacyCodec(schema.GroupVersion{Version: "v1"})},
			GroupResource: resource,
		},
		Decorator:      nowhere,
		ResourcePrefix: "/services",
	}, nil
}

type nothing struct{ storage.Interface }

func nowhere(_ *storagebackend.ConfigForResource, _ string, _ func(runtime.Object) (string, error), _, _ func() runtime.Object,
	_ storage.AttrFunc, _ storage.IndexerFuncs, _ *cache.Indexers) (storage.Interface, factory.DestroyFunc, error) {
	return nothing{}, func() {}, nil
}
