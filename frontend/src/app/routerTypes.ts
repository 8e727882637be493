/** What the router knows of the addresses, and what each may say of itself. */
import type { makeRouter } from "./router";

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
  interface StaticDataRouteOption {
    /** The name of the page in the breadcrumb. */
    crumb?: string;
    /** Where that name leads, when a page below it is open. */
    crumbTo?:
      | "/m/$model/threats"
      | "/m/$model/attack-paths"
      | "/m/$model/history"
      | "/m/$model/imports"
      | "/t/$team/rules"
      | "/t/$team/controls"
      | "/t/$team/settings";
    /** The letter before the number of the page below it: T in "T7". */
    crumbLeaf?: string;
    /** The name of the page below it. */
    crumbPage?: string;
    /** The part of the handbook that explains the page, below docs/handbook/: "threats/#coverage". */
    help?: string;
  }
}
