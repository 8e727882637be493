import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, it } from "vitest";

/** Words that a security engineer would not use in a user interface. */
const BANNED =
  /\b(stands?|told|tells?|nobody|somebody|holes?|walls?|strangers?|hygiene|silenced?|silencing|silence)\b/i;

/** Return the text that people read: JSX text, and strings and templates of several words. */
function shownTexts(file: string): string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, "utf8"),
    ts.ScriptTarget.Latest,
    false,
    file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) found.push(node.text);
    else if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || isTemplateRest(node)) {
      if (/\S\s+\S/.test(node.text)) found.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTemplateRest(node: ts.Node): node is ts.TemplateMiddle | ts.TemplateTail {
  return ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
}

it("uses none of the banned words in what people read", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|fixture|d)\.tsx?$/.test(file))
    .map((file) => `src/${file}`);
  const found = files.flatMap((file) =>
    shownTexts(file)
      .filter((text) => BANNED.test(text))
      .map((text) => `${file}: ${text.trim()}`),
  );

  expect(files.length).toBeGreaterThan(400);
  expect(found).toEqual([]);
}, 30_000);
