"""What Kustomize and Helm themselves make of a folder, and where it came from."""
