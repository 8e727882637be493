import { afterEach, beforeEach, expect, it } from "vitest";
import { FocusManager } from "./FocusManager";

let keeper: FocusManager;
let stop: () => void;

beforeEach(() => {
  document.body.innerHTML = `
    <div id="root"><main>
      <h1>Models</h1>
      <ul>
        <li><button id="a">Shop</button></li>
        <li><button id="b">Media</button></li>
        <li><button id="c">Bank</button></li>
      </ul>
    </main></div>
    <div id="portal"></div>`;
  keeper = new FocusManager(document);
  stop = keeper.watch();
});
afterEach(() => stop());

function at(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`there is no #${id}`);
  return found;
}

function open(content: string, role = "dialog"): void {
  at("portal").innerHTML = `<section role="${role}" tabindex="-1">${content}</section>`;
}

/** Changes are seen after the next frame. */
async function settled(): Promise<void> {
  for (let frame = 0; frame < 3; frame += 1)
    await new Promise((done) => requestAnimationFrame(done));
}

async function focused(): Promise<string | undefined> {
  await settled();
  return document.activeElement?.id || document.activeElement?.tagName;
}

it("enters a dialog at what it names, and goes back to what opened it", async () => {
  at("b").focus();
  open(`<button id="close"></button><div data-autofocus><input id="first"></div>`);
  expect(await focused()).toBe("first");

  at("portal").innerHTML = "";

  expect(await focused()).toBe("b");
});

it("enters a dialog whose content comes later", async () => {
  at("b").focus();
  open("");
  expect(await focused()).toBe("SECTION");

  at("portal").querySelector("section")?.insertAdjacentHTML("beforeend", `<input id="late">`);

  expect(await focused()).toBe("late");
});

it("goes back through a menu that is gone to what opened that", async () => {
  at("b").focus();
  open(`<button id="item"></button>`, "menu");
  at("item").focus();
  open(`<input id="field">`);
  expect(await focused()).toBe("field");

  at("portal").innerHTML = "";

  expect(await focused()).toBe("b");
});

it("goes to what takes the place of what opened a dialog", async () => {
  at("b").focus();
  open(`<button id="delete"></button>`);
  expect(await focused()).toBe("delete");

  at("b").parentElement?.remove();
  at("portal").innerHTML = "";

  expect(await focused()).toBe("c");
});

it("goes to the heading where nothing is left around", async () => {
  at("b").focus();

  document.querySelector("ul")?.remove();

  expect(await focused()).toBe("H1");
});

it("comes back to a button that was disabled while it worked", async () => {
  const button = at("b") as HTMLButtonElement;
  button.focus();
  button.disabled = true;
  button.blur();
  await settled();

  button.disabled = false;

  expect(await focused()).toBe("b");
});

it("leaves the focus with nothing where the person took it there", async () => {
  at("b").focus();
  at("b").blur();
  await settled();

  at("b").parentElement?.remove();

  expect(await focused()).toBe("BODY");
});

it("goes to the heading of a page that opens, once it is there", async () => {
  at("b").focus();
  keeper.depart();
  const main = document.querySelector("main") as HTMLElement;
  main.innerHTML = "";
  keeper.arrive();
  expect(await focused()).toBe("BODY");

  main.innerHTML = `<h1 id="next">Threats</h1>`;

  expect(await focused()).toBe("next");
});

it("leaves it to a page that takes the focus itself", async () => {
  at("b").focus();
  keeper.depart();
  const main = document.querySelector("main") as HTMLElement;
  main.innerHTML = `<h1>Sign in</h1><input id="email">`;
  at("email").focus();
  keeper.arrive();

  expect(await focused()).toBe("email");
});

it("goes on from the heading to where the page says one starts", async () => {
  keeper.depart();
  keeper.arrive();
  expect(await focused()).toBe("H1");

  document
    .querySelector("main")
    ?.insertAdjacentHTML("beforeend", `<div id="canvas" tabindex="0" data-page-start></div>`);

  expect(await focused()).toBe("canvas");
});
