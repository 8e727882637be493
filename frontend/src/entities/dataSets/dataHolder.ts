/** The element or flow whose data is shown. */
export interface DataHolder {
  on: "element" | "flow";
  uid: string;
  name: string;
  kind: string;
}
