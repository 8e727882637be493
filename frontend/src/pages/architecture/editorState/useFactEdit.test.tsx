import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, it, vi } from "vitest";
import { flowQuery } from "@/api/architectureQueries";
import type { FlowDetail } from "@/api/types";
import type { Fact } from "@/model/labels/facts";
import { openDocument } from "./document.fixture";
import type { EditorState } from "./editorState";
import { useFactEdit } from "./useFactEdit";

const protocol = { name: "protocol", label: "Protocol", type: "text", value: "https" } as Fact;
const detail = (value: string): FlowDetail =>
  ({ facts: [{ ...protocol, value }], questions: [] }) as unknown as FlowDetail;

it("keeps showing what was said when an earlier reading is answered late", async () => {
  const client = new QueryClient();
  const { queryKey } = flowQuery("m", "1");
  client.setQueryData(queryKey, detail("https"));
  let answer: (late: FlowDetail) => void = () => undefined;
  const reading = client
    .fetchQuery({ queryKey, queryFn: () => new Promise<FlowDetail>((done) => (answer = done)) })
    .catch(() => undefined);
  const editor = { document: openDocument(), model: "m", edit: vi.fn() } as unknown as EditorState;
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const subject = { on: "flow", id: "1", uid: "f", name: "web → db" } as const;
  const { result } = renderHook(() => useFactEdit(editor, subject, []), { wrapper });

  act(() => result.current?.say(protocol, "http"));
  answer(detail("https"));
  await reading;

  const [shown] = client.getQueryData<FlowDetail>(queryKey)?.facts ?? [];
  expect(shown?.value).toBe("http");
});
