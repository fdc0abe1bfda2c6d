// A time-stamping authority of the stories' own, made by openssl, on a port of this machine.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CONFIG = `[req]
distinguished_name = none
[none]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[signer]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = one
[one]
serial = token
signer_cert = signer.pem
signer_key = signer.key
signer_digest = sha256
default_policy = 1.2.392.200000.1
digests = sha256
ess_cert_id_alg = sha256
`;

/** Opens it. Gives its address, the file with the certificate of its root, its folder, openssl there, and how to close it. */
export async function authority() {
  const folder = mkdtempSync(join(tmpdir(), "mamori-e2e-authority-"));
  const openssl = (...told) => execFileSync("openssl", told, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const key = ["-newkey", "rsa:2048", "-nodes", "-config", "openssl.cnf", "-utf8"];
  writeFileSync(join(folder, "openssl.cnf"), CONFIG);
  writeFileSync(join(folder, "token"), "01\n");
  openssl("req", "-x509", ...key, "-keyout", "root.key", "-out", "root.pem", "-days", "3650", "-subj", "/O=見本時刻認証（架空）/CN=見本ルート", "-extensions", "root");
  openssl("req", "-new", ...key, "-keyout", "signer.key", "-out", "signer.csr", "-subj", "/O=見本時刻認証（架空）/CN=見本タイムスタンプ局");
  openssl("x509", "-req", "-in", "signer.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "1825", "-extfile", "openssl.cnf", "-extensions", "signer", "-out", "signer.pem");
  const server = createServer((request, answer) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      writeFileSync(join(folder, "asked"), Buffer.concat(pieces));
      openssl("ts", "-reply", "-config", "openssl.cnf", "-queryfile", "asked", "-out", "answer");
      answer.writeHead(200, { "content-type": "application/timestamp-reply" }).end(readFileSync(join(folder, "answer")));
    });
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const close = () => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: `http://127.0.0.1:${server.address().port}/`, anchors: join(folder, "root.pem"), folder, openssl, close };
}
