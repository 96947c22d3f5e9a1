package main

import (
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"
)

// yamlMeta reads the apiVersion and kind of a document.
func yamlMeta(text []byte) (schema.GroupVersionKind, error) {
	var found struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
	}
	if err := yaml.Unmarshal(text, &found); err != nil {
		return schema.GroupVersionKind{}, err
	}
	return schema.FromAPIVersionAndKind(found.APIVersion, found.Kind), nil
}
