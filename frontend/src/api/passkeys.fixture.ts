/** A browser whose passkeys do what a test says, and a server that answers by method and path. */
import { vi } from "vitest";

export const CREDENTIAL = { type: "public-key", id: "key" };

/** Let the browser make and use passkeys; `ask` is what happens when it asks the person. */
export function stubPasskeys(ask: () => Promise<unknown>): void {
  vi.stubGlobal("PublicKeyCredential", {
    parseCreationOptionsFromJSON: (options: unknown) => options,
    parseRequestOptionsFromJSON: (options: unknown) => options,
  });
  Object.defineProperty(navigator, "credentials", {
    configurable: true,
    value: { create: ask, get: ask },
  });
}

/** Let the person touch the device. */
export function touched(): Promise<unknown> {
  return Promise.resolve({ toJSON: () => CREDENTIAL });
}

/** Let the browser refuse, by the name of its error. */
export function failing(name: string): () => Promise<never> {
  return () => Promise.reject(new DOMException("of the browser", name));
}

/** Let the page be at another address. */
export function stubAddress(address: string, secure = true): void {
  const { hostname, port, origin } = new URL(address);
  vi.stubGlobal("location", { hostname, port, origin });
  vi.stubGlobal("isSecureContext", secure);
}

export interface Sent {
  call: string;
  body: unknown;
}

type Answers = Readonly<Record<string, { status?: number; [part: string]: unknown }>>;

/** Answer requests by "METHOD end/of/path", with the query; returns what is sent, in order. */
export function stubServer(answers: Answers): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = request.url.replace(/^.*\/v1\//, "");
    const text = await request.text();
    const call = `${request.method} ${path}`;
    sent.push({ call, body: text ? JSON.parse(text) : undefined });
    const answer = answers[call] ?? { status: 200 };
    return Response.json(answer, { status: answer.status ?? 200 });
  });
  return sent;
}
