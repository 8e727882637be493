/** Builds the front end to dist/, which Django serves under /static/. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const backend = process.env.BULKHEAD_BACKEND ?? "http://127.0.0.1:8000";
const forwarded = ["/api", "/_allauth", "/accounts"];

export default defineConfig(({ command }) => ({
  // The development server answers at the root; the build lives behind Django's static files.
  base: command === "build" ? "/static/" : "/",
  plugins: [react()],
  build: {
    outDir: "dist",
    manifest: true,
    sourcemap: false,
    target: "es2022",
    chunkSizeWarningLimit: 400,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "canvas", test: /node_modules[\\/](@xyflow|d3-|zustand|classcat)/ },
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      ...Object.fromEntries(forwarded.map((path) => [path, { target: backend }])),
      "/ws": { target: backend, ws: true },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test-setup.ts"],
  },
}));
