import { readdirSync, readFileSync } from "node:fs";
import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { TRIAGE_MODES } from "@/entities/threats/triage/triageModes";
import { ACCEPTANCE_STATES } from "@/model/labels/acceptances";
import { FINDING_STATUSES } from "@/model/labels/assessments";
import { GRADES } from "@/model/labels/attackPaths";
import { MITIGATION_STATUSES } from "@/model/labels/mitigations";
import { ASKS } from "@/model/labels/pathQuestions";
import { REVIEW_STATUS_LABELS } from "@/model/labels/reviews";
import { METHOD_LABELS, STAGES } from "@/model/labels/risk";
import { proofNote, threatNote } from "@/model/labels/statusEvidence";
import { statusLabel } from "@/model/labels/statusStyles";
import { THREAT_STATUS_ORDER, THREAT_STATUSES } from "@/model/labels/threatStatuses";
import { EDITOR_ACTIONS } from "@/pages/architecture/actions";
import { PATH_ACTIONS } from "@/pages/architecture/actions/playPath";
import { CELL_STATES } from "@/pages/coverage/coverageCells";
import { STAGE_STATUSES } from "@/pages/pasta/stageStatuses";
import { ROLES } from "@/session/roles";
import { keyText } from "@/ui/shortcuts";
import { makeRouter } from "./router";

/** Return the text of a page of the handbook. */
function page(name: string): string {
  return readFileSync(`../docs/handbook/${name || "README"}.md`, "utf8");
}

/** Return the part of a page below a heading, up to the next heading. */
function part(name: string, heading: string): string {
  const [, after = ""] = page(name).split(new RegExp(`^#+ ${heading}$`, "m"));
  return after.split(/^#+ /m)[0] ?? "";
}

/** Return the rows of the only table of a text, without its head. */
function tableOf(text: string): string[][] {
  const lines = text.split("\n").filter((line) => line.startsWith("|"));
  const rows = lines.map((line) => line.slice(1, -1).split("|"));
  return rows.slice(2).map((cells) => cells.map((cell) => cell.trim()));
}

function firstColumn(text: string): string[] {
  return tableOf(text).map(([first = ""]) => first);
}

/** Return the anchors of a page as the documentation site makes them of headings. */
function anchors(name: string): string[] {
  const headings = page(name).match(/^#+ .+$/gm) ?? [];
  return headings.map((line) =>
    line
      .replace(/^#+ /, "")
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, "")
      .trim()
      .replaceAll(/[-\s]+/g, "-"),
  );
}

interface RouteWithPage {
  id: string;
  help: string | undefined;
}

/** Return the routes behind the login that show a page. */
function routesWithPages(): RouteWithPage[] {
  const { routesById } = makeRouter(new QueryClient());
  return Object.values(routesById)
    .filter(({ id, options }) => id.startsWith("/app/") && options.component && !hasInside(id))
    .map(({ id, options }) => ({ id, help: options.staticData?.help }));
}

/** The frame of the pages of a model is no page. */
function hasInside(id: string): boolean {
  return id === "/app/m/$model";
}

describe("help of each page", () => {
  it("is a page and a part of the handbook", () => {
    const routes = routesWithPages();
    const wrong = routes.filter(({ help }) => {
      if (help === undefined) return true;
      const [name = "", anchor] = help.split("/#");
      const known = anchors(name.replace(/\/$/, ""));
      return anchor !== undefined && !known.includes(anchor);
    });

    expect(routes.length).toBeGreaterThan(40);
    expect(wrong).toEqual([]);
  });
});

describe("words of the handbook", () => {
  const notes = (["file", "statement", "removal", "rule", "other"] as const).map(threatNote);
  const doneNotes = (["not-seen", "contradicted", "facts-hold"] as const).map(threatNote);
  const proofs = (["import", "approver", "not-seen", "contradicted", "manual"] as const).map(
    proofNote,
  );

  it.each([
    ["threats", "Statuses", THREAT_STATUS_ORDER.map((status) => THREAT_STATUSES[status].label)],
    ["mitigations", "Statuses", MITIGATION_STATUSES.map(statusLabel)],
    ["mitigations", "What an import proves", proofs.map((note) => note?.short)],
    ["accepting-risk", "States", ACCEPTANCE_STATES.map(statusLabel)],
    ["attack-paths", "Ask", ASKS.map(({ label }) => label)],
    ["attack-paths", "Follow a path", Object.values(GRADES).map(({ label }) => label)],
    ["incidents", "Record assessments", Object.values(FINDING_STATUSES)],
    ["pasta", "Statuses of a stage", Object.values(STAGE_STATUSES).map(({ label }) => label)],
    ["reviews", "Status of a model", Object.values(REVIEW_STATUS_LABELS)],
    ["risk", "How risk is rated", Object.values(METHOD_LABELS)],
    ["risk", "Risk of a threat", STAGES.map(({ label }) => label)],
    ["teams", "Roles", Object.values(ROLES).map(({ label }) => label)],
    ["threats", "Coverage", CELL_STATES.map(({ label }) => label)],
  ])("are those of the screens: %s, %s", (name, heading, labels) => {
    const found = firstColumn(part(name, heading));

    expect(found.slice(0, labels.length)).toEqual(labels);
  });

  it("explain every note on a status", () => {
    const shown = [...notes, ...doneNotes].map((note) => note?.short);

    expect(firstColumn(part("threats", "Statuses"))).toEqual(expect.arrayContaining(shown));
  });
});

/** Return all code of the front end as one line. */
function sources(): string {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|fixture|d)\.tsx?$/.test(file))
    .map((file) => readFileSync(`src/${file}`, "utf8"))
    .join("\n")
    .replaceAll(/\s+/g, " ");
}

describe("what the handbook prints in bold", () => {
  it("are words of the screens", () => {
    const shown = sources();
    const pages = readdirSync("../docs/handbook").filter((file) => file !== "README.md");
    const missing = pages.flatMap((file) => {
      const text = readFileSync(`../docs/handbook/${file}`, "utf8").replaceAll(/\s+/g, " ");
      const words = [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, one = ""]) => one);
      return words.filter((one) => !shown.includes(one)).map((one) => `${file}: ${one}`);
    });

    expect(pages.length).toBeGreaterThan(12);
    expect(missing).toEqual([]);
  }, 30_000);
});

describe("keys of the handbook", () => {
  const written = (keys: readonly string[]) => keys.map(keyText).join(", ");

  it("are those of the canvas", () => {
    const actions = EDITOR_ACTIONS.filter(({ keys }) => !keys.some((key) => /Arrow/.test(key)));
    const rows = [...actions, ...PATH_ACTIONS].map(({ keys, label }) => [written(keys), label]);
    const found = tableOf(part("keyboard", "Canvas"));

    expect(found).toEqual(expect.arrayContaining(rows));
  });

  it("are those of triage", () => {
    const modes = Object.values(TRIAGE_MODES).filter(({ key }) => key !== undefined);
    const rows = modes.map(({ key = "", label }) => [keyText(key), label]);

    expect(tableOf(part("threats", "Decide"))).toEqual(expect.arrayContaining(rows));
  });

  it("are those that lead to pages", () => {
    const files = ["./src/app/ModelNavigation.tsx", "./src/app/TeamNavigation.tsx"];
    const source = files.map((file) => readFileSync(file, "utf8")).join();
    const keys = source.match(/(?<=keys: ")g \w(?=")/g) ?? [];

    expect(firstColumn(part("keyboard", "Go to")).sort()).toEqual(keys.map(keyText).sort());
  });
});
