/* A key of one's own: made, sealed into a backup file, kept in this browser, used to sign (docs/reference/own-keys.md).

   A classic script, after unsent.js and proof.js. Only where the page is secure: elsewhere `able` is false and nothing is done.
   The private half never travels: it leaves the browser only inside the backup file, sealed with a passphrase. */
self.prismaOwnKey = (() => {
  "use strict";

  const { utf8, digest, canonical, unbase64, treeRoot, keyOf, insist } = self.prismaProof;
  const LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  const ROUNDS = 600000; // of PBKDF2 with SHA-256
  const FORM = "prisma-hub key backup 1";
  const subtle = self.isSecureContext && self.crypto && self.crypto.subtle;

  /* Whether keys can be made here: a secure page, and a browser that knows Ed25519. Found out once. */
  let known;
  const able = () => (known ??= subtle
    ? subtle.generateKey("Ed25519", false, ["sign", "verify"]).then(() => true, () => false)
    : Promise.resolve(false));

  /* Whether words can be sealed and opened here: X25519 came to some browsers after Ed25519. */
  let seals;
  const ableToSeal = () => (seals ??= able().then((yes) => yes &&
    subtle.generateKey("X25519", false, ["deriveBits"]).then(() => true, () => false)));

  // == Letters ==
  const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const base64url = (bytes) => base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const unbase64url = (text, size = null) => unbase64(text, size, true);
  const random = (size) => crypto.getRandomValues(new Uint8Array(size));

  const ED25519 = [0xed, 0x01], X25519 = [0xec, 0x01];
  function didOf(raw, sort = ED25519) {
    let number = [...sort, ...raw].reduce((sum, byte) => sum * 256n + BigInt(byte), 0n), text = "";
    for (; number > 0n; number /= 58n) text = LETTERS[Number(number % 58n)] + text;
    return `did:key:z${text}`;
  }

  async function fingerprint(did) {
    const found = Array.from((await digest(keyOf(did))).slice(0, 8), (byte) => byte.toString(16).padStart(2, "0"));
    return found.join("").replace(/.{4}(?=.)/g, "$& ");
  }

  // == Finding: one key a person (unsent.js keeps it) ==
  const { keys } = self.prismaKept;

  /* The key of this person in this browser, if it is the one named (a did:key): {by, hub, did, signing}, and
     {sealed, opening}, what words are sealed to and what opens them, where this browser knows X25519. */
  async function find(by, hub, did) {
    if (!(await able())) return null;
    const found = await keys.get(by).catch(() => undefined);
    return found && found.hub === hub && (!did || found.did === did) ? found : null;
  }

  // == Making, sealing, opening ==
  /* A new key, not kept anywhere yet: {did, pkcs8, signing, sealed, opening}. */
  async function make() {
    const pair = await subtle.generateKey("Ed25519", true, ["sign", "verify"]);
    const raw = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
    const pkcs8 = new Uint8Array(await subtle.exportKey("pkcs8", pair.privateKey));
    return { did: didOf(raw), pkcs8, signing: await locked(pkcs8), ...await sealingOf(pkcs8) };
  }
  const locked = (pkcs8) => subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]);

  /* What two keys have in common (RFC 7748); with the base point, 9, the public half. */
  const agree = async (opening, raw) => new Uint8Array(await subtle.deriveBits(
    { name: "X25519", public: await subtle.importKey("raw", raw, "X25519", true, []) }, opening, 256));

  /* The key that words are sealed to, made from the seed of the one that signs: one backup file brings both back.
     {sealed: a did:key, opening: the private half, which cannot be exported}; nothing where X25519 is not known. */
  const PKCS8_X25519 = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20];
  async function sealingOf(pkcs8) {
    if (!(await ableToSeal())) return {};
    insist(base64(pkcs8.slice(12, 16)) === "BCIEIA==", "key", "the seed stands elsewhere"); // RFC 8410, 7
    const seed = await subtle.importKey("raw", pkcs8.slice(16, 48), "HKDF", false, ["deriveBits"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8("prisma-hub/sealing/1") };
    const bytes = Uint8Array.of(...PKCS8_X25519, ...new Uint8Array(await subtle.deriveBits(how, seed, 256)));
    const opening = await subtle.importKey("pkcs8", bytes, "X25519", false, ["deriveBits"]);
    bytes.fill(0);
    return { sealed: didOf(await agree(opening, Uint8Array.of(9, ...new Uint8Array(31))), X25519), opening };
  }

  async function sealing(passphrase, salt, rounds) {
    const word = await subtle.importKey("raw", utf8(passphrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
    return subtle.deriveKey(how, word, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  }

  /* The text of the backup file. Everything but the sealed key is readable, and sealed along (AES-GCM). */
  async function backup(made, by, hub, passphrase) {
    const salt = random(16), iv = random(12);
    const head = { form: FORM, hub, by, key: made.did, rounds: ROUNDS, salt: base64(salt), iv: base64(iv) };
    const how = { name: "AES-GCM", iv, additionalData: utf8(canonical(head)) };
    const sealed = await subtle.encrypt(how, await sealing(passphrase, salt, ROUNDS), made.pkcs8);
    return `${JSON.stringify({ ...head, sealed: base64(new Uint8Array(sealed)) }, null, 1)}\n`;
  }

  /* The key in a backup file: {did, signing, by, hub}. Throws "form" or "passphrase". */
  async function restore(text, passphrase) {
    let head, sealed, salt, iv;
    try {
      ({ sealed, ...head } = JSON.parse(text));
      insist(head.form === FORM && Number.isSafeInteger(head.rounds) && head.rounds <= 1e8, "form", "not a backup");
      [salt, iv, sealed] = [unbase64(head.salt, 16), unbase64(head.iv, 12), unbase64(sealed, null)];
    } catch {
      throw new Error("form");
    }
    try {
      const how = { name: "AES-GCM", iv, additionalData: utf8(canonical(head)) };
      const pkcs8 = new Uint8Array(await subtle.decrypt(how, await sealing(passphrase, salt, head.rounds), sealed));
      const also = await sealingOf(pkcs8);
      return { did: head.key, by: head.by, hub: head.hub, signing: await locked(pkcs8), ...also };
    } catch {
      throw new Error("passphrase");
    }
  }

  const keep = ({ did, signing, sealed, opening }, by, hub) => keys.put({ by, hub, did, signing, sealed, opening });
  const forget = (by) => keys.remove(by);

  // == Signing ==
  const signature = async (key, bytes) =>
    base64url(new Uint8Array(await subtle.sign("Ed25519", key.signing, bytes)));

  /* What shows that whoever binds a key holds it (kernel.signing.binding_message). */
  function proof(key, by, hub) {
    const head = utf8(`prisma-hub/binding/1\n${hub}\n${by}\n`), raw = keyOf(key.did);
    return signature(key, Uint8Array.of(...head, ...raw));
  }

  /* What shows the hub that we hold the key that words are sealed to (kernel.sealing.answer_due). */
  async function answer(key, challenge, by, hub) {
    const shared = await agree(key.opening, unbase64url(challenge));
    const hmac = await subtle.importKey("raw", shared, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const head = utf8(`prisma-hub/sealing/1\n${hub}\n${by}\n`);
    return base64url(new Uint8Array(await subtle.sign("HMAC", hmac, Uint8Array.of(...head, ...rawOf(key.sealed)))));
  }

  /* The 32 bytes of a did:key of X25519. */
  function rawOf(did) {
    let number = 0n;
    for (const letter of did.slice("did:key:z".length)) {
      insist(LETTERS.includes(letter), "key", "a key is not a did:key");
      number = number * 58n + BigInt(LETTERS.indexOf(letter));
    }
    const bytes = Uint8Array.from(number.toString(16).match(/../g) ?? [], (hex) => parseInt(hex, 16));
    insist(bytes.length === 34 && didOf(bytes.slice(2), X25519) === did, "key", "a key is not a did:key of X25519");
    return bytes.slice(2);
  }

  /* The statement hash of parts, name to value, whose salts come from `secret` (log.md, Statement and receipt). */
  async function statementHash(values, secret) {
    const hmac = await subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const names = Object.keys(values).sort();
    const leaf = async (name) => {
      const salt = base64url(new Uint8Array(await subtle.sign("HMAC", hmac, utf8(name))).slice(0, 16));
      return digest([0], utf8(canonical([salt, name, values[name]])));
    };
    const root = await treeRoot(await Promise.all(names.map(leaf)));
    return digest([2, names.length >> 8, names.length & 255], root);
  }

  /* The hidden fields that go with a signed form: {said, secret, signer, signature}. */
  async function sign(key, values, secret = random(32)) {
    const hash = await statementHash(values, secret);
    return { said: values.said, secret: base64url(secret), signer: key.did, signature: await signature(key, hash) };
  }

  return {
    ...{ able, find, make, backup, restore, keep, forget, proof, sign, statementHash, fingerprint },
    ...{ random, base64url, unbase64url, ableToSeal, agree, answer, rawOf },
  };
})();
