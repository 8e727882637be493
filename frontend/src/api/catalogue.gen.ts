/** Generated from the catalogue and the library of the engine by `make openapi`. */

export const KINDS = {
  "actor": {
    "icon": "user",
    "shape": "card",
    "palette": "outside",
    "layer": null,
    "keywords": [
      "user",
      "person",
      "people",
      "administrator",
      "developer",
      "operator",
      "browser",
      "mobile app",
      "client"
    ]
  },
  "external-service": {
    "icon": "world-share",
    "shape": "card",
    "palette": "outside",
    "layer": null,
    "keywords": [
      "third party",
      "SaaS",
      "partner",
      "external API",
      "payment provider",
      "identity provider",
      "mail server",
      "SMTP",
      "webhook"
    ]
  },
  "boundary": {
    "icon": "border-corners",
    "shape": "frame",
    "palette": "boundaries",
    "layer": null,
    "keywords": [
      "zone",
      "DMZ",
      "segment",
      "perimeter",
      "tenant"
    ]
  },
  "internet": {
    "icon": "world",
    "shape": "card",
    "palette": "outside",
    "layer": null,
    "keywords": [
      "public network",
      "web",
      "outside"
    ]
  },
  "cloud-account": {
    "icon": "cloud",
    "shape": "frame",
    "palette": "boundaries",
    "layer": null,
    "keywords": [
      "AWS",
      "Azure",
      "GCP",
      "Google Cloud",
      "subscription",
      "project",
      "VPC"
    ]
  },
  "network": {
    "icon": "network",
    "shape": "frame",
    "palette": "boundaries",
    "layer": null,
    "keywords": [
      "VPC",
      "VLAN",
      "subnet",
      "bridge",
      "overlay"
    ]
  },
  "cluster": {
    "icon": "hexagons",
    "shape": "frame",
    "palette": "boundaries",
    "layer": null,
    "keywords": [
      "Kubernetes",
      "K8s",
      "EKS",
      "AKS",
      "GKE",
      "OpenShift",
      "Swarm",
      "Docker host"
    ]
  },
  "node": {
    "icon": "server",
    "shape": "frame",
    "palette": "boundaries",
    "layer": null,
    "keywords": [
      "host",
      "server",
      "machine",
      "VM",
      "virtual machine",
      "EC2",
      "Docker host"
    ]
  },
  "namespace": {
    "icon": "box-multiple",
    "shape": "frame",
    "palette": "boundaries",
    "layer": null,
    "keywords": [
      "project",
      "tenant"
    ]
  },
  "workload": {
    "icon": "stack-2",
    "shape": "card",
    "palette": "runtime",
    "layer": null,
    "keywords": [
      "pod",
      "Deployment",
      "StatefulSet",
      "DaemonSet",
      "Job",
      "CronJob",
      "application",
      "app",
      "microservice",
      "backend",
      "frontend",
      "API",
      "web server",
      "worker",
      "process",
      "function",
      "Lambda",
      "serverless",
      "proxy",
      "agent",
      "AI model"
    ]
  },
  "container": {
    "icon": "cube",
    "shape": "container",
    "palette": "runtime",
    "layer": null,
    "keywords": [
      "sidecar",
      "Docker"
    ]
  },
  "init-container": {
    "icon": "cube-plus",
    "shape": "container",
    "palette": "runtime",
    "layer": null,
    "keywords": [
      "sidecar",
      "migration"
    ]
  },
  "image": {
    "icon": "package",
    "shape": "compact",
    "palette": "supply-chain",
    "layer": "images",
    "keywords": [
      "Docker image",
      "OCI artifact",
      "base image"
    ]
  },
  "registry": {
    "icon": "building-warehouse",
    "shape": "compact",
    "palette": "supply-chain",
    "layer": "images",
    "keywords": [
      "image store",
      "artifact store"
    ]
  },
  "service": {
    "icon": "arrows-split",
    "shape": "compact",
    "palette": "entry-points",
    "layer": "services",
    "keywords": [
      "ClusterIP",
      "NodePort",
      "LoadBalancer",
      "load balancer",
      "endpoint"
    ]
  },
  "ingress": {
    "icon": "door-enter",
    "shape": "compact",
    "palette": "entry-points",
    "layer": null,
    "keywords": [
      "gateway",
      "route",
      "reverse proxy",
      "load balancer",
      "API gateway",
      "HTTPRoute",
      "WAF"
    ]
  },
  "volume": {
    "icon": "database-export",
    "shape": "compact",
    "palette": "storage",
    "layer": null,
    "keywords": [
      "disk",
      "PersistentVolumeClaim",
      "PVC",
      "mount",
      "bind mount",
      "file system",
      "file share"
    ]
  },
  "secret": {
    "icon": "key",
    "shape": "compact",
    "palette": "identity",
    "layer": "secrets",
    "keywords": [
      "password",
      "key",
      "API key",
      "certificate",
      "credential",
      "token"
    ]
  },
  "config": {
    "icon": "settings",
    "shape": "compact",
    "palette": "identity",
    "layer": "config",
    "keywords": [
      "ConfigMap",
      "settings",
      "environment variables"
    ]
  },
  "service-account": {
    "icon": "id-badge",
    "shape": "compact",
    "palette": "identity",
    "layer": "identity",
    "keywords": [
      "identity",
      "IAM",
      "machine account"
    ]
  },
  "role": {
    "icon": "shield-lock",
    "shape": "compact",
    "palette": "identity",
    "layer": "identity",
    "keywords": [
      "RBAC",
      "ClusterRole",
      "permissions",
      "authorization"
    ]
  },
  "datastore": {
    "icon": "database",
    "shape": "card",
    "palette": "storage",
    "layer": null,
    "keywords": [
      "database",
      "DB",
      "SQL",
      "NoSQL",
      "cache",
      "object storage",
      "bucket",
      "blob storage",
      "search index",
      "vector store",
      "data warehouse",
      "files"
    ]
  },
  "queue": {
    "icon": "arrows-exchange",
    "shape": "card",
    "palette": "storage",
    "layer": null,
    "keywords": [
      "message broker",
      "message bus",
      "event bus",
      "topic",
      "stream"
    ]
  },
  "ci-pipeline": {
    "icon": "git-merge",
    "shape": "card",
    "palette": "supply-chain",
    "layer": null,
    "keywords": [
      "CI/CD",
      "build server",
      "deployment"
    ]
  },
  "source-repository": {
    "icon": "git-branch",
    "shape": "card",
    "palette": "supply-chain",
    "layer": null,
    "keywords": [
      "Git",
      "code"
    ]
  },
  "log-sink": {
    "icon": "file-text",
    "shape": "card",
    "palette": "storage",
    "layer": null,
    "keywords": [
      "logging",
      "audit log",
      "SIEM",
      "monitoring"
    ]
  },
  "data-set": {
    "icon": "file-database",
    "shape": "card",
    "palette": null,
    "layer": null,
    "keywords": []
  }
} as const;

