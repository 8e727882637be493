/** What belongs to the person: name, appearance, notifications, password, second factor, API tokens, sessions, data. */

import { ReauthenticationProvider } from "@/session/ReauthenticationProvider";
import { useSession } from "@/session/session";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
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
    <Page title="Account" width="narrow">
      <ReauthenticationProvider>
        <PageHeader title="Account" description={user.email} />
        <Section title="Name" description="How your teammates see you.">
          <ProfileForm name={user.name} />
        </Section>
        <Section title="Appearance" description="Kept in this browser.">
          <AppearanceForm />
        </Section>
        <NotificationSettings />
        <Section title="Password">
          <PasswordForm personal={[user.name, user.email]} />
        </Section>
        <TwoFactor />
        <ApiTokens />
        <SessionList />
        <DeleteAccount email={user.email} />
      </ReauthenticationProvider>
    </Page>
  );
}
