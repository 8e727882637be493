"""Services, ingresses, gateways, network policies and the mesh, as the manifests declare them."""
