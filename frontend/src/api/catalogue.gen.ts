/** Generated from the catalogue and the library of the engine by `make openapi`. */

export const KINDS = {
  "actor": {
    "icon": "user",
    "shape": "card",
    "palette": "outside",
    "layer": null
  },
  "external-service": {
    "icon": "world-share",
    "shape": "card",
    "palette": "outside",
    "layer": null
  },
  "boundary": {
    "icon": "border-corners",
    "shape": "frame",
    "palette": "boundaries",
    "layer": null
  },
  "internet": {
    "icon": "world",
    "shape": "card",
    "palette": "outside",
    "layer": null
  },
  "cloud-account": {
    "icon": "cloud",
    "shape": "frame",
    "palette": "boundaries",
    "layer": null
  },
  "network": {
    "icon": "network",
    "shape": "frame",
    "palette": "boundaries",
    "layer": null
  },
  "cluster": {
    "icon": "hexagons",
    "shape": "frame",
    "palette": "boundaries",
    "layer": null
  },
  "node": {
    "icon": "server",
    "shape": "frame",
    "palette": "boundaries",
    "layer": null
  },
  "namespace": {
    "icon": "box-multiple",
    "shape": "frame",
    "palette": "boundaries",
    "layer": null
  },
  "workload": {
    "icon": "stack-2",
    "shape": "card",
    "palette": "runtime",
    "layer": null
  },
  "container": {
    "icon": "cube",
    "shape": "container",
    "palette": "runtime",
    "layer": null
  },
  "init-container": {
    "icon": "cube-plus",
    "shape": "container",
    "palette": "runtime",
    "layer": null
  },
  "image": {
    "icon": "package",
    "shape": "compact",
    "palette": "supply-chain",
    "layer": "images"
  },
  "registry": {
    "icon": "building-warehouse",
    "shape": "compact",
    "palette": "supply-chain",
    "layer": "images"
  },
  "service": {
    "icon": "arrows-split",
    "shape": "compact",
    "palette": "entry-points",
    "layer": "services"
  },
  "ingress": {
    "icon": "door-enter",
    "shape": "compact",
    "palette": "entry-points",
    "layer": null
  },
  "volume": {
    "icon": "database-export",
    "shape": "compact",
    "palette": "storage",
    "layer": null
  },
  "secret": {
    "icon": "key",
    "shape": "compact",
    "palette": "identity",
    "layer": "secrets"
  },
  "config": {
    "icon": "settings",
    "shape": "compact",
    "palette": "identity",
    "layer": "config"
  },
  "service-account": {
    "icon": "id-badge",
    "shape": "compact",
    "palette": "identity",
    "layer": "identity"
  },
  "role": {
    "icon": "shield-lock",
    "shape": "compact",
    "palette": "identity",
    "layer": "identity"
  },
  "datastore": {
    "icon": "database",
    "shape": "card",
    "palette": "storage",
    "layer": null
  },
  "queue": {
    "icon": "arrows-exchange",
    "shape": "card",
    "palette": "storage",
    "layer": null
  },
  "ci-pipeline": {
    "icon": "git-merge",
    "shape": "card",
    "palette": "supply-chain",
    "layer": null
  },
  "source-repository": {
    "icon": "git-branch",
    "shape": "card",
    "palette": "supply-chain",
    "layer": null
  },
  "log-sink": {
    "icon": "file-text",
    "shape": "card",
    "palette": "storage",
    "layer": null
  },
  "data-set": {
    "icon": "file-database",
    "shape": "card",
    "palette": null,
    "layer": null
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
