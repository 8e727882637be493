/** One comment: who, when, what; its author changes or deletes it. */
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { Comment, Person } from "@/api/types";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { hasRole } from "@/session/roles";
import { useSession } from "@/session/session";
import { useModel } from "@/session/useModel";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { RelativeTime } from "@/ui/RelativeTime";
import { CommentBox } from "./CommentBox";
import { CommentText } from "./CommentText";
import classes from "./comments.module.css";
import { nameOf } from "./mentionText";
import type { CommentActions } from "./useCommentActions";

interface CommentItemProps {
  comment: Comment;
  people: readonly Person[];
  commenting: CommentActions;
}

export function CommentItem({ comment, people, commenting }: CommentItemProps) {
  const [doing, setDoing] = useState<"edit" | "delete" | null>(null);
  const stop = () => setDoing(null);
  const { author } = comment;
  return (
    <div className={classes.comment}>
      {author ? <PersonAvatar person={author} size={24} /> : <span className={classes.nobody} />}
      <div className={classes.words}>
        <div className={classes.head}>
          <span className={classes.author}>{author ? nameOf(author) : "Former member"}</span>
          <span className={classes.when}>
            <RelativeTime at={comment.created_at} />
            {comment.edited_at && " (edited)"}
          </span>
          {!comment.deleted && (
            <CommentMenu
              author={author}
              onEdit={() => setDoing("edit")}
              onDelete={() => setDoing("delete")}
            />
          )}
        </div>
        {doing === "edit" ? (
          <CommentBox
            label="Edit the comment"
            send="Save"
            people={[...comment.mentions, ...people]}
            text={comment.text}
            onSend={(text) => commenting.edit.mutateAsync({ comment: comment.id, text }).then(stop)}
            onCancel={stop}
            autoFocus
          />
        ) : (
          <Words comment={comment} />
        )}
      </div>
      <ConfirmDialog
        opened={doing === "delete"}
        danger
        title="Delete this comment?"
        confirmLabel="Delete"
        pending={commenting.remove.isPending}
        onClose={stop}
        onConfirm={() => commenting.remove.mutate(comment.id, { onSettled: stop })}
      >
        What it says is gone for everybody. Answers to it stay.
      </ConfirmDialog>
    </div>
  );
}

function Words({ comment }: { comment: Comment }) {
  if (comment.deleted) return <p className={classes.deleted}>This comment was deleted.</p>;
  return <CommentText text={comment.text} people={comment.mentions} />;
}

interface CommentMenuProps {
  author: Person | null;
  onEdit: () => void;
  onDelete: () => void;
}

function CommentMenu({ author, onEdit, onDelete }: CommentMenuProps) {
  const { user } = useSession();
  const own = author !== null && author.id === user?.id;
  const { role } = useModel();
  if (!own && !hasRole(role, "owner")) return null;
  return (
    <Menu position="bottom-end" width={140}>
      <Menu.Target>
        <ActionIcon size="sm" className={classes.more} aria-label="Actions for this comment">
          <IconDots size={15} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {own && (
          <Menu.Item leftSection={<IconPencil size={15} aria-hidden="true" />} onClick={onEdit}>
            Edit
          </Menu.Item>
        )}
        <Menu.Item
          color="danger"
          leftSection={<IconTrash size={15} aria-hidden="true" />}
          onClick={onDelete}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
