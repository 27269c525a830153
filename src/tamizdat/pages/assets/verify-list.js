// Follows docs/formats/edition-v1.md, section 15: a list of mirrors that the newsroom signed.

import { need } from "./verify-json.js";
import { checkSignatures, hasKeys, isNumber, openEnvelope, parseTime } from "./verify-trust.js";

const ADDRESS = /^(https?):\/\/([a-z0-9.-]+)(?::([1-9][0-9]{0,4}))?\/([A-Za-z0-9._~-]+\/)*$/;

// {pool, version, expires, addresses}: signed under `root` (of judgeMetadata), not expired, and not below `seen`, the
// highest version of this pool's list that this reader has accepted. Whatever is wrong is thrown as a FormatError.
export async function parseList(bytes, root, now, seen = 0) {
  const { signatures, signed } = openEnvelope(bytes);
  need(hasKeys(signed, ["_type", "addresses", "expires", "pool", "spec_version", "version"]), "other keys");
  need(signed._type === "mirrors" && signed.spec_version === "1.0.31", "of another type");
  const { addresses, pool, version } = signed, expires = parseTime(signed.expires);
  need(isNumber(version, 1) && typeof pool === "string" && /^[a-z][a-z0-9-]{0,39}$/.test(pool), "no version or pool");
  need(Array.isArray(addresses) && addresses.length <= 64 && new Set(addresses).size === addresses.length, "no list of addresses");
  need(addresses.every(isAddress), "an address that cannot be");
  await checkSignatures({ role: "targets", signatures, signed }, [root]);
  need(version >= seen, "lower than a version seen before", "version");
  need(expires > now, "it has expired: its addresses may be others' now", "version");
  return { pool, version, expires, addresses };
}

// The top of an edition, such as https://m.example/lamp/.
function isAddress(text) {
  const found = typeof text === "string" && text.length <= 300 && ADDRESS.exec(text);
  if (!found) return false;
  const [, scheme, host, port = 0] = found;
  return port <= 65535 && (scheme === "https" || host.endsWith(".onion") || host === "localhost" || host === "127.0.0.1");
}
