"""The cluster around the workloads: namespaces, RBAC, accounts, storage, configuration, operators."""
