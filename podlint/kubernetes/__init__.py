"""Facts about Kubernetes, without opinion: objects and their kinds, pods, images, variables."""
