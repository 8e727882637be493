import { describe, expect, it } from "vitest";
import { checkFiles, formatBytes, fromDrop, isManifestPath, suggestName } from "./importFiles";

const LIMITS = { max_bytes: 10 * 1024 * 1024, max_files: 500 };

function candidate(path: string, size = 10) {
  const file = new File(["x"], path.split("/").at(-1) ?? path);
  Object.defineProperty(file, "size", { value: size });
  return { path, file };
}

describe("checking files", () => {
  it("accepts ordinary files and adds up their size", () => {
    const checked = checkFiles([candidate("a.yaml", 1000), candidate("b.yaml", 2000)], LIMITS);

    expect(checked.problems).toEqual([]);
    expect(checked.bytes).toBe(3000);
  });

  it("names the empty and the too large file", () => {
    const { problems } = checkFiles(
      [candidate("a-empty.yaml", 0), candidate("big.yaml", LIMITS.max_bytes + 1)],
      LIMITS,
    );

    expect(problems.map((problem) => problem.path)).toEqual(["a-empty.yaml", "big.yaml"]);
    expect(problems[0]?.message).toBe("The file is empty.");
    expect(problems[1]?.message).toContain("10.0 MB");
  });

  it("refuses files that are too large only together", () => {
    const { problems } = checkFiles([candidate("a.yaml", 6e6), candidate("b.yaml", 6e6)], LIMITS);

    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain("Together");
  });

  it("counts a file that is dropped twice once", () => {
    expect(checkFiles([candidate("a.yaml"), candidate("a.yaml")], LIMITS).accepted).toHaveLength(1);
  });
});

describe("files of a folder", () => {
  it.each([
    ["shop/deploy/api.yaml", true],
    ["shop/compose.yml", true],
    ["shop/node_modules/x/a.yaml", false],
    ["shop/.github/workflows/ci.yaml", false],
    ["shop/package.json", false],
    ["shop/README.md", false],
    ["web/Dockerfile", true],
    ["Dockerfile.dev", true],
    ["prod.Dockerfile", true],
    ["web/.dockerignore", true],
    ["Dockerfile.md", false],
    ["docs/my-dockerfile.txt", false],
    ["scans/checkov.sarif", true],
    ["models/shop.tm7", true],
    ["models/shop.otm", true],
    ["scans/api.cdx.json", true],
  ])("%s counts as a manifest: %s", (path, expected) => {
    expect(isManifestPath(path)).toBe(expected);
  });

  it("are read to their depths, with the variables beside a compose file and the proxies below it", async () => {
    const leaf = (name: string) => ({
      isDirectory: false,
      name,
      file: (done: (file: File) => void) => done(new File(["x"], name)),
    });
    const folder = (name: string, children: unknown[]) => ({
      isDirectory: true,
      name,
      createReader: () => {
        const batches = [children, []];
        return { readEntries: (done: (entries: unknown[]) => void) => done(batches.shift() ?? []) };
      },
    });
    const tree = folder("shop", [
      leaf("a.yaml"),
      leaf("logo.png"),
      folder("db", [leaf("b.yml"), leaf(".env")]),
      folder("local", [
        leaf("docker-compose.override.yml"),
        leaf(".env"),
        leaf("web.env"),
        leaf(".env.example"),
        leaf("environment"),
        leaf("next-env.d.ts"),
        leaf(".env.ts"),
        folder(".envs", [folder(".production", [leaf(".web"), leaf("notes.md")])]),
        folder("proxy", [
          ...["nginx.conf", "grafana.ini", "Caddyfile", "notes.txt", ".env"].map((name) =>
            leaf(name),
          ),
        ]),
      ]),
      folder("other", [leaf("nginx.conf")]),
      folder(".git", []),
      folder(".envs", [leaf(".web")]),
    ]);
    const transfer = { items: [{ webkitGetAsEntry: () => tree }], files: [] };

    const found = await fromDrop(transfer as unknown as DataTransfer);

    expect(found.map((one) => one.path)).toEqual([
      "shop/a.yaml",
      "shop/db/b.yml",
      "shop/local/docker-compose.override.yml",
      "shop/local/.env",
      "shop/local/web.env",
      "shop/local/.env.example",
      "shop/local/environment",
      "shop/local/.envs/.production/.web",
      "shop/local/proxy/nginx.conf",
      "shop/local/proxy/grafana.ini",
      "shop/local/proxy/Caddyfile",
    ]);
  });
});

describe("naming a model", () => {
  it.each([
    [["online-boutique/a.yaml", "online-boutique/sub/b.yaml"], "Online boutique"],
    [["docker-compose.yml"], "Docker compose"],
    [["ticket-shop.tmbom.json"], "Ticket shop"],
    [["shop.tm7"], "Shop"],
    [["a/x.yaml", "b/y.yaml"], "X"],
    [[], ""],
  ])("%j becomes %j", (paths, name) => {
    expect(suggestName(paths)).toBe(name);
  });
});

it("sizes are written for people", () => {
  expect(formatBytes(0)).toBe("0 bytes");
  expect(formatBytes(12_288)).toBe("12 kB");
  expect(formatBytes(3_565_158)).toBe("3.4 MB");
});
