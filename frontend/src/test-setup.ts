/** Gives every test a clean document, and every file of tests the globals as they were: files share workers. */
import { cleanup } from "@testing-library/react";
import { afterAll, afterEach, vi } from "vitest";

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
});
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  localStorage.clear();
  sessionStorage.clear();
});

// Text fields that grow ask when fonts have loaded; here there are none.
if (!("fonts" in document)) Object.defineProperty(document, "fonts", { value: new EventTarget() });
