import { beforeEach, describe, expect, it } from "vitest";
import { anchorOf, expandAround, stepsOn } from "./tourSteps";

const PAGE = `
  <nav aria-label="Model"></nav><button data-tour="account"></button>
  <section aria-label="Canvas">
    <aside aria-label="Palette"></aside><button aria-label="Find an element"></button>
    <div class="react-flow__node"></div>
  </section>`;

const WORDS_A_MINUTE = 200;

beforeEach(() => {
  document.body.innerHTML = PAGE;
});

describe("the tour", () => {
  it("has five or six steps and takes less than a minute", () => {
    const steps = stepsOn(document);

    expect(steps.length).toBeGreaterThanOrEqual(5);
    expect(steps.length).toBeLessThanOrEqual(6);
    const words = steps.flatMap((step) => `${step.title} ${step.text}`.split(/\s+/)).length;
    expect(words).toBeLessThan(WORDS_A_MINUTE);
  });

  it("passes over what is not on the page", () => {
    document.querySelector("aside[aria-label=Palette]")?.remove();
    document.querySelector("nav")?.remove();

    const ids = stepsOn(document).map((step) => step.id);

    expect(ids).toEqual(["canvas", "find", "inspector", "help"]);
  });

  it("shows the palette where it is put away, and puts it away again", () => {
    const step = stepsOn(document).find((one) => one.id === "palette");
    if (!step) throw new Error("no step about the palette");
    document.body.innerHTML =
      '<button type="button" aria-label="Show or hide the palette" aria-pressed="false"></button>';
    const button = document.querySelector("button") as HTMLButtonElement;
    button.onclick = () => {
      const pressed = button.getAttribute("aria-pressed") === "true";
      button.setAttribute("aria-pressed", String(!pressed));
    };

    const putAway = expandAround(step);
    expect(button.getAttribute("aria-pressed")).toBe("true");
    putAway();
    expect(button.getAttribute("aria-pressed")).toBe("false");

    button.click();
    expandAround(step)();
    expect(button.getAttribute("aria-pressed")).toBe("true");
  });

  it("points at the inspector where one is open, else at something to click", () => {
    const step = stepsOn(document).find((one) => one.id === "inspector");
    if (!step) throw new Error("no step about the inspector");
    expect(anchorOf(step, document)?.className).toBe("react-flow__node");

    document.body.insertAdjacentHTML("beforeend", '<aside aria-label="Inspector: api"></aside>');

    expect(anchorOf(step, document)?.tagName).toBe("ASIDE");
  });
});
