/** Writes of how models are organized. */
import type { QueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { modelFacetsQuery } from "@/api/queries";
import type { ModelFacets } from "@/api/types";

export type Folder = Pick<ModelFacets["folders"][number], "id" | "name">;

export interface ModelsChange {
  folder?: string | null;
  owner?: string | null;
  tags_add?: string[];
  tags_remove?: string[];
}

export const changeModels = (team: string, models: readonly string[], change: ModelsChange) =>
  unwrap(
    api.POST("/api/teams/{team}/models/changes/", {
      params: { path: { team } },
      body: { models: [...models], change },
    }),
  );

export const createFolder = (team: string, name: string): Promise<Folder> =>
  unwrap(api.POST("/api/teams/{team}/folders/", { params: { path: { team } }, body: { name } }));

export const renameFolder = (team: string, folder: string, name: string) =>
  unwrap(
    api.PATCH("/api/teams/{team}/folders/{folder}/", {
      params: { path: { team, folder } },
      body: { name },
    }),
  );

export const deleteFolder = (team: string, folder: string) =>
  unwrap(api.DELETE("/api/teams/{team}/folders/{folder}/", { params: { path: { team, folder } } }));

export const setFavorite = (model: string, favorite: boolean) => {
  const params = { path: { model } };
  const address = "/api/models/{model}/favorite/";
  return unwrap(favorite ? api.PUT(address, { params }) : api.DELETE(address, { params }));
};

/** The id of the folder with this name, which is created where the team has none; null for no name. */
export async function folderNamed(
  client: QueryClient,
  team: string,
  name: string,
): Promise<string | null> {
  const wanted = name.trim();
  if (!wanted) return null;
  const { folders } = await client.ensureQueryData(modelFacetsQuery(team));
  const known = folders.find((one) => one.name.toLowerCase() === wanted.toLowerCase());
  return known ? known.id : (await createFolder(team, wanted)).id;
}
