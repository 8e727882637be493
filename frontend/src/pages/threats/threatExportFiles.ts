/** The files that threats are exported as. */
import type { ThreatFile } from "@/api/types";

export const THREAT_FILES: readonly { type: ThreatFile; label: string }[] = [
  { type: "csv", label: "CSV" },
  { type: "xlsx", label: "Excel (XLSX)" },
];
