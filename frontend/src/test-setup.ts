/** Gives every test a clean document. */
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(() => cleanup());

// Text fields that grow ask when fonts have loaded; here there are none.
if (!("fonts" in document)) Object.defineProperty(document, "fonts", { value: new EventTarget() });
