/** Saves what the canvas shows as a picture, or prints that. */
import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconPhotoDown } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { useModel } from "@/session/useModel";
import { fileWords, saveFile } from "@/ui/saveFile";
import { toast } from "@/ui/toast";
import type { EditorState } from "../editorState/editorState";
import { PrintedPicture } from "./PrintedPicture";
import classes from "./toolbar.module.css";

type Picture = "svg" | "png";

export function ExportMenu({ editor }: { editor: Pick<EditorState, "drawn"> }) {
  const { row } = useModel();
  const picture = usePicture(editor.drawn);
  const [printed, setPrinted] = useState<Blob | null>(null);
  const name = row?.name ?? "";
  const save = (type: Picture): void =>
    picture.mutate(type, {
      onSuccess: (content) => saveFile(`architecture-${fileWords(name)}.${type}`, content),
    });
  return (
    <>
      <Menu position="bottom-start" offset={6}>
        <Menu.Target>
          <Tooltip label="Export picture">
            <ActionIcon
              className={classes.tool}
              variant="default"
              size={34}
              aria-label="Export picture"
              loading={picture.isPending}
              disabled={editor.drawn.size === 0}
            >
              <IconPhotoDown size={17} stroke={1.7} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>What the canvas shows, in print colors</Menu.Label>
          <Menu.Item onClick={() => save("svg")}>SVG (vectors)</Menu.Item>
          <Menu.Item onClick={() => save("png")}>PNG (pixels)</Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => picture.mutate("svg", { onSuccess: setPrinted })}>
            Print
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {printed && (
        <PrintedPicture
          picture={printed}
          alt={`Architecture of ${name}`}
          onDone={() => setPrinted(null)}
        />
      )}
    </>
  );
}

function usePicture(drawn: EditorState["drawn"]) {
  const { id } = useModel();
  return useMutation({
    mutationFn: async (type: Picture): Promise<Blob> => {
      const content = await unwrap(
        api.POST("/api/models/{model}/architecture/picture/", {
          params: { path: { model: id } },
          body: { type, elements: [...drawn.keys()] },
          parseAs: "blob",
        }),
      );
      return content as unknown as Blob;
    },
    onError: toast.error,
  });
}
