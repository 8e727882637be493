/** Ends the session and forgets everything that was read in it. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { forgetOutboxes } from "../collab/outbox";
import { toast } from "../ui/toast";
import { signOut } from "./allauth";

export function useSignOut(): () => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useCallback(() => {
    const run = async () => {
      await signOut();
      client.clear();
      await forgetOutboxes();
      await navigate({ to: "/login" });
    };
    run().catch(toast.error);
  }, [client, navigate]);
}
