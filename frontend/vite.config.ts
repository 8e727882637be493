/** Builds the front end to dist/, which Django serves under /static/. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const backend = process.env.BULKHEAD_BACKEND ?? "http://127.0.0.1:8000";
const forwarded = ["/api", "/_allauth", "/accounts"];

const tests = readdirSync("src", { recursive: true })
  .map((name) => `src/${name}`)
  .filter((file) => /\.test\.tsx?$/.test(file));
// Files that share a worker share its modules: one that has replaced some would leave them to the next.
const mockingTests = tests.filter((file) => /vi\.mock\(/.test(readFileSync(file, "utf8")));
const withDocument = { environment: "happy-dom", setupFiles: ["src/test-setup.ts"] };

export default defineConfig(({ command }) => ({
  // The development server answers at the root; the build lives behind Django's static files.
  base: command === "build" ? "/static/" : "/",
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "dist",
    manifest: true,
    sourcemap: false,
    target: "es2022",
    chunkSizeWarningLimit: 500, // kB; that of the charts is loaded with them
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Without this, a group takes along what its modules import, and the first page would load the canvas.
          includeDependenciesRecursively: false,
          // What is shared goes into few files: a page is then some 30 requests, not 110, and compresses better.
          groups: [
            {
              name: "react",
              test: /node_modules[\\/](react|react-dom|scheduler|use-sync-external-store)[\\/]/,
              priority: 4,
            },
            // The charts share these with the canvas, which they do not load.
            { name: "d3", test: /node_modules[\\/]d3-(color|ease|interpolate|timer)/, priority: 5 },
            {
              name: "canvas",
              test: /node_modules[\\/](@xyflow|d3-(dispatch|drag|selection|transition|zoom)|zustand|classcat)/,
              priority: 3,
            },
            { name: "initial", tags: ["$initial"], priority: 2 },
            {
              name: "icons",
              test: /@tabler[\\/]icons-react[\\/].*[\\/]Icon/,
              minShareCount: 2,
              priority: 1,
            },
            // With a lower count, pages load more that only others use, and the largest grow (`npm run size`).
            { name: "common", minShareCount: 8 },
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
    projects: [
      {
        extends: true,
        test: {
          name: "logic",
          include: ["src/**/*.test.ts"],
          exclude: mockingTests,
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          ...withDocument,
          name: "document",
          include: ["src/**/*.test.tsx"],
          exclude: mockingTests,
          isolate: false,
        },
      },
      // Most of the time of a test of its own worker goes into the document and the modules.
      { extends: true, test: { ...withDocument, name: "mocks", include: mockingTests } },
    ],
  },
}));