export const PALETTES = [
  {
    "id": "outside",
    "label": "Outside"
  },
  {
    "id": "boundaries",
    "label": "Boundaries"
  },
  {
    "id": "runtime",
    "label": "Workloads"
  },
  {
    "id": "storage",
    "label": "Data stores"
  },
  {
    "id": "entry-points",
    "label": "Entry points"
  },
  {
    "id": "identity",
    "label": "Identity and settings"
  },
  {
    "id": "supply-chain",
    "label": "Supply chain"
  }
] as const;

export const LAYERS = [
  {
    "id": "services",
    "label": "Services"
  },
  {
    "id": "secrets",
    "label": "Secrets"
  },
  {
    "id": "config",
    "label": "Configuration"
  },
  {
    "id": "identity",
    "label": "Identities and roles"
  },
  {
    "id": "images",
    "label": "Images and registries"
  }
] as const;

export const OPTION_LABELS = {
  "api": "API",
  "admin-ui": "Admin UI",
  "cri-o": "CRI-O",
  "containerd": "containerd",
  "confidential-vm": "Confidential VM",
  "nfs": "NFS",
  "csi": "CSI",
  "tmpfs": "tmpfs"
} as const;

export const ENCRYPTED_BY_PROTOCOL = {
  "https": true,
  "wss": true,
  "grpcs": true,
  "ssh": true,
  "sftp": true,
  "scp": true,
  "ftps": true,
  "smtps": true,
  "imaps": true,
  "pop3s": true,
  "ldaps": true,
  "sips": true,
  "srtp": true,
  "amqps": true,
  "mqtts": true,
  "rediss": true,
  "tls": true,
  "mtls": true,
  "quic": true,
  "wireguard": true,
  "ipsec": true,
  "openvpn": true,
  "vpn": true,
  "http": false,
  "ws": false
} as const;

export const SEVERITIES = [
  "critical",
  "high",
  "medium",
  "low",
  "info"
] as const;

export const CONTROL_CATEGORIES = [
  "preventive",
  "detective",
  "corrective",
  "compensating",
  "deterrent",
  "recovery"
] as const;

export const STAGES = [
  "build",
  "registry",
  "deploy",
  "runtime",
  "orchestrate",
  "respond"
] as const;

export const THREAT_STATUSES = {
  "open": {
    "risk": "open",
    "needsReason": false,
    "imported": true
  },
  "needs-info": {
    "risk": "open",
    "needsReason": false,
    "imported": true
  },
  "not-applicable": {
    "risk": "none",
    "needsReason": true,
    "imported": true
  },
  "mitigated": {
    "risk": "fixed",
    "needsReason": false,
    "imported": true
  },
  "accepted": {
    "risk": "accepted",
    "needsReason": false,
    "imported": true
  },
  "resolved": {
    "risk": "fixed",
    "needsReason": false,
    "imported": false
  }
} as const;
