import { expect, it } from "vitest";
import type { DataSetRow } from "@/api/types";
import { choicesFor } from "./dataSetChoices";

const set = (uid: string, name: string) => ({ uid, name }) as DataSetRow;
const ORDERS = set("data:orders", "Orders");
const PAYMENTS = set("data:payments", "Payments");

it("offers what is not there already", () => {
  expect(choicesFor("", [ORDERS, PAYMENTS], [ORDERS])).toEqual({
    found: [PAYMENTS],
    create: null,
  });
});

it("finds by any part of the name, whatever its case, and offers to make a new one", () => {
  expect(choicesFor(" AY", [ORDERS, PAYMENTS], [])).toEqual({ found: [PAYMENTS], create: "AY" });
});

it("makes no second one of the same name, even where the first is there already", () => {
  expect(choicesFor("orders", [ORDERS], [])).toEqual({ found: [ORDERS], create: null });
  expect(choicesFor("orders", [ORDERS], [ORDERS])).toEqual({ found: [], create: null });
});
