/** The kinds a person can draw, in the groups they are looked for in. */
import { type Kinds, lookOf } from "@/model/graph/kinds";

export interface PaletteGroup {
  label: string;
  kinds: readonly string[];
}

const GROUPS: readonly PaletteGroup[] = [
  { label: "Outside", kinds: ["actor", "internet", "external-service"] },
  {
    label: "Boundaries",
    kinds: ["boundary", "cloud-account", "cluster", "namespace", "network", "node"],
  },
  { label: "What runs", kinds: ["workload", "container", "init-container"] },
  { label: "Where data lies", kinds: ["datastore", "queue", "volume", "log-sink"] },
  { label: "Ways in", kinds: ["ingress", "service"] },
  { label: "Identity and settings", kinds: ["service-account", "role", "secret", "config"] },
  { label: "Supply chain", kinds: ["source-repository", "ci-pipeline", "registry", "image"] },
];

/** Return the groups with the kinds that match the words; a kind in no group comes last. */
export function paletteGroups(kinds: Kinds, query = ""): PaletteGroup[] {
  const drawn = [...kinds].filter(([, look]) => look.drawn).map(([id]) => id);
  const known = new Set(GROUPS.flatMap((group) => group.kinds));
  const others = { label: "Other", kinds: drawn.filter((kind) => !known.has(kind)) };
  return [...GROUPS, others]
    .map((group) => ({
      label: group.label,
      kinds: group.kinds.filter(
        (kind) => drawn.includes(kind) && matches(kinds, group, kind, query),
      ),
    }))
    .filter((group) => group.kinds.length > 0);
}

function matches(kinds: Kinds, group: PaletteGroup, kind: string, query: string): boolean {
  const text = `${kind} ${lookOf(kinds, kind).label} ${group.label}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
