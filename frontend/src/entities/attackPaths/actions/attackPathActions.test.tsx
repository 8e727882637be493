import { afterEach, describe, expect, it, vi } from "vitest";
import type { UndoableMutation } from "@/api/mutation";
import type { AttackerValues, CrownJewelValues } from "@/api/types";
import { addAttacker, deleteAttacker, editAttacker } from "./attackers";
import { addCrownJewel, deleteCrownJewel } from "./crownJewels";
import { planFix } from "./planFix";

const PATHS = "/api/models/m1/attack-paths";
const ATTACKER = { name: "Pat", skill: "easy", counts: true } as AttackerValues;
const JEWEL = { uid: "compose:db", title: "Orders" } as CrownJewelValues;

/** Do a step and take it back; returns what was sent. */
async function thereAndBack<Vars, Result>(
  step: UndoableMutation<Vars, Result>,
  vars: Vars,
  status = 200,
): Promise<string[]> {
  const sent: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    sent.push(`${request.method} ${pathname}${search} ${await request.text()}`.trim());
    return Response.json({ id: "a1", number: 7, version: 4 }, { status });
  });
  const result = await step.run("m1", vars);
  await step.undo?.(vars, result)?.run("m1");
  return sent;
}

afterEach(() => vi.unstubAllGlobals());

describe("attackers", () => {
  it("are added and deleted again by their version", async () => {
    expect(await thereAndBack(addAttacker, ATTACKER, 201)).toEqual([
      `POST ${PATHS}/attackers/ ${JSON.stringify(ATTACKER)}`,
      `DELETE ${PATHS}/attackers/a1/?version=4`,
    ]);
  });

  it("are edited, and back to what they were on the version that came of it", async () => {
    const before = { ...ATTACKER, name: "Sam" };
    const vars = { id: "a1", version: 3, values: ATTACKER, before };

    expect(await thereAndBack(editAttacker, vars)).toEqual([
      `PUT ${PATHS}/attackers/a1/ ${JSON.stringify({ ...ATTACKER, version: 3 })}`,
      `PUT ${PATHS}/attackers/a1/ ${JSON.stringify({ ...before, version: 4 })}`,
    ]);
  });

  it("are deleted and restored", async () => {
    expect(await thereAndBack(deleteAttacker, { id: "a1", version: 2, name: "Pat" })).toEqual([
      `DELETE ${PATHS}/attackers/a1/?version=2`,
      `POST ${PATHS}/attackers/a1/restore/`,
    ]);
  });
});

it("crown jewels are marked and unmarked, and back", async () => {
  expect(await thereAndBack(addCrownJewel, JEWEL, 201)).toEqual([
    `POST ${PATHS}/crown-jewels/ ${JSON.stringify(JEWEL)}`,
    `DELETE ${PATHS}/crown-jewels/a1/?version=4`,
  ]);
  expect(await thereAndBack(deleteCrownJewel, { id: "a1", version: 4, title: "" })).toEqual([
    `DELETE ${PATHS}/crown-jewels/a1/?version=4`,
    `POST ${PATHS}/crown-jewels/a1/restore/`,
  ]);
});

describe("a fix", () => {
  const fix = { control: "store-authentication", uid: "compose:db" };
  const plan = `POST ${PATHS}/fixes/ ${JSON.stringify(fix)}`;

  it("that is planned anew is taken back by deleting the mitigation", async () => {
    expect(await thereAndBack(planFix, fix, 201)).toEqual([
      plan,
      "DELETE /api/models/m1/mitigations/7/",
    ]);
  });

  it("that a mitigation applies already leaves nothing to take back", async () => {
    expect(await thereAndBack(planFix, fix, 200)).toEqual([plan]);
  });
});
