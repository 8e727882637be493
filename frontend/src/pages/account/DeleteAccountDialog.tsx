/** Deletes the account permanently, once its address was typed and the password confirmed. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import { clearDrafts } from "@/entities/comments/commentDrafts";
import { useReauthentication } from "@/session/ReauthenticationProvider";
import { withReauthentication } from "@/session/withReauthentication";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { FormAlert } from "@/ui/FormAlert";
import { toast } from "@/ui/toast";

export default function DeleteAccountDialog({
  email,
  onClose,
}: {
  email: string;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const guarded = useReauthentication();
  const request = () =>
    withReauthentication(unwrap(api.POST("/api/account/deletion/", { body: { email } })));
  const remove = useMutation({
    mutationFn: () => guarded(request),
    onSuccess: async () => {
      client.clear();
      clearDrafts();
      const { clearOutboxes } = await import("@/collab/outbox");
      await clearOutboxes();
      toast.success("Your account was deleted.");
      await navigate({ to: "/login" });
    },
  });
  return (
    <ConfirmDialog
      opened
      danger
      title="Delete your account?"
      confirmLabel="Delete account"
      typeToConfirm={email}
      pending={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      <FormAlert error={remove.error} known={[]} />
      You are signed out everywhere and cannot sign in again. Your comments and decisions stay in
      your teams without your name. This can't be undone.
    </ConfirmDialog>
  );
}
