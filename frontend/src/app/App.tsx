/** The providers around everything, and the router inside them. */
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { cssVariables, theme } from "../ui/theme";
import { makeQueryClient } from "./queryClient";
import { makeRouter } from "./router";

const colorScheme = localStorageColorSchemeManager({ key: "bulkhead-theme" });

export function App() {
  const [{ client, router }] = useState(() => {
    const queryClient = makeQueryClient();
    return { client: queryClient, router: makeRouter(queryClient) };
  });
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorScheme}
      cssVariablesResolver={cssVariables}
    >
      <QueryClientProvider client={client}>
        <Notifications position="bottom-right" limit={4} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
