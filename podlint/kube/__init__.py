"""Facts about Kubernetes, without opinion: kinds, pod templates, references, ports."""
