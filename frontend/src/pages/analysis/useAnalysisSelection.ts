/** What is chosen on the analysis screen, kept in the address. */
import { useMediaQuery } from "@mantine/hooks";
import type { Certainty } from "@/entities/threats/FoundOrPossibleSwitch";
import { firstOf, type Search } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";

export type SubjectType = "element" | "flow";

export interface Analysis {
  type: SubjectType;
  /** Id of the chosen element or flow. */
  subject: string | null;
  threat: number | null;
  /** Which threats are gone through. */
  certainty: Certainty;
  search: string;
  kind: string;
  /** Also subjects without threats. */
  all: boolean;
  /** On a phone one column shows at a time: 0 subjects, 1 threats, 2 mitigations. */
  phone: boolean;
  step: 0 | 1 | 2;
  change: (
    part: Partial<
      Record<"type" | "subject" | "threat" | "certainty" | "search" | "kind" | "all", string>
    >,
  ) => void;
}

const PHONE = "(max-width: 62em)";

export function useAnalysisSelection(): Analysis {
  const [address, setAddress] = useSearchParams();
  const search = address as Search;
  const phone = useMediaQuery(PHONE, window.matchMedia(PHONE).matches) ?? false;
  const subject = firstOf(search, "subject") || null;
  const threat = Number(firstOf(search, "threat")) || null;
  return {
    type: firstOf(search, "type") === "flow" ? "flow" : "element",
    subject,
    threat,
    certainty: firstOf(search, "certainty") === "possible" ? "possible" : "found",
    search: firstOf(search, "search"),
    kind: firstOf(search, "kind"),
    all: firstOf(search, "all") === "1",
    phone,
    step: threat !== null ? 2 : subject !== null ? 1 : 0,
    // A phone walks from column to column, and Back walks home; on a desk the address only follows.
    change: (part) => setAddress((now) => ({ ...now, ...part }), { replace: !phone }),
  };
}
