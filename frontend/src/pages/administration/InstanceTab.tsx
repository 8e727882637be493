/** What runs here, and whether it works. */
import { useQuery } from "@tanstack/react-query";
import type { Instance } from "@/api/types";
import { ErrorState } from "@/ui/ErrorState";
import { KeyValue } from "@/ui/KeyValue";
import { Section } from "@/ui/Section";
import { instanceQuery } from "./queries";

const number = new Intl.NumberFormat("en-US");
const DATABASES: Readonly<Record<string, string>> = { sqlite: "SQLite", postgresql: "PostgreSQL" };

export default function InstanceTab() {
  const query = useQuery(instanceQuery());
  if (query.error && !query.data)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return null;
  const { jobs } = query.data;
  return (
    <>
      <Section title="Software">
        <KeyValue items={software(query.data)} />
      </Section>
      <Section title="Background work" description="Updated every 15 seconds.">
        <KeyValue
          items={[
            { label: "Workers", value: query.data.workers.join(", ") || "None answered" },
            { label: "Waiting", value: number.format(jobs.queued) },
            { label: "Longest wait", value: `${number.format(jobs.oldest_wait_s)} s` },
            { label: "Running", value: number.format(jobs.running) },
            { label: "Succeeded in 24\u00a0h", value: number.format(jobs.succeeded) },
            { label: "Failed in 24\u00a0h", value: number.format(jobs.failed) },
          ]}
        />
      </Section>
      <Section title="Content">
        <KeyValue
          items={[
            { label: "Active users", value: number.format(query.data.users) },
            { label: "Teams", value: number.format(query.data.teams) },
            { label: "Models", value: number.format(query.data.models) },
          ]}
        />
      </Section>
    </>
  );
}

function software({ version, mode, python, django, database, redis }: Instance) {
  const megabytes = number.format(Math.ceil(database.size_bytes / 1_000_000));
  const name = DATABASES[database.name] ?? database.name;
  return [
    {
      label: "Bulkhead",
      value: `${version}, ${mode === "embedded" ? "embedded mode" : "team mode"}`,
    },
    { label: "Database", value: `${name}, ${megabytes} MB` },
    { label: "Redis", value: redis === null ? "Not used" : redis ? "Answers" : "Does not answer" },
    { label: "Python", value: python },
    { label: "Django", value: django },
  ];
}
