/** The layers of src/ and the order of imports between them; type-only imports count. Run by `npm run check`. */

/** Highest first. A layer imports from those after it. */
const LAYERS = [
  "app",
  "pages",
  "entities",
  "session",
  "ui",
  "collab",
  "model/canvas",
  "model/labels",
  "model/graph",
  "edgeRouting",
  "geometry",
  "api",
];

const layerOrder = LAYERS.slice(1).map((layer, index) => ({
  name: `order-of-${layer.replace("/", "-")}`,
  comment: `${layer}/ imports nothing from a layer above it.`,
  severity: "error",
  from: { path: `^src/${layer}/` },
  to: { path: `^src/(${LAYERS.slice(0, index + 1).join("|")})/` },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...layerOrder,
    {
      name: "pages-are-independent",
      comment: "What two pages show is in entities/.",
      severity: "error",
      from: { path: "^src/pages/([^/]+)/" },
      to: { path: "^src/pages/", pathNot: "^src/pages/$1/" },
    },
    {
      name: "no-circle-of-modules",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-circle-of-folders",
      severity: "error",
      scope: "folder",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-unknown-layer",
      comment: "Every folder of src/ is one of the layers.",
      severity: "error",
      from: {},
      to: { path: "^src/", pathNot: `^src/((${LAYERS.join("|")})/|test-setup)` },
    },
    {
      name: "no-unresolved",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "tests-are-not-imported",
      severity: "error",
      from: {},
      to: { path: "\\.test\\.tsx?$" },
    },
    {
      name: "fixtures-only-in-tests",
      severity: "error",
      from: { pathNot: "\\.(test|fixture)\\.tsx?$" },
      to: { path: "\\.fixture\\.ts$" },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: { orphan: true, pathNot: "\\.d\\.ts$|\\.test\\.tsx?$|src/test-setup\\.ts$" },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types"] },
  },
};
