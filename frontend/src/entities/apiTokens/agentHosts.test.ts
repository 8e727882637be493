import { expect, test } from "vitest";
import { AGENT_HOSTS, TRANSPORTS } from "./agentHosts";

const SERVER = "https://bulkhead.example";

const snippets = AGENT_HOSTS.flatMap((host) =>
  TRANSPORTS.flatMap(({ id }) => {
    const text = host.text[id]?.(SERVER);
    return text === undefined
      ? []
      : [{ host: host.label, transport: id, place: host.place[id], text }];
  }),
);

test("each host has a text and a place for the same transports", () => {
  for (const { place, text } of AGENT_HOSTS) {
    expect(Object.keys(place).sort()).toEqual(Object.keys(text).sort());
  }
});

test.each(snippets)(
  "$host over $transport names the server and a placeholder for the token",
  ({ text }) => {
    expect(text).toContain(SERVER);
    expect(text).toMatch(/BULKHEAD_TOKEN|\$\{input:bulkhead-token\}/);
    expect(text).not.toContain("bh_");
  },
);

test.each(snippets.filter(({ place }) => place?.endsWith(".json")))(
  "$host over $transport is JSON",
  ({ text }) => {
    expect(() => JSON.parse(text)).not.toThrow();
  },
);

test("HTTP goes to the address of MCP", () => {
  const http = snippets.filter(({ transport }) => transport === "http");

  expect(http.every(({ text }) => text.includes(`${SERVER}/mcp`))).toBe(true);
});
