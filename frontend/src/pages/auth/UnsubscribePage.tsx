/** Ends e-mails by the link in each of them; nobody needs to sign in. Only the button does it: opening the page changes nothing. */
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { NOTICE_KINDS, type NoticeKind, noticeKindLabel } from "@/model/labels/notices";
import { FormAlert } from "@/ui/FormAlert";
import { LinkButton } from "@/ui/LinkButton";
import { AuthLayout } from "./AuthLayout";
import classes from "./AuthLayout.module.css";

const SCOPES: Readonly<Record<string, string>> = { all: "notifications", digest: "digests" };
const isKind = (scope: string): scope is NoticeKind => NOTICE_KINDS.some((one) => one === scope);

export default function UnsubscribePage() {
  const { scope } = useParams({ from: "/unsubscribe/$scope/$token" });
  const stop = useMutation({ mutationFn: unsubscribe });
  const what = SCOPES[scope] ?? (isKind(scope) ? `“${noticeKindLabel(scope)}”` : "notifications");
  if (stop.isSuccess) {
    return (
      <AuthLayout
        title="You are unsubscribed"
        description={`You get no more e-mails about ${what}. Your inbox in Bulkhead still lists them.`}
      >
        <div className={classes.form}>
          <LinkButton size="md" variant="default" to="/account" hash="notifications">
            Choose what you are e-mailed about
          </LinkButton>
        </div>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="Unsubscribe" description={`Stop e-mails about ${what}?`}>
      <div className={classes.form}>
        <FormAlert error={stop.error} known={[]} />
        <Button size="md" onClick={() => stop.mutate()} loading={stop.isPending}>
          Unsubscribe
        </Button>
      </div>
    </AuthLayout>
  );
}

/** As mail programs do it: a request to the address of this page. */
async function unsubscribe(): Promise<void> {
  const answer = await fetch(window.location.pathname, { method: "POST" });
  if (!answer.ok)
    throw new Error("This link is not valid. Sign in to change what you are e-mailed about.");
}
