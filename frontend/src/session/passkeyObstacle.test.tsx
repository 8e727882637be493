import { afterEach, expect, it, vi } from "vitest";
import { stubAddress, stubPasskeys, touched } from "@/api/passkeys.fixture";
import { passkeyObstacle } from "./passkeyObstacle";

afterEach(() => vi.unstubAllGlobals());

it.each(["http://localhost:8000/", "https://threats.example.com/"])(
  "passkeys work at %s",
  (address) => {
    stubPasskeys(touched);
    stubAddress(address);

    expect(passkeyObstacle()).toBeNull();
  },
);

it.each(["http://127.0.0.1:8000/", "http://[::1]:8000/"])(
  "leads from %s to the name of the same machine",
  (address) => {
    stubPasskeys(touched);
    stubAddress(address);

    expect(passkeyObstacle()).toContain("Open Bulkhead at http://localhost:8000 instead");
  },
);

it("asks for a host name at the address of another machine", () => {
  stubPasskeys(touched);
  stubAddress("https://192.0.2.7/");

  expect(passkeyObstacle()).toContain("at its host name");
});

it("asks for HTTPS where the connection is not secure", () => {
  stubPasskeys(touched);
  stubAddress("http://threats.example.com/", false);

  expect(passkeyObstacle()).toContain("only over HTTPS");
});

it("asks for another browser where this one has no passkeys", () => {
  stubAddress("https://threats.example.com/");
  vi.stubGlobal("PublicKeyCredential", undefined);

  expect(passkeyObstacle()).toContain("Update it, or use another one");
});
