/** Chooses the logo of a report template: a PNG. */
import { Button, FileButton, Input } from "@mantine/core";
import { useEffect, useState } from "react";
import type { ReportTemplate } from "@/api/types";
import { toast } from "@/ui/toast";
import { logoAddress } from "./logoAddress";
import classes from "./templates.module.css";
import type { Logo } from "./useSaveTemplate";

const MOST_BYTES = 256 * 1024;

interface LogoFieldProps {
  team: string;
  template: ReportTemplate | undefined;
  logo: Logo;
  error: string | null;
  onChange: (logo: Logo) => void;
}

export function LogoField({ team, template, logo, error, onChange }: LogoFieldProps) {
  const chosen = useObjectUrl(logo instanceof File ? logo : null);
  const kept = logo === "kept" && template?.has_logo ? logoAddress(team, template) : null;
  const shown = chosen ?? kept;
  const choose = (file: File | null): void => {
    if (!file) return;
    if (file.size > MOST_BYTES) toast.error(`${file.name} is larger than 256 kB.`);
    else onChange(file);
  };
  return (
    <Input.Wrapper
      labelElement="div"
      label="Logo"
      description="PNG, at most 256 kB. It is on the cover."
      error={error}
    >
      <div className={classes.logoField}>
        {shown && <img className={classes.logo} src={shown} alt="Logo" />}
        <FileButton accept="image/png" onChange={choose}>
          {(props) => (
            <Button {...props} variant="default" size="compact-sm">
              {shown ? "Replace" : "Choose file"}
            </Button>
          )}
        </FileButton>
        {shown && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            onClick={() => onChange(template?.has_logo ? "removed" : "kept")}
          >
            Remove
          </Button>
        )}
      </div>
    </Input.Wrapper>
  );
}

function useObjectUrl(file: File | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!file) {
      setUrl(null);
      return;
    }
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}
