/** What the page says of a model without any element. */
import { EmptyModel } from "@/entities/models/EmptyModel";

export function NoElements() {
  return (
    <EmptyModel>
      Attack paths lead from where attackers start to what they want, through what is drawn. They
      are computed after each analysis.
    </EmptyModel>
  );
}
