/** At the end of the bar of filters: only favorites, grouped by folder, and the folders themselves. */
import { Button } from "@mantine/core";
import { IconFolder, IconFolders, IconStar } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import type { ModelFacets } from "@/api/types";
import { lazyWithRetry } from "@/ui/codeLoading";
import type { ListParams } from "@/ui/useListParams";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./organize.module.css";

const FoldersDialog = lazyWithRetry(() => import("./FoldersDialog"));

interface ListControlsProps {
  team: string;
  editor: boolean;
  params: ListParams;
  facets: ModelFacets | undefined;
}

export function ListControls({ team, editor, params, facets }: ListControlsProps) {
  const [search, setSearch] = useSearchParams();
  const [managing, setManaging] = useState(false);
  const folders = facets?.folders ?? [];
  const isGrouped = search.group === "folder";
  const onlyFavorites = params.filter("favorite").includes("true");
  const group = (): void =>
    setSearch((now) => ({ ...now, page: undefined, group: isGrouped ? undefined : "folder" }), {
      replace: true,
    });
  return (
    <span className={classes.bar}>
      {(onlyFavorites || (facets?.favorites ?? 0) > 0) && (
        <Button
          variant="default"
          className={classes.toggle}
          data-active={onlyFavorites}
          aria-pressed={onlyFavorites}
          leftSection={<IconStar size={15} aria-hidden="true" />}
          onClick={() => params.setFilter("favorite", onlyFavorites ? [] : ["true"])}
        >
          Favorites
        </Button>
      )}
      {(isGrouped || folders.length > 0) && (
        <Button
          variant="default"
          className={classes.toggle}
          data-active={isGrouped}
          aria-pressed={isGrouped}
          leftSection={<IconFolders size={15} aria-hidden="true" />}
          onClick={group}
        >
          Group by folder
        </Button>
      )}
      {editor && (
        <Button
          variant="default"
          leftSection={<IconFolder size={15} aria-hidden="true" />}
          onClick={() => setManaging(true)}
        >
          Folders
        </Button>
      )}
      {managing && (
        <Suspense>
          <FoldersDialog team={team} folders={folders} onClose={() => setManaging(false)} />
        </Suspense>
      )}
    </span>
  );
}
