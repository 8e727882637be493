/** Marks a model as one of one's favorites, which are listed first. */
import { ActionIcon } from "@mantine/core";
import { IconStar, IconStarFilled } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/queries";
import type { ModelRow } from "@/api/types";
import { toast } from "@/ui/toast";
import { setFavorite } from "./queries";

export function FavoriteButton({ model }: { model: ModelRow }) {
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => setFavorite(model.id, !model.is_favorite),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.team(model.team.id) }),
        client.invalidateQueries({ queryKey: [...keys.model(model.id), "row"] }),
      ]),
    onError: toast.error,
  });
  const Icon = model.is_favorite ? IconStarFilled : IconStar;
  return (
    <ActionIcon
      size="sm"
      variant="subtle"
      color={model.is_favorite ? "yellow" : "gray"}
      aria-label={`Favorite: ${model.name}`}
      aria-pressed={model.is_favorite}
      title={model.is_favorite ? "Remove from your favorites" : "Add to your favorites"}
      loading={save.isPending}
      onClick={() => save.mutate()}
    >
      <Icon size={15} aria-hidden="true" />
    </ActionIcon>
  );
}
