import { describe, expect, it } from "vitest";
import { conditionErrorPosition } from "./conditionErrorPosition";

describe("the place a message names", () => {
  it("is found in the condition", () => {
    const condition = "self.privileged &&\n  slef.name == ''";

    const place = conditionErrorPosition("Line 2, column 3: there is no slef here.", condition);

    expect(place).toEqual({ text: "  slef.name == ''", before: 2, offset: 21 });
    expect(condition.slice(place?.offset)).toMatch(/^slef/);
  });

  it("may be the end of a line", () => {
    expect(conditionErrorPosition("Line 1, column 6: something is missing.", "a && ")?.before).toBe(
      5,
    );
  });

  it("is nowhere when none is named or the condition is another by now", () => {
    expect(conditionErrorPosition("At most 2000 characters.", "a")).toBeNull();
    expect(conditionErrorPosition("Line 3, column 1: no.", "a")).toBeNull();
    expect(conditionErrorPosition("Line 1, column 9: no.", "a")).toBeNull();
  });
});
