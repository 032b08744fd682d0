import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createInterface } from "node:readline";

const TARGET = new URL("../../../../target/", import.meta.url);

const JAR = /^video-token-service-.*\.jar$/;

/** Settings of whoever runs the tests are not the tests'. */
const { PATH, HOME, JAVA_HOME } = process.env;

/** The built jar, started with these variables and nothing else. */
export async function startService(variables) {
  const jar = readdirSync(TARGET).find((file) => JAR.test(file));
  if (!jar) throw new Error("There is no jar: run ./mvnw package first");
  const env = { PATH, HOME, JAVA_HOME, PORT: "0", VIDEO_DRAIN_FOR: "0s", ...variables };
  const java = spawn("java", ["-jar", jar], { cwd: TARGET, env, stdio: ["ignore", "pipe", "inherit"] });
  const log = [];
  for await (const line of createInterface({ input: java.stdout })) {
    log.push(line);
    const port = /Tomcat started on port (\d+)/.exec(line)?.[1];
    if (port) return running(java, port);
  }
  throw new Error(`The service did not start:\n${log.slice(-12).join("\n")}`);
}

function running(java, port) {
  java.stdout.resume();
  return {
    origin: `http://localhost:${port}`,
    port,
    async stop() {
      const exit = once(java, "exit");
      java.kill();
      await exit;
    },
  };
}
