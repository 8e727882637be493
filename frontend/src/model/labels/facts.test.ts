import { describe, expect, it } from "vitest";
import {
  confidenceOf,
  editableFacts,
  type Fact,
  factState,
  factText,
  formatValue,
  groupFacts,
  inPlace,
  isWide,
  provenance,
  recordPairs,
  shortPlace,
  shownFacts,
  statedBy,
  unknownFacts,
  valueItems,
} from "./facts";
import { byDay, changesOf, subjectLabel } from "./historyEvents";
import { controlFor, entriesOf, parseAnswer, recordOf } from "./questionAnswers";

function fact(part: Partial<Fact>): Fact {
  return { name: "privileged", label: "Privileged", type: "bool", ...part };
}

describe("facts", () => {
  it("have three values", () => {
    expect(factState(fact({ value: true, origin: "file" }))).toBe("yes");
    expect(factState(fact({ value: false, origin: "default" }))).toBe("no");
    expect(factState(fact({}))).toBe("unknown");
    expect(factState(fact({ value: 0, origin: "file" }))).toBe("value");
  });

  it("stand under their topic, what is asked first, known before unknown", () => {
    const group = "privileges";
    const facts = [
      fact({ name: "b", group }),
      fact({ name: "a", group, value: 1 }),
      fact({ name: "x", value: 2 }),
      ...unknownFacts([{ fact: "c", label: "C", type: "bool" }]),
    ];
    const groups = groupFacts(facts, { network: "Network", privileges: "Privileges" });

    expect(groups.map((one) => [one.label, one.facts.map(({ name }) => name)])).toEqual([
      ["Open questions", ["c"]],
      ["Privileges", ["a", "b"]],
      ["Other", ["x"]],
    ]);
  });

  it("come with what a person could say besides", () => {
    const type = (name: string, question: string) =>
      ({ name, label: name, type: "bool", group: "network", question }) as never;
    const types = [type("known", "?"), type("asked", "?"), type("sayable", "?"), type("told", "")];

    const facts = editableFacts(
      [fact({ name: "known", value: true })],
      [{ fact: "asked", label: "Asked", type: "bool" }],
      types,
    );

    expect(facts.map(({ name, group }) => [name, group])).toEqual([
      ["known", undefined],
      ["asked", "asked"],
      ["sayable", "network"],
    ]);
  });

  it("say where they come from", () => {
    expect(provenance({ origin: "file", file: "a.yaml", line: 12 })).toBe("a.yaml:12");
    expect(provenance({ origin: "default", file: "a.yaml", line: 3 })).toBe("default");
    expect(provenance({ origin: "inferred", file: "a.yaml", line: 3 })).toBe(
      "inferred from a.yaml:3",
    );
    expect(shortPlace("deploy/k8s/a.yaml:3")).toBe("a.yaml:3");
  });

  it("name who stated them, and no file that says otherwise", () => {
    const stated = { origin: "person", file: "a.yaml", line: 12 };

    expect(provenance({ ...stated, by: "Priya Nair" })).toBe("Priya Nair");
    expect(provenance({ ...stated, by: "" })).toBe("a person");
  });

  it("name in a word what a person has overruled", () => {
    expect(statedBy({ origin: "file", file: "shop/compose.yml" })).toBe("compose.yml");
    expect(statedBy({ origin: "inferred", file: "shop/compose.yml" })).toBe("inferred");
    expect(statedBy({ origin: "default", file: "" })).toBe("default");
  });

  it("read on one line", () => {
    expect(formatValue(["NET_ADMIN", "SYS_TIME"])).toBe("NET_ADMIN; SYS_TIME");
    expect(formatValue([])).toBe("none");
    expect([factText("owner", ""), factText("host", "")]).toEqual(["nobody", "empty"]);
    expect(formatValue("flow:internet->compose:db:5432")).toBe("internet → compose:db:5432");
    expect(formatValue({ source: "/", read_only: false, none: null })).toBe(
      "source /, read only no",
    );
    expect(recordPairs({ host_port: 80, host_ip: "" })).toEqual([["host port", "80"]]);
    expect(isWide([{ port: 80 }])).toBe(true);
    expect(isWide("runtime-default")).toBe(false);
    expect(valueItems(["a"])).toBeNull();
    expect(valueItems(["a", "b"])).toEqual(["a", "b"]);
  });
});

describe("the confidence of a flow", () => {
  it("is said with its meaning, and not listed as a fact", () => {
    const fact = {
      name: "confidence",
      label: "Confidence",
      type: "enum" as const,
      value: "low",
      why: "Because.",
    };

    expect(confidenceOf([fact])).toEqual(["low", "Because."]);
    expect(confidenceOf([])).toBeNull();
    expect(shownFacts([fact])).toEqual([]);
  });
});

