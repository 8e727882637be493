/** Fails when the JavaScript a visitor loads before the canvas is larger than promised. Run after `npm run build`. */
import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";

const LIMIT_KB = 245;
const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));
const weights = new Map();
/** As it is transferred to every browser that reaches the server over HTTPS; each file is compressed once. */
function brotliKb(file) {
  if (!weights.has(file))
    weights.set(file, brotliCompressSync(readFileSync(`dist/${file}`)).length / 1000);
  return weights.get(file);
}

/** Every file that `key` imports statically, itself included. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
}

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const initial = closure(entry);
const pages = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry);
const weigh = (keys) => [...keys].reduce((sum, key) => sum + brotliKb(manifest[key].file), 0);
const isCanvas = (keys) => [...keys].some((key) => /canvas/.test(manifest[key].file));

// A page comes with the frames around it: those of the app, and of a model; guests have none.
const framesNamed = (name) =>
  pages.filter((key) => key.includes(name)).flatMap((key) => [...closure(key)]);
const ofModels = readFileSync("src/app/modelRoutes.tsx", "utf8");
const isOfModels = (key) => ofModels.includes(key.replace(/^src\/|\.tsx$/g, ""));
const frames = [...framesNamed("AppLayout"), ...framesNamed("ModelLayout")];
function framesOf(key) {
  if (key.includes("/auth/")) return [];
  return isOfModels(key) ? frames : framesNamed("AppLayout");
}
const isPage = (key) => /Page\.tsx$/.test(key);

let failed = false;
function report(label, kb, limited) {
  const over = limited && kb > LIMIT_KB;
  failed ||= over;
  console.log(
    `${label.padEnd(44)} ${kb.toFixed(1).padStart(7)} kB Brotli${over ? `  OVER ${LIMIT_KB}` : ""}`,
  );
}

report("first load", weigh(initial), true);
for (const page of pages.filter(isPage)) {
  const keys = new Set([...initial, ...framesOf(page), ...closure(page)]);
  const canvas = isCanvas(keys);
  report(`  ${page.replace(/^src\//, "")}${canvas ? " (canvas)" : ""}`, weigh(keys), !canvas);
}
// What the canvas needs beyond what every page of a model has.
const CANVAS_LIMIT_KB = 150;
const isArchitecture = (key) => /ArchitecturePage\.tsx$/.test(key);
const canvas = [...closure(pages.find(isArchitecture))].filter(
  (key) => !initial.has(key) && !frames.includes(key),
);
const own = canvas.filter((key) => /canvas|Architecture/.test(manifest[key].file));
const ownKb = weigh(own);
const over = ownKb > CANVAS_LIMIT_KB;
failed ||= over;
console.log(
  `the canvas' own code${" ".repeat(24)} ${ownKb.toFixed(1).padStart(7)} kB Brotli${over ? `  OVER ${CANVAS_LIMIT_KB}` : ""}`,
);
if (isCanvas(initial)) {
  console.error("The canvas is part of the first load.");
  failed = true;
}
process.exit(failed ? 1 : 0);
