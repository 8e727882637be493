/** What belongs to the person: name, appearance, notifications, password, second factor, API tokens, sessions, data. */

import { ReauthenticationProvider } from "@/session/ReauthenticationProvider";
import { useSession } from "@/session/session";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { PageSections } from "@/ui/PageSections";
import { Section } from "@/ui/Section";
import { AppearanceForm } from "./AppearanceForm";
import { ApiTokens } from "./apiTokens/ApiTokens";
import { DeleteAccount } from "./DeleteAccount";
import { NotificationSettings } from "./NotificationSettings";
import { PasswordForm } from "./PasswordForm";
import { ProfileForm } from "./ProfileForm";
import { SessionList } from "./SessionList";
import { TwoFactor } from "./TwoFactor";

export default function AccountPage() {
  const { user } = useSession();
  if (!user) return null;
  return (
    <Page title="Account">
      <ReauthenticationProvider>
        <PageHeader title="Account" description={user.email} />
        <PageSections
          sections={[
            { id: "name", label: "Name", content: <Name name={user.name} /> },
            { id: "appearance", label: "Appearance", content: <Appearance /> },
            { id: "notifications", label: "Notifications", content: <NotificationSettings /> },
            { id: "password", label: "Password", content: <Password user={user} /> },
            { id: "two-factor", label: "Two-factor authentication", content: <TwoFactor /> },
            { id: "api-tokens", label: "API tokens", content: <ApiTokens /> },
            { id: "sessions", label: "Sessions", content: <SessionList /> },
            {
              id: "delete-account",
              label: "Export and delete",
              content: <DeleteAccount email={user.email} />,
            },
          ]}
        />
      </ReauthenticationProvider>
    </Page>
  );
}

function Name({ name }: { name: string }) {
  return (
    <Section title="Name" description="How your teammates see you.">
      <ProfileForm name={name} />
    </Section>
  );
}

function Appearance() {
  return (
    <Section title="Appearance" description="Kept in this browser.">
      <AppearanceForm />
    </Section>
  );
}

function Password({ user }: { user: { name: string; email: string } }) {
  return (
    <Section title="Password">
      <PasswordForm personal={[user.name, user.email]} />
    </Section>
  );
}
