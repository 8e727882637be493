/** Files that somebody drops or picks: collecting them, checking them, and naming a model after them. No React. */
import type { ImportLimits } from "@/api/types";

export interface Candidate {
  /** Where the file lies inside what was dropped: "deploy/api.yaml". */
  path: string;
  file: File;
}

export interface FileProblem {
  path: string;
  message: string;
}

export interface CheckedFiles {
  accepted: Candidate[];
  /** Why some files can't be imported; nothing is sent while there are any. */
  problems: FileProblem[];
  bytes: number;
  /** There are files, and nothing is wrong with them. */
  usable: boolean;
}

// Manifests, what scanners report (trivy.json, api.cdx.json, api.spdx, checkov.sarif), and models of other tools
// (shop.otm, shop.tm7; the others are JSON or YAML).
const MANIFEST = /\.(ya?ml|json|sarif|spdx|otm|tm7)$/i;
// Dockerfile, Dockerfile.dev, prod.Dockerfile; and what a build leaves out.
const BUILD_FILE =
  /^((dockerfile|containerfile)([._-][\w.-]+)?|[\w.-]+\.(dockerfile|containerfile)|.*\.dockerignore)$/i;
const NO_BUILD_FILE = /\.(md|txt|ya?ml|json|py|sh|go|js|ts|tmpl|j2|bak)$/i;
// JSON and YAML of a repository that never describes containers.
const NOISE =
  /^(package(-lock)?|tsconfig.*|composer|renovate|pnpm-lock|\.prettierrc|\.eslintrc.*)\.(json|ya?ml)$/i;
// What compose reads beside its file; elsewhere it tells nothing about containers, and often holds secrets.
// The server knows the same names: .env, web.env, .env.live, and samples such as .env.example.
const ENVIRONMENT = /^([\w.-]*\.env([._-][\w.-]+)?|env(ironment)?(\.\w+)?)$/i;
const NO_ENVIRONMENT = /\.([cm]?[jt]sx?|json5?|ya?ml|py|sh|md|html|enc|gpg|age)$/i;
/** The hidden folder in which projects keep files of variables of any name: .envs/.production/.web. */
const ENVIRONMENT_FOLDER = ".envs";
// What may configure a proxy or a program: nginx.conf, default.conf.template, haproxy.cfg, grafana.ini, Caddyfile.
const CONFIGURATION =
  /^([\w.-]+\.(conf|cfg|ini)([.-](template|tmpl|tpl))?|([\w.-]+\.)?Caddyfile(\.[\w-]+)?)$/i;
const COMPOSE = /^(docker-)?compose([._-][\w.-]+)?\.ya?ml$/i;
const SKIPPED_FOLDERS = new Set(["node_modules", "vendor", "__pycache__"]);

/** "3.4 MB", "12 kB", "0 bytes". */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
  const megabytes = bytes / (1024 * 1024);
  return `${Number.isInteger(megabytes) ? megabytes : megabytes.toFixed(1)} MB`;
}

/** True for a file of a folder that may describe containers; files dropped by name are always tried. */
export function isManifestPath(path: string): boolean {
  const parts = path.split("/");
  const name = parts.pop() ?? "";
  const hidden = parts.some(
    (part) => SKIPPED_FOLDERS.has(part) || (part.startsWith(".") && part.length > 1),
  );
  const built = BUILD_FILE.test(name) && !NO_BUILD_FILE.test(name);
  const known = built || (MANIFEST.test(name) && !NOISE.test(name));
  return !hidden && known;
}

function isEnvironment(name: string): boolean {
  return ENVIRONMENT.test(name) && !NO_ENVIRONMENT.test(name);
}

/**
 * Whether a file of a folder is taken along: variables only where a compose file is beside them, configurations
 * of proxies where one is beside or above them.
 */
function isTaken(path: string, composeFolders: readonly string[]): boolean {
  const [folder, name] = split(path);
  const parts = folder.split("/");
  const kept = parts.indexOf(ENVIRONMENT_FOLDER);
  if (kept !== -1)
    return composeFolders.includes(parts.slice(0, kept).join("/")) && !NO_ENVIRONMENT.test(name);
  if (isEnvironment(name)) return composeFolders.includes(folder);
  if (!CONFIGURATION.test(name)) return isManifestPath(path);
  const isHidden = !isManifestPath(`${folder}/any.yaml`);
  return (
    !isHidden && composeFolders.some((one) => one === "" || `${folder}/`.startsWith(`${one}/`))
  );
}

/** The folders that hold a compose file. */
function composeFoldersOf(paths: readonly string[]): string[] {
  return paths
    .filter((path) => COMPOSE.test(split(path)[1]) && isManifestPath(path))
    .map((path) => split(path)[0]);
}

/** "shop/db/a.yaml": "shop/db", "a.yaml". */
function split(path: string): [string, string] {
  const end = path.lastIndexOf("/");
  return [path.slice(0, Math.max(0, end)), path.slice(end + 1)];
}

