import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { readAgain } from "./readAgain";

/** A query that is shown, whose answers come when they are given. */
function shown() {
  const client = new QueryClient();
  const answers: ((value: string) => void)[] = [];
  const queryFn = () => new Promise<string>((resolve) => answers.push(resolve));
  const options = { queryKey: ["model", "m1", "reviews"], queryFn };
  new QueryObserver(client, options).subscribe(() => undefined);
  return { client, answers, data: () => client.getQueryData(options.queryKey) };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 0));

it("reads once more what is on its way for the first time", async () => {
  const { client, answers, data } = shown();

  const read = readAgain(client, { queryKey: ["model", "m1"] });
  answers[0]?.("before");
  await soon();
  answers[1]?.("after");
  await read;

  expect(answers).toHaveLength(2);
  expect(data()).toBe("after");
});

it("reads once what was read before", async () => {
  const { client, answers, data } = shown();
  answers[0]?.("before");
  await soon();

  const read = readAgain(client, { queryKey: ["model", "m1"] });
  await soon();
  answers[1]?.("after");
  await read;

  expect(answers).toHaveLength(2);
  expect(data()).toBe("after");
});
