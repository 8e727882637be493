/** The Mantine theme: our tokens in Mantine's vocabulary, and the defaults of its components. */
import { type CSSVariablesResolver, createTheme } from "@mantine/core";
import type { FocusEvent } from "react";

/** Mantine's dialogs have a <header>, which assistive technology would take for a second banner of the page. */
const dialog = {
  closeButtonProps: { "aria-label": "Close" },
  attributes: { header: { role: "none" } },
  overlayProps: { color: "var(--bh-overlay)", backgroundOpacity: 1 },
  transitionProps: { duration: 120 },
};

/** What one types replaces what was chosen, as in any list with a search; otherwise it would be added to its end. */
function selectChosen({ currentTarget }: FocusEvent<HTMLInputElement>): void {
  // After the click has set the caret.
  if (!currentTarget.readOnly) requestAnimationFrame(() => currentTarget.select());
}

/** A list scrolls by itself: a scrolling part inside it would have to take the focus. */
const options = {
  withScrollArea: false,
  styles: { options: { maxHeight: 220, overflowY: "auto" } },
} as const;

export const theme = createTheme({
  fontFamily: "var(--bh-font)",
  fontFamilyMonospace: "var(--bh-mono)",
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.4" },
  headings: { fontFamily: "var(--bh-font)", fontWeight: "600" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  radius: { xs: "3px", sm: "4px", md: "6px", lg: "8px", xl: "12px" },
  defaultRadius: "md",
  cursorType: "pointer",
  focusRing: "auto",
  colors: {
    accent: [
      "#edf0fd",
      "#dbe1fb",
      "#b9c5f7",
      "#93a5f1",
      "#6f87ec",
      "#4a64e4",
      "#3a55d6",
      "#2f48bf",
      "#273c9f",
      "#1e2f7d",
    ],
    // Mantine draws its dark theme from "dark" and its hairlines from "gray": both are our slate.
    dark: [
      "#e7eaf1",
      "#b3bccd",
      "#8d97aa",
      "#5d687c",
      "#3a4457",
      "#252c3a",
      "#181d27",
      "#13171f",
      "#0d1016",
      "#080a0e",
    ],
    gray: [
      "#f6f7f9",
      "#f2f4f7",
      "#e2e5eb",
      "#d5dae2",
      "#c8cdd8",
      "#8b94a5",
      "#5f6a7e",
      "#515b6e",
      "#414a5c",
      "#161a24",
    ],
    danger: [
      "#fdebef",
      "#f9d3db",
      "#f3bfcb",
      "#ff9bb0",
      "#f0476c",
      "#d8254f",
      "#c3123f",
      "#a50f35",
      "#850c2b",
      "#5f2233",
    ],
  },
  primaryColor: "accent",
  primaryShade: { light: 6, dark: 5 },
  // By name: importing the components here would put every one of them into the first load.
  components: {
    Button: { defaultProps: { size: "sm" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    Textarea: { defaultProps: { size: "sm" } },
    Select: {
      defaultProps: { size: "sm", allowDeselect: false, onFocus: selectChosen, ...options },
    },
    MultiSelect: { defaultProps: options },
    Autocomplete: { defaultProps: options },
    TagsInput: { defaultProps: options },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, fz: 12 } },
    SegmentedControl: { styles: { root: { background: "var(--bh-sunken)" } } },
    Menu: {
      // The first item has the focus at once: the placeholder would be a child that a menu may not have.
      defaultProps: {
        shadow: "none",
        position: "bottom-start",
        withInitialFocusPlaceholder: false,
      },
    },
    Modal: {
      defaultProps: { ...dialog, centered: true, shadow: "none", radius: "lg" },
    },
    Drawer: { defaultProps: dialog },
  },
});

const shared = {
  "--mantine-color-body": "var(--bh-surface)",
  "--mantine-color-text": "var(--bh-text)",
  "--mantine-color-bright": "var(--bh-text)",
  "--mantine-color-dimmed": "var(--bh-text-3)",
  "--mantine-color-placeholder": "var(--bh-text-3)",
  "--mantine-color-default": "var(--bh-surface)",
  "--mantine-color-default-hover": "var(--bh-hover)",
  "--mantine-color-default-color": "var(--bh-text)",
  "--mantine-color-default-border": "var(--bh-border-strong)",
  "--mantine-color-anchor": "var(--bh-accent-text)",
  "--mantine-color-error": "var(--bh-critical-text)",
  "--mantine-color-gray-light-color": "var(--bh-text-2)",
  "--mantine-color-gray-light-hover": "var(--bh-hover)",
};

/** Mantine's own color variables follow our tokens, so both themes have one source. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: shared,
});
