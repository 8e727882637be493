import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import { ActorName } from "./ActorName";

const ADA = { id: "1", name: "Ada", email: "ada@example.com" };
const shown = (actor: typeof ADA | null, token: string) =>
  render(<ActorName actor={actor} token={token} />).container.textContent;

it("names the person, and the API token that they used", () => {
  expect(shown(ADA, "")).toBe("Ada");
  expect(shown(ADA, "CI")).toBe("Ada (API token CI)");
  expect(shown({ ...ADA, name: "" }, "")).toBe("ada@example.com");
});

it("names Bulkhead where no person did it", () => {
  expect(shown(null, "")).toBe("Bulkhead");
});
