/** Switches between dark and light. */
import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";

export function ThemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const other = scheme === "dark" ? "light" : "dark";
  const label = `Switch to the ${other} theme`;
  return (
    <Tooltip label={label}>
      <ActionIcon size="lg" aria-label={label} onClick={() => setColorScheme(other)}>
        {scheme === "dark" ? (
          <IconSun size={17} aria-hidden="true" />
        ) : (
          <IconMoon size={17} aria-hidden="true" />
        )}
      </ActionIcon>
    </Tooltip>
  );
}
