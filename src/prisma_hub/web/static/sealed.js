/* Words sealed to named people, and opened by them (docs/reference/sealed-words.md).

   A classic script, after proof.js and own-key.js. The words are encrypted once, under a key of their own (AES-256-GCM);
   that key is wrapped for each reader by HPKE (RFC 9180): base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
   AES-256-GCM. Nothing here is kept or sent. */
self.prismaSealed = (() => {
  "use strict";

  const { utf8, digest } = self.prismaProof;
  const { base64url, unbase64url, random, rawOf, agree } = self.prismaOwnKey;
  const subtle = self.crypto && self.crypto.subtle;
  const STEP = 256, VERSION = utf8("HPKE-v1"), ZEROS = new Uint8Array(32), NOTHING = new Uint8Array();
  const KEM = Uint8Array.of(...utf8("KEM"), 0, 0x20), SUITE = Uint8Array.of(...utf8("HPKE"), 0, 0x20, 0, 1, 0, 2);

  const joined = (...pieces) => Uint8Array.from(pieces.flatMap((piece) => [...piece]));

  // == HPKE ==
  async function hmac(key, ...pieces) {
    const known = await subtle.importKey("raw", key.length ? key : ZEROS, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return new Uint8Array(await subtle.sign("HMAC", known, joined(...pieces)));
  }
  const extract = (suite, salt, label, secret) => hmac(salt, VERSION, suite, utf8(label), secret);
  const expand = async (suite, key, label, info, size) =>
    (await hmac(key, [0, size], VERSION, suite, utf8(label), info, [1])).slice(0, size);

  /* What seals one thing between the two: {key, iv}, of AES-GCM. */
  async function between(shared, enc, reader, info) {
    const secret = await expand(KEM, await extract(KEM, NOTHING, "eae_prk", shared), "shared_secret", joined(enc, reader), 32);
    const [none, about] = [await extract(SUITE, NOTHING, "psk_id_hash", NOTHING), await extract(SUITE, NOTHING, "info_hash", info)];
    const root = await extract(SUITE, secret, "secret", NOTHING), context = joined([0], none, about);
    const raw = await expand(SUITE, root, "key", context, 32);
    const key = await subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    return { key, iv: await expand(SUITE, root, "base_nonce", context, 12) };
  }
  const crypt = async (what, { key, iv, additionalData = NOTHING }, bytes) =>
    new Uint8Array(await subtle[what]({ name: "AES-GCM", iv, additionalData }, key, bytes));

  async function wrap(bytes, reader, info) {
    const once = await subtle.generateKey("X25519", false, ["deriveBits"]);
    const enc = new Uint8Array(await subtle.exportKey("raw", once.publicKey));
    const shared = await agree(once.privateKey, reader);
    return joined(enc, await crypt("encrypt", await between(shared, enc, reader, info), bytes));
  }
  async function unwrap(wrapped, mine, info) {
    const enc = wrapped.slice(0, 32), shared = await agree(mine.opening, enc);
    return crypt("decrypt", await between(shared, enc, rawOf(mine.sealed), info), wrapped.slice(32));
  }

  // == Words ==
  /* What binds them to one statement of one speaker on one hub: {hub, id, by, to: [person, …]}. */
  const head = ({ hub, id, by, to }) => `prisma-hub/sealed/1\n${hub}\n${id}\n${by}\n${[...to].sort().join(" ")}`;

  /* Filled up to a multiple of 256 bytes, so that the length tells little (ISO/IEC 7816-4). */
  function filled(words) {
    const bytes = utf8(words.toWellFormed()), room = new Uint8Array(Math.ceil((bytes.length + 1) / STEP) * STEP);
    room.set(bytes);
    room[bytes.length] = 0x80;
    return room;
  }
  function emptied(room) {
    const end = room.lastIndexOf(0x80);
    if (end < 0 || room.subarray(end + 1).some((byte) => byte)) throw new Error("filling");
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(room.subarray(0, end));
  }

  const keyOf = (raw) => subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  const commitment = (raw) => digest(utf8("prisma-hub/sealed/1/key\n"), raw);

  /* The part body.sealed. `keys`: for every reader and the speaker, person to did:key. */
  async function seal(words, about, keys) {
    const raw = random(32), iv = random(12), context = head(about);
    const sealed = await crypt("encrypt", { key: await keyOf(raw), iv, additionalData: utf8(context) }, filled(words));
    const wraps = [...about.to].sort().map(async (reader) => ({
      for: reader, to: keys[reader],
      wrapped: base64url(await wrap(raw, rawOf(keys[reader]), utf8(`${context}\n${reader}`))),
    }));
    const part = {
      commit: base64url(await commitment(raw)), iv: base64url(iv), keys: await Promise.all(wraps), words: base64url(sealed),
    };
    raw.fill(0);
    return part;
  }

  /* The words in a part, opened by `mine` ({sealed, opening}) for `reader`. Throws where they do not open. */
  async function open(part, about, reader, mine) {
    const context = head(about), found = part.keys.find((one) => one.for === reader && one.to === mine.sealed);
    if (!found) throw new Error("other key");
    const raw = await unwrap(unbase64url(found.wrapped), mine, utf8(`${context}\n${reader}`));
    if (base64url(await commitment(raw)) !== part.commit) throw new Error("not the key of all");
    const how = { key: await keyOf(raw), iv: unbase64url(part.iv), additionalData: utf8(context) };
    return emptied(await crypt("decrypt", how, unbase64url(part.words)));
  }

  return { seal, open, filled };
})();