describe("answers", () => {
  it("take the control of the fact's type", () => {
    expect(controlFor("bool")).toBe("yes-no");
    expect(controlFor("enum")).toBe("choice");
    expect(controlFor("int")).toBe("written");
    expect(controlFor("records")).toBe("records");
    expect(controlFor("text")).toBe("written");
    expect(controlFor("date")).toBe("day");
  });

  it("are days of the calendar that are not in the future", () => {
    expect(parseAnswer("date", "2024-02-29")).toEqual({ ok: true, value: "2024-02-29" });
    for (const text of ["2026-02-29", "2026-2-1", "yesterday", "31.01.2026"]) {
      expect(parseAnswer("date", text)).toEqual({
        ok: false,
        message: "Enter a date like 2026-01-31",
      });
    }
    expect(parseAnswer("date", "9999-01-01")).toEqual({
      ok: false,
      message: "Enter a date that is not in the future",
    });
  });

  it("are durations where the fact is one", () => {
    const rpo = "recovery_point_minutes";

    expect(parseAnswer("int", "1 d", [0, 5000], rpo)).toEqual({ ok: true, value: 1440 });
    expect(parseAnswer("int", "daily", [0, 5000], rpo)).toMatchObject({ ok: false });
    expect(parseAnswer("int", "1 w", [0, 5000], rpo)).toEqual({
      ok: false,
      message: "Enter at most 3 d 11 h 20 min",
    });
  });

  it("are values of that type or a message", () => {
    expect(parseAnswer("int", " 42 ")).toEqual({ ok: true, value: 42 });
    expect(parseAnswer("int", "4.2")).toEqual({ ok: false, message: "Enter a whole number" });
    expect(parseAnswer("int", "-5", [1, 65535])).toEqual({
      ok: false,
      message: "Enter a whole number from 1 to 65535",
    });
    expect(parseAnswer("int", "65536", [1, 65535])).toMatchObject({ ok: false });
    expect(parseAnswer("int", "65535", [1, 65535])).toEqual({ ok: true, value: 65535 });
    expect(parseAnswer("list", "a, b,")).toEqual({ ok: true, value: ["a", "b"] });
    expect(parseAnswer("list", "")).toEqual({ ok: true, value: [] });
    const typed = { read_only: "true", port: "80", capabilities: "a, b" };
    const fields = { read_only: "bool", path: "text", port: "int", capabilities: "list" };
    expect(recordOf(typed, fields)).toEqual({
      read_only: true,
      path: "",
      port: 80,
      capabilities: ["a", "b"],
    });
    expect(parseAnswer("text", " ")).toMatchObject({ ok: false });
  });

  it("makes of records what one would have typed, and the same records of that", () => {
    const fields = { port: "int", name: "text", tls: "bool", hosts: "list" };
    const records = [
      { port: 443, name: "web", tls: true, hosts: ["a", "b"] },
      { port: 0, name: "", tls: false, hosts: [] },
    ];

    expect(entriesOf(records)[0]).toEqual({ port: "443", name: "web", tls: "true", hosts: "a, b" });
    expect(entriesOf(records).map((entry) => recordOf(entry, fields))).toEqual(records);
    expect(entriesOf(undefined)).toEqual([{}]);
    expect(entriesOf([])).toEqual([]);
  });
});

describe("events", () => {
  it("name what changed, from what to what", () => {
    const before = { status: "planned", owner: null, due: "2025-01-01" };
    const after = { status: "verified", owner: "Ada", due: "2025-01-01" };

    expect(changesOf(before, after)).toEqual([
      { field: "Status", before: "Planned", after: "Verified" },
      { field: "Owner", before: "none", after: "Ada" },
    ]);
    expect(changesOf({}, { seq: 1, title: "New", owner: null, gone: 0, threats: [3, 7] })).toEqual([
      { field: "Title", before: null, after: "New" },
      { field: "Threats", before: null, after: "T3, T7" },
    ]);
    expect(changesOf(null, null)).toEqual([]);
  });

  it("use the numbers people use", () => {
    expect(subjectLabel("threat", 7)).toBe("T7");
    expect(subjectLabel("mitigation", 3)).toBe("M3");
    expect(subjectLabel("import", null)).toBe("Import");
  });

  it("stand under their day", () => {
    const days = byDay([
      { at: "2025-02-02T10:00Z" },
      { at: "2025-02-02T09:00Z" },
      { at: "2025-02-01T09:00Z" },
    ]);

    expect(days.map((day) => [day.day, day.events.length])).toEqual([
      ["2025-02-02", 2],
      ["2025-02-01", 1],
    ]);
  });
});

describe("facts that are being answered", () => {
  const fact = (name: string, group: string, value?: unknown): Fact =>
    ({ name, label: name, type: "bool", group, value }) as Fact;
  const names = (groups: ReturnType<typeof groupFacts>) =>
    groups.map(({ id, facts }) => [id, facts.map(({ name }) => name)]);
  const topics = { access: "Access", data: "Data" };
  const before = groupFacts(
    [
      fact("scanned", "asked"),
      fact("logged", "asked"),
      fact("tls", "access"),
      fact("mfa", "access"),
    ],
    topics,
  );

  it("stay where they were, in their topic and among what is asked", () => {
    const answered = groupFacts(
      [
        fact("logged", "data", true),
        fact("mfa", "access", false),
        fact("scanned", "asked"),
        fact("tls", "access"),
      ],
      topics,
    );

    const kept = inPlace(answered, before);

    expect(names(kept)).toEqual([
      ["asked", ["scanned", "logged"]],
      ["access", ["tls", "mfa"]],
    ]);
    expect(kept[0]?.facts[1]?.value).toBe(true);
  });

  it("are followed by what an answer asks anew, and leave with what is no longer there", () => {
    const now = groupFacts([fact("backup", "asked"), fact("scanned", "asked")], topics);

    expect(names(inPlace(now, before))).toEqual([["asked", ["scanned", "backup"]]]);
  });
});
