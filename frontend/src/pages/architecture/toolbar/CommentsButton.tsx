/** Opens the threads of the model, and says how many are open. */
import { Button } from "@mantine/core";
import { IconMessageCircle } from "@tabler/icons-react";
import { Suspense } from "react";
import { useOpenThreads } from "@/entities/comments/CommentCounts";
import classes from "@/entities/comments/comments.module.css";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { useSearchParams } from "@/ui/useSearchParams";
import { useShortcut } from "@/ui/useShortcut";
import toolbar from "./toolbar.module.css";

const CommentsPanel = lazyWithRetry(() => import("@/entities/comments/CommentsPanel"));

export function CommentsButton() {
  const { id: model } = useModel();
  const [search, setSearch] = useSearchParams();
  const count = useOpenThreads();
  const show = (comments: string | undefined) =>
    setSearch((now) => ({ ...now, comments, comment: undefined }), { replace: true });
  const open = () => show("open");
  useShortcut({ keys: "t", label: "Show the comments", group: "Canvas", run: open });
  return (
    <>
      <Button
        variant="default"
        className={toolbar.button}
        leftSection={<IconMessageCircle size={16} aria-hidden="true" />}
        aria-label={count > 0 ? `Comments ${count} open` : "Comments"}
        onClick={open}
      >
        <span className={toolbar.label}>Comments</span>{" "}
        {count > 0 && <span className={classes.count}>{count}</span>}
      </Button>
      {search.comments && (
        <Suspense>
          <CommentsPanel model={model} onClose={() => show(undefined)} />
        </Suspense>
      )}
    </>
  );
}
