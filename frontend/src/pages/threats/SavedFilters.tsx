/** The saved filters of the list: one's own and those of the team. */
import { SavedViewsMenu } from "@/entities/savedViews/SavedViewsMenu";
import { useModel } from "@/session/useModel";
import type { Filter } from "@/ui/filterTypes";
import type { Search } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { isShown, nameOfFilters, savedFiltersOf, searchOf } from "./savedThreatFilters";
import classes from "./threats.module.css";

export function SavedFilters({ filters }: { filters: readonly Filter[] }) {
  const { id } = useModel();
  const [params, setSearch] = useSearchParams();
  const search = params as Search;
  return (
    <SavedViewsMenu
      className={classes.saved}
      page={{
        model: id,
        kind: "threats",
        shown: () => ({ filters: savedFiltersOf(search) }),
        show: ({ document }) => setSearch(() => searchOf(document.filters)),
        isCurrent: ({ document }) => isShown(document.filters, search),
        suggestedName: nameOfFilters(filters, search),
      }}
    >
      <span className={classes.words}>Saved filters</span>
    </SavedViewsMenu>
  );
}
