import { act, renderHook } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";
import { element } from "@/model/canvas/drawing.fixture";
import type { Selection } from "./selection";
import { useLayers } from "./useLayers";

beforeEach(() => window.localStorage.clear());

const secret = {
  type: "element",
  id: "1",
  uid: "k8s:shop/Secret/tls",
  element: { kind: "secret" },
} as Selection;

const TREE = {
  byUid: new Map([
    ["k8s:shop/Secret/tls", element("k8s:shop/Secret/tls", { kind: "secret" })],
    ["api", element("api", { kind: "workload" })],
  ]),
};

it("hides services, credentials, configuration, identities and images at first", () => {
  const { result } = renderHook(() => useLayers(null, TREE));

  const layers = ["services", "secrets", "config", "identity", "images"];
  expect([...result.current.hidden]).toEqual(layers);
});

it("shows the layer of what is selected, from the first drawing on", () => {
  const { result, rerender } = renderHook(({ selection }) => useLayers(selection, TREE), {
    initialProps: { selection: secret as Selection | null },
  });
  expect(result.current.hidden.has("secrets")).toBe(false);

  rerender({ selection: null });

  expect(result.current.hidden.has("secrets")).toBe(false);
});

it("hides a layer again although something of it is selected", () => {
  const { result } = renderHook(() => useLayers(secret, TREE));

  act(() => result.current.toggleLayer("secrets"));

  expect(result.current.hidden.has("secrets")).toBe(true);
});

it("remembers what was shown by hand", () => {
  const first = renderHook(() => useLayers(null, TREE));
  act(() => first.result.current.toggleLayer("images"));

  const later = renderHook(() => useLayers(null, TREE));

  expect(later.result.current.hidden.has("images")).toBe(false);
});

it("hides exactly what a saved view hides", () => {
  const { result } = renderHook(() => useLayers(secret, TREE));

  act(() => result.current.hideOnly(["secrets", "services"]));

  expect([...result.current.hidden]).toEqual(["secrets", "services"]);
});

it("shows the layers of both ends of a relation", () => {
  const relation = { type: "reads_secret", source: "api", target: "k8s:shop/Secret/tls" } as const;
  const chosen: Selection = { type: "relation", uid: "r", id: "r", relation };

  const { result } = renderHook(() => useLayers(chosen, TREE));

  expect(result.current.hidden.has("secrets")).toBe(false);
  expect(result.current.hidden.has("config")).toBe(true);
});
