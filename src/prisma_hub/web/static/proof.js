/* What a proof is made of: exact JSON, base64, SHA-256, Ed25519 keys and signatures, trees of RFC 6962.

   A classic script, for verify.js. crypto.subtle does the work where the page has it; elsewhere
   (a page without https has none, older browsers have one without Ed25519) the vendored libraries
   do: load vendor/tweetnacl and vendor/js-sha256 before it. Whatever is wrong throws a Refusal
   with a code, which a page's words explain, and a sentence. */
self.prismaProof = (() => {
  "use strict";

  const LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  const P = 2n ** 255n - 19n; // the field of Ed25519, RFC 8032
  const L = 2n ** 252n + 27742317777372353535851937790883648493n; // the order of its base point
  const subtle = self.crypto && self.crypto.subtle;

  const whole = (form) => new RegExp(`^(?:${form})$`);
  class Refusal extends Error {
    constructor(code, why) {
      super(why);
      this.code = code;
    }
  }

  function insist(condition, code, why) {
    if (!condition) throw new Refusal(code, why);
  }

  const utf8 = (text) => new TextEncoder().encode(text);
  const isText = (value) => typeof value === "string";
  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

  function joined(...pieces) {
    const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    pieces.reduce((at, piece) => (bytes.set(piece, at), at + piece.length), 0);
    return bytes;
  }

  async function digest(...pieces) {
    const bytes = joined(...pieces);
    if (subtle) return new Uint8Array(await subtle.digest("SHA-256", bytes));
    return Uint8Array.from(self.sha256.array(bytes));
  }

  /* JSON with no key twice, numbers in the one spelling of RFC 8785, no half characters. */
  function readJson(text) {
    insist(isText(text), "json", "JSON text is missing");
    JSON.parse(text); // checks the grammar, which the rest relies on
    const token = /\s*([{}[\],:]|"(?:[^"\\]+|\\.)*"|[^\s{}[\],:"]+)/y;
    const next = () => token.exec(text)[1];
    const intact = (word) => {
      insist(!isText(word) || !/\p{Surrogate}/u.test(word), "json", "a text holds half a character");
      return word;
    };
    const value = (word) => {
      if (word === "{") {
        const found = Object.create(null);
        for (let key = next(); key !== "}"; key = next()) {
          if (key === ",") key = next();
          const name = intact(JSON.parse(key));
          insist(!(name in found), "json", `the JSON key ${key} stands twice`);
          next();
          found[name] = value(next());
        }
        return found;
      }
      if (word === "[") {
        const found = [];
        for (let item = next(); item !== "]"; item = next()) if (item !== ",") found.push(value(item));
        return found;
      }
      if (!/^[-0-9]/.test(word)) return intact(JSON.parse(word));
      const number = Number(word);
      insist(String(number) === word, "json", "a number is misspelled");
      insist(!Number.isInteger(number) || /e/.test(word) || Number.isSafeInteger(number), "json", "a number is too large");
      return number;
    };
    return value(next());
  }

  /* The one way RFC 8785 writes a value. */
  function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (isObject(value)) {
      const names = Object.keys(value).sort();
      return `{${names.map((name) => `${canonical(name)}:${canonical(value[name])}`).join(",")}}`;
    }
    insist(typeof value !== "number" || Number.isSafeInteger(value), "json", "a number is not whole");
    return JSON.stringify(value);
  }

  function unbase64(text, size, url = false) {
    insist(isText(text), "base64", "base64 is missing");
    const raw = atob(url ? text.replaceAll("-", "+").replaceAll("_", "/") : text);
    const written = btoa(raw);
    const expected = url ? written.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") : written;
    insist(text === expected, "base64", "base64 is misspelled");
    insist(size === null || raw.length === size, "base64", `${size} bytes were due, ${raw.length} came`);
    return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
  }

  const modulo = (number) => ((number % P) + P) % P;
  function power(base, exponent) {
    let result = 1n;
    for (let bits = exponent, square = base; bits > 0n; bits >>= 1n, square = (square * square) % P)
      if (bits & 1n) result = (result * square) % P;
    return result;
  }
  const D = modulo(-121665n * power(121666n, P - 2n));
  const little = (bytes) => bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);

  function keyOf(did) {
    const known = isText(did) && whole(`did:key:z6Mk[${LETTERS}]{44}`).test(did);
    insist(known, "key", "a key is not a did:key of Ed25519");
    let number = 0n;
    for (const letter of did.slice(9)) number = number * 58n + BigInt(LETTERS.indexOf(letter));
    insist(number >> 256n === 0xed01n, "key", "a key is not a did:key of Ed25519");
    const raw = new Uint8Array(32);
    for (let i = 31; i >= 0; i--, number >>= 8n) raw[i] = Number(number & 255n);
    const y = little(raw) % 2n ** 255n;
    const order8 = D * y ** 4n + 2n * y * y - 1n;
    insist(y < P && modulo(y * (y * y - 1n) * order8) !== 0n, "key", "a key of small order");
    const square = modulo((y * y - 1n) * (D * y * y + 1n));
    insist(power(square, P / 2n) === 1n, "key", "a key off the curve");
    return raw;
  }

  const imported = async (key) => subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  const BASE = Uint8Array.of(0x58, ...new Array(31).fill(0x66)); // the base point, a key every Ed25519 takes
  let native; // whether this browser's own crypto knows Ed25519: found out once
  async function checkSignature(key, signature, message, whose) {
    native ??= subtle ? await imported(BASE).then(() => true, () => false) : false;
    let fine = signature.length === 64 && little(signature.subarray(32)) < L;
    if (fine && native) {
      const verified = imported(key).then((usable) => subtle.verify("Ed25519", usable, signature, message));
      fine = await verified.catch(() => false);
    } else if (fine) fine = self.nacl.sign.detached.verify(message, signature, key);
    insist(fine, "signature", `the signature of ${whose} is false`);
  }

  function halfOf(size) {
    let half = 1;
    while (half * 2 < size) half *= 2;
    return half;
  }
  const node = (left, right) => digest([1], left, right);

  async function treeRoot(leaves) {
    if (leaves.length === 1) return leaves[0];
    const half = halfOf(leaves.length);
    return node(await treeRoot(leaves.slice(0, half)), await treeRoot(leaves.slice(half)));
  }

  async function provenRoot(leaf, index, size, proof) {
    insist(proof.length > 0 === size > 1, "proof", "the proof is too short or too long");
    if (size === 1) return leaf;
    const half = halfOf(size);
    const rest = proof.slice(0, -1);
    const last = proof[proof.length - 1];
    if (index < half) return node(await provenRoot(leaf, index, half, rest), last);
    return node(last, await provenRoot(leaf, index - half, size - half, rest));
  }

  return {
    ...{ insist, Refusal, utf8, isText, isObject, same, digest, whole, readJson, canonical },
    ...{ unbase64, keyOf, checkSignature, treeRoot, provenRoot },
  };
})();
