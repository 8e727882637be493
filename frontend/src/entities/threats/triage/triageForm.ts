/** What the forms of triage have in common. */
import type { TriageMode } from "./triageModes";
import type { Triage } from "./useTriage";

/** What every form gets. */
export interface TriageFormProps {
  mode: TriageMode;
  count: number;
  isPending: boolean;
  submit: Triage["submit"];
  onCancel: () => void;
}
