import { beforeEach, describe, expect, it } from "vitest";
import { anchorOf, secondsOf, stepsOn } from "./steps";

const PAGE = `
  <nav aria-label="Model"></nav><button data-tour="account"></button>
  <section aria-label="Canvas">
    <div data-tour="palette"></div><button aria-label="Find an element"></button>
    <div class="react-flow__node"></div>
  </section>`;

beforeEach(() => {
  document.body.innerHTML = PAGE;
});

describe("the tour", () => {
  it("has five or six steps and takes less than a minute", () => {
    const steps = stepsOn(document);

    expect(steps.length).toBeGreaterThanOrEqual(5);
    expect(steps.length).toBeLessThanOrEqual(6);
    expect(secondsOf(steps)).toBeLessThan(60);
  });

  it("passes over what is not on the page", () => {
    document.querySelector("[data-tour=palette]")?.remove();
    document.querySelector("nav")?.remove();

    const ids = stepsOn(document).map((step) => step.id);

    expect(ids).toEqual(["canvas", "find", "inspector", "help"]);
  });

  it("points at the inspector where one is open, else at something to click", () => {
    const step = stepsOn(document).find((one) => one.id === "inspector");
    if (!step) throw new Error("no step about the inspector");
    expect(anchorOf(step, document)?.className).toBe("react-flow__node");

    document.body.insertAdjacentHTML("beforeend", '<aside aria-label="Inspector: api"></aside>');

    expect(anchorOf(step, document)?.tagName).toBe("ASIDE");
  });
});
