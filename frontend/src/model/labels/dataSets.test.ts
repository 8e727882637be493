import { describe, expect, it } from "vitest";
import type { Catalogue, DataSuggestion } from "@/api/types";
import {
  groupSuggestions,
  idOf,
  labelOf,
  membersOf,
  personalOf,
  placeCount,
  retentionText,
  shortRetention,
  suggestsSpecial,
  withoutDecided,
} from "./dataSets";

function suggestion(part: Partial<DataSuggestion>): DataSuggestion {
  return {
    on: "element",
    id: "1",
    uid: "compose:db",
    name: "db",
    kind: "workload",
    template: "orders",
    data_set: null,
    data_set_name: "Orders",
    facts: { classification: "confidential" },
    why: "because",
    ...part,
  };
}

const ORDERS_DB = suggestion({});
const ORDERS_FLOW = suggestion({ on: "flow", uid: "flow:web->db", kind: "flow" });
const LOGS = suggestion({
  template: "logs",
  data_set_name: "Logs",
  facts: { classification: "internal" },
});
const PAYMENTS = suggestion({
  template: "payments",
  data_set_name: "Payments",
  facts: { classification: "restricted" },
});

describe("groups of suggestions", () => {
  it("hold the places of one data set, elements before flows", () => {
    const [group] = groupSuggestions([ORDERS_FLOW, ORDERS_DB]);

    expect(group?.name).toBe("Orders");
    expect(group && membersOf(group)).toEqual([ORDERS_DB, ORDERS_FLOW]);
  });

  it("come with the most sensitive first, then with the most places", () => {
    const more = [LOGS, { ...LOGS, uid: "compose:web" }];
    const carts = suggestion({
      template: "carts",
      data_set_name: "Carts",
      facts: { classification: "internal" },
    });
    const groups = groupSuggestions([carts, ...more, ORDERS_DB, PAYMENTS]);

    expect(groups.map((one) => one.name)).toEqual(["Payments", "Orders", "Logs", "Carts"]);
  });

  it("know whether what is suggested is of a special category", () => {
    const words = {
      categories: [
        { id: "health", label: "Health", meaning: "", special: true },
        { id: "contact", label: "Contact", meaning: "", special: false },
      ],
    } as unknown as Catalogue["data"];

    expect(suggestsSpecial({ personal_data_categories: ["contact", "health"] }, words)).toBe(true);
    expect(suggestsSpecial({ personal_data_categories: ["contact"] }, words)).toBe(false);
    expect(suggestsSpecial({}, words)).toBe(false);
  });
});

describe("what is decided", () => {
  it("leaves the cached suggestions at once", () => {
    expect(withoutDecided([ORDERS_DB, ORDERS_FLOW, LOGS], [ORDERS_DB, LOGS])).toEqual([
      ORDERS_FLOW,
    ]);
  });

  it("leaves everything else as it is, the same object", () => {
    const rows = [{ uid: "compose:db", template: "orders" }];
    const others = [LOGS];

    expect(withoutDecided(rows, [ORDERS_DB])).toBe(rows);
    expect(withoutDecided(others, [ORDERS_DB])).toBe(others);
    expect(withoutDecided(undefined, [ORDERS_DB])).toBe(undefined);
  });
});

describe("words", () => {
  it.each([
    [3, 2, "3 elements and 2 flows"],
    [1, 0, "1 element"],
    [0, 1, "1 flow"],
    [0, 0, "nothing"],
    [1200, 0, "1,200 elements"],
  ])("count %i elements and %i flows as %s", (elements, flows, text) => {
    expect(placeCount(elements, flows)).toBe(text);
  });

  it.each([
    [null, "Unknown", "Unknown"],
    [0, "Never deleted", "Never deleted"],
    [1, "1 day", "1 day"],
    [30, "30 days", "30 days"],
    [365, "365 days (1 year)", "1 year"],
    [3650, "3,650 days (10 years)", "10 years"],
  ])("say %s days as %s", (days, long, short) => {
    expect(retentionText(days)).toBe(long);
    expect(shortRetention(days)).toBe(short);
  });

  it("tell a special category from other personal data, and unknown from none", () => {
    expect(personalOf({ personal_data: true, special: true })).toBe("special");
    expect(personalOf({ personal_data: true, special: false })).toBe("personal");
    expect(personalOf({ personal_data: false, special: false })).toBe("none");
    expect(personalOf({ personal_data: null, special: false })).toBe("unknown");
  });

  it("go from ids to labels and back, and keep what people wrote", () => {
    const words = [{ id: "third-parties", label: "People named by others" }];

    expect(labelOf(words, "third-parties")).toBe("People named by others");
    expect(labelOf(words, "tenants")).toBe("Tenants");
    expect(idOf(words, " people named by others ")).toBe("third-parties");
    expect(idOf(words, "Tenants of the house")).toBe("Tenants of the house");
  });
});
