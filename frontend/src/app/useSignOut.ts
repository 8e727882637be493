/** Ends the session and forgets everything that was read and done in it. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { signOut } from "@/api/allauth";
import { clearDrafts } from "@/entities/comments/commentDrafts";
import { toast } from "@/ui/toast";

// No page needs it before somebody leaves or draws.
const outbox = () => import("@/collab/outbox");

interface SignOut {
  /** Sign out, unless changes wait that would be lost: then ask first. */
  ask: () => void;
  /** How many changes would be lost; null: nothing is asked. */
  losing: number | null;
  /** Sign out in any case. */
  confirm: () => void;
  stay: () => void;
}

export function useSignOut(): SignOut {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [losing, setLosing] = useState<number | null>(null);
  const leave = async (): Promise<void> => {
    await signOut();
    client.clear();
    clearDrafts();
    const { clearOutboxes } = await outbox();
    await clearOutboxes();
    await navigate({ to: "/login" });
  };
  const ask = async (): Promise<void> => {
    const { pendingCount } = await outbox();
    const waiting = await pendingCount();
    if (waiting > 0) setLosing(waiting);
    else await leave();
  };
  return {
    ask: () => void ask().catch(toast.error),
    losing,
    confirm: () => void leave().catch(toast.error),
    stay: () => setLosing(null),
  };
}
