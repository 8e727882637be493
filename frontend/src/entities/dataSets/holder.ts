/** What holds data sets. */
/** The element or flow whose data is shown. */
export interface Holder {
  on: "element" | "flow";
  uid: string;
  name: string;
  kind: string;
}
