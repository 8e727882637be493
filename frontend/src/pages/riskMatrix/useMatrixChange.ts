/** Saves and resets the risk matrix of a team, with a way back. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { isConflict } from "@/api/errors";
import { keys } from "@/api/queries";
import type { RiskMatrix, TeamRiskMatrix } from "@/api/types";
import { riskMatrixQuery } from "@/entities/risk/queries";
import { toast } from "@/ui/toast";
import { undoToast } from "@/ui/undoToast";
import { draftOf } from "./matrixDraft";

interface Change {
  /** What is there now, to come back to. */
  base: TeamRiskMatrix;
  /** Null for the default. */
  matrix: RiskMatrix | null;
}

const write = (team: string, { base: { version }, matrix }: Change): Promise<TeamRiskMatrix> => {
  const path = { team };
  return matrix
    ? unwrap(
        api.PUT("/api/teams/{team}/risk-matrix/", {
          params: { path },
          body: { ...matrix, version },
        }),
      )
    : unwrap(
        api.DELETE("/api/teams/{team}/risk-matrix/", { params: { path, query: { version } } }),
      );
};

/** `onSaved` is given what the server has afterwards, also after an undo. */
export function useMatrixChange(team: string, onSaved: (saved: TeamRiskMatrix) => void) {
  const client = useQueryClient();
  const show = (saved: TeamRiskMatrix): void => {
    client.setQueryData(riskMatrixQuery(team).queryKey, saved);
    onSaved(saved);
    void client.invalidateQueries({ queryKey: keys.team(team) });
    void client.invalidateQueries({ queryKey: ["model"] });
    void client.invalidateQueries({ queryKey: ["portfolio"] });
  };
  return useMutation({
    mutationFn: (change: Change) => write(team, change),
    onSuccess: (saved, { base, matrix }) => {
      show(saved);
      const back = (): void =>
        void write(team, { base: saved, matrix: draftOf(base) }).then(show, toast.error);
      undoToast(matrix ? "Risk matrix saved" : "Default risk matrix restored", back);
    },
    onError: (error) => {
      if (!isConflict(error)) toast.error(error);
    },
  });
}
