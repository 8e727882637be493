/** A place in a list of choices; the whole model has no kind. */
import { ElementOption } from "@/entities/elementChoice/ElementOption";
import type { ThreatPlace } from "./manualThreatDraft";
import { keyOf } from "./useThreatSubjects";

/** Return what renders the option of a Select or MultiSelect whose values are keys of these places. */
export function threatSubjectOption(places: readonly ThreatPlace[]) {
  return ({ option }: { option: { value: string; label: string } }) => {
    const place = places.find((one) => keyOf(one) === option.value);
    return place?.kind ? <ElementOption {...place} kind={place.kind} /> : option.label;
  };
}