/** Check size, emptiness and number against the server's limits; it checks again. The first file of a path wins, so dropping twice changes nothing. */
export function checkFiles(candidates: readonly Candidate[], limits: ImportLimits): CheckedFiles {
  const accepted = [...new Map(candidates.map((one) => [one.path, one])).values()].toSorted(
    (a, b) => a.path.localeCompare(b.path),
  );
  const problems = accepted.flatMap((one) => {
    const message = faultOf(one.file, limits);
    return message ? [{ path: one.path, message }] : [];
  });
  const bytes = accepted.reduce((sum, one) => sum + one.file.size, 0);
  if (problems.length === 0 && bytes > limits.max_bytes) {
    problems.push({
      path: "",
      message: `Together the files are ${formatBytes(bytes)}. Import at most ${formatBytes(limits.max_bytes)} at once.`,
    });
  }
  if (accepted.length > limits.max_files) {
    problems.push({
      path: "",
      message: `${accepted.length} files are too many. Import at most ${limits.max_files} at once.`,
    });
  }
  return { accepted, problems, bytes, usable: accepted.length > 0 && problems.length === 0 };
}

function faultOf(file: File, limits: ImportLimits): string | null {
  if (file.size === 0) return "The file is empty.";
  if (file.size > limits.max_bytes)
    return `The file is ${formatBytes(file.size)}. The limit is ${formatBytes(limits.max_bytes)}.`;
  return null;
}

/** A name for the model that these files describe: their folder, else the file itself. */
export function suggestName(paths: readonly string[]): string {
  const first = paths[0];
  if (!first) return "";
  const folder = first.includes("/") ? first.split("/")[0] : undefined;
  const shared =
    folder && paths.every((path) => path.startsWith(`${folder}/`)) ? folder : undefined;
  const source = shared ?? first.split("/").at(-1) ?? first;
  return readable(
    source.replace(
      /(\.(cdx|vex|spdx|sarif|tmbom))?\.(ya?ml|json|sarif|spdx|otm|tm7|csv|tsv|xlsx|xlsm)$/i,
      "",
    ),
  );
}

function readable(text: string): string {
  const words = text.replace(/[._-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Files chosen with the browser's dialog; with a folder they carry their path. */
export function fromInput(files: FileList): Candidate[] {
  const all = Array.from(files, (file) => ({ path: file.webkitRelativePath || file.name, file }));
  const composeFolders = composeFoldersOf(all.map((one) => one.path));
  return all.filter(
    ({ path, file }) =>
      !file.webkitRelativePath || (isTaken(path, composeFolders) && !isIdle(path, file)),
  );
}

/** Everything that was dropped, folders read to their depths. */
export async function fromDrop(transfer: DataTransfer): Promise<Candidate[]> {
  // The list of items is emptied when the event ends, so the entries are taken before the first await.
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry?.() ?? null);
  if (entries.every((entry) => entry === null)) {
    return Array.from(transfer.files, (file) => ({ path: file.name, file }));
  }
  const found = await Promise.all(entries.map((entry) => (entry ? readEntry(entry, "") : [])));
  return found.flat();
}

/** `above` are the folders above, or beside it, that hold a compose file. */
async function readEntry(
  entry: FileSystemEntry,
  folder: string,
  above: readonly string[] = [],
): Promise<Candidate[]> {
  const path = `${folder}${entry.name}`;
  if (entry.isDirectory) {
    if (!isEntered(path)) return [];
    const children = await readAll((entry as FileSystemDirectoryEntry).createReader());
    const paths = children.map((child) => `${path}/${child.name}`);
    const composeFolders = [...above, ...composeFoldersOf(paths)];
    const taken = children.filter(
      (child, at) => child.isDirectory || isTaken(paths[at] ?? "", composeFolders),
    );
    const found = await Promise.all(
      taken.map((child) => readEntry(child, `${path}/`, composeFolders)),
    );
    return found.flat();
  }
  const file = await new Promise<File>((resolve, reject) =>
    (entry as FileSystemFileEntry).file(resolve, reject),
  );
  return isIdle(path, file) ? [] : [{ path, file }];
}

/** Files of variables that are empty, such as .envs/.gitkeep, say nothing; chosen by themselves they are reported. */
function isIdle(path: string, file: File): boolean {
  const [folder, name] = split(path);
  const isVariables = isEnvironment(name) || folder.split("/").includes(ENVIRONMENT_FOLDER);
  return folder !== "" && isVariables && file.size === 0;
}

function isEntered(path: string): boolean {
  const [folder, name] = split(path);
  if (name === ENVIRONMENT_FOLDER || folder.split("/").includes(ENVIRONMENT_FOLDER)) return true;
  return !SKIPPED_FOLDERS.has(name) && !name.startsWith(".");
}

/** A reader hands out at most a hundred entries per call, and an empty list at the end. */
async function readAll(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return all;
    all.push(...batch);
  }
}
