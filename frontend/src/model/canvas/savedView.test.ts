import { describe, expect, it } from "vitest";
import { NO_FILTERS } from "./filterMatches";
import type { Known } from "./savedFilters";
import { documentOf, goneWords, restored } from "./savedView";

const known = (...uids: string[]): Known => ({
  element: (uid) => uids.includes(uid),
  dataSet: (uid) => uids.includes(uid),
});

describe("a saved view", () => {
  it("says what is shown, the same for the same", () => {
    const document = documentOf({
      middle: { x: 10.4, y: -3.6 },
      zoom: 0.12345,
      hidden: new Set(["secrets", "images"]),
      collapsed: new Set(["b", "a"]),
      filters: { ...NO_FILTERS, severities: ["high"] },
    });

    expect(document).toEqual({
      viewport: { x: 10, y: -4, zoom: 0.123 },
      hidden: ["images", "secrets"],
      collapsed: ["a", "b"],
      filters: { severity: ["high"] },
    });
  });

  it("is restored without what is no longer there, and tells of it", () => {
    const { gone, ...rest } = restored(
      {
        hidden: ["images", "weather"],
        collapsed: ["network:front", "gone", "lost"],
        filters: { severity: ["low"], data_set: "orders" },
      },
      known("network:front"),
    );

    expect(rest).toEqual({
      hidden: ["images"],
      collapsed: ["network:front"],
      filters: { ...NO_FILTERS, severities: ["low"] },
    });
    expect(goneWords(gone)).toBe(
      "No longer there: the data set that it filters by, 2 boundaries that it collapses. The rest of the view is shown.",
    );
  });

  it("leaves alone what it says nothing of", () => {
    expect(restored({}, known())).toEqual({ gone: [] });
  });

  it("takes filters off when it was saved without any", () => {
    expect(restored({ filters: {} }, known()).filters).toEqual(NO_FILTERS);
  });
});
