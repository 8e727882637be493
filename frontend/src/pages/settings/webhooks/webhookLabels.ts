/** What the forms and events of webhooks, and the states of deliveries are called. */
import type { Delivery, Webhook } from "@/api/types";
import { NOTICE_KINDS, noticeKindLabel } from "@/model/labels/notices";

export const FORMATS: { value: Webhook["format"]; label: string; help: string }[] = [
  { value: "json", label: "JSON, signed", help: "For programs. Follows Standard Webhooks." },
  { value: "slack", label: "Slack", help: "The address of an incoming webhook of Slack." },
  { value: "teams", label: "Microsoft Teams", help: "The address of a workflow of Teams." },
  { value: "mattermost", label: "Mattermost", help: "The address of an incoming webhook." },
];

/** Every kind of notice but those of comments, which leave by no webhook. */
export const EVENTS: Webhook["events"] = NOTICE_KINDS.filter(
  (kind) => kind !== "mentioned" && kind !== "asked",
);

export function eventLabel(event: Delivery["event"]): string {
  if (event === "test") return "Test";
  return event === "assigned" ? "Assigned to a member" : noticeKindLabel(event);
}

export function deliveryState({ state, status, fault, attempts }: Delivery): string {
  if (state === "delivered") return `Delivered (${status})`;
  if (state === "failed") return `Failed: ${fault}`;
  if (attempts > 0 && fault) return `Attempt ${attempts}: ${fault} Retrying.`;
  return "On its way";
}
