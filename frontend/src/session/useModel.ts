/** The model of the page, and what the person may do in it. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { modelQuery } from "@/api/queries";
import type { ModelRow, Role } from "@/api/types";
import { hasRole } from "./roles";

interface CurrentModel {
  id: string;
  /** undefined while it is read. */
  row: ModelRow | undefined;
  role: Role;
  canEdit: boolean;
}

export function useModel(): CurrentModel {
  const { model } = useParams({ from: "/app/m/$model" });
  const row = useQuery(modelQuery(model)).data;
  const role = row?.role ?? "viewer";
  return { id: model, row, role, canEdit: hasRole(role, "editor") };
}
