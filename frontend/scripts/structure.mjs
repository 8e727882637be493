/** Prints the functions of the front end with their lengths, and what each file imports, as JSON (tools/check_structure.py).
 *  Own code, because function lengths need the parser of TypeScript, and the same parse names all imports. */
import { readdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import ts from "typescript";

const files = readdirSync("src", { recursive: true })
  .map((name) => `src/${name}`)
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".d.ts"));
const options = { ...ts.readConfigFile("tsconfig.json", ts.sys.readFile).config.compilerOptions };
const { options: compilerOptions } = ts.convertCompilerOptionsFromJson(options, ".");
const functions = [];
const imports = {};

/** The file that a module of this name is, or undefined outside of src. */
function resolved(name, from) {
  const found = ts.resolveModuleName(name, from, compilerOptions, ts.sys).resolvedModule;
  const path = found && relative(".", found.resolvedFileName);
  return path?.startsWith("src/") && !path.endsWith(".d.ts") ? path : undefined;
}

function nameOf(node) {
  return (node.name ?? node.parent?.name)?.getText() ?? "a function";
}

function read(file) {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, "utf8"),
    ts.ScriptTarget.Latest,
    true,
  );
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line + 1;
  const imported = ts
    .preProcessFile(source.text)
    .importedFiles.map(({ fileName }) => resolved(fileName, file));
  imports[file] = [...new Set(imported.filter(Boolean))];
  if (/\.test\.tsx?$/.test(file)) return; // the callback of a `describe` is a list of tests
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body) {
      const line = lineOf(node.getStart());
      functions.push({ file, line, name: nameOf(node), lines: lineOf(node.end) - line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

files.sort().forEach(read);
console.log(JSON.stringify({ functions, imports }));
