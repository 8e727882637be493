import { afterEach, describe, expect, it, vi } from "vitest";
import type { UndoableMutation } from "@/api/mutation";
import type { AttackerValues, CrownJewelValues, TreeNodeValues } from "@/api/types";
import { addAttacker, deleteAttacker, editAttacker } from "./attackers";
import { addCrownJewel, deleteCrownJewel } from "./crownJewels";
import { planFix } from "./planFix";
import { addTreeNode, deleteTreeNode, editTreeNode } from "./treeNodes";

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
    return Response.json({ id: "a1", key: "k1", number: 7, version: 4 }, { status });
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

describe("nodes of attack trees", () => {
  const asked = { goal: "g1", attacker: "internet" };
  const values = { title: "Bribe", cost: 3 } as TreeNodeValues;
  const nodes = `${PATHS}/goals/g1/tree/nodes`;
  const query = "?attacker=internet";

  it("are added and deleted again by their version", async () => {
    const vars = { asked, parent: "p1", placing: "way", values } as const;

    expect(await thereAndBack(addTreeNode, vars, 201)).toEqual([
      `POST ${nodes}/${query} ${JSON.stringify({ ...values, parent: "p1", placing: "way" })}`,
      `DELETE ${nodes}/k1/${query}&version=4`,
    ]);
  });

  it("are edited and back; a first edit is deleted", async () => {
    const before = { ...values, cost: 9 };
    const vars = { asked, key: "k1", version: 3, values, before };
    const put = (body: object) => `PUT ${nodes}/k1/${query} ${JSON.stringify(body)}`;

    expect(await thereAndBack(editTreeNode, vars)).toEqual([
      put({ ...values, version: 3 }),
      put({ ...before, version: 4 }),
    ]);
    expect(await thereAndBack(editTreeNode, { ...vars, version: 0 })).toEqual([
      put({ ...values, version: 0 }),
      `DELETE ${nodes}/k1/${query}&version=4`,
    ]);
  });

  it("are deleted and restored", async () => {
    const vars = { asked, key: "k1", version: 2, title: "Bribe", added: true };

    expect(await thereAndBack(deleteTreeNode, vars)).toEqual([
      `DELETE ${nodes}/k1/${query}&version=2`,
      `POST ${nodes}/k1/restore/${query}`,
    ]);
  });
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
