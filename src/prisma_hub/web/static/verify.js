/* Checks the published evidence of a hub in the reader's own browser, with no server.

   A classic script, so that it works from file://. It reads what the evidence scripts have set
   (self.prismaEvidence) and follows docs/how-to/verify-with-python-and-one-library.md.
   The page loads vendor/tweetnacl, vendor/js-sha256 and proof.js before it.

   prismaVerify(evidence) → Promise<{ok, hub, name, size, entries, findings}>
     entries   [{seq, at, custody, own, kind, shown: {name: value}}], own: signed by the speaker's key
     findings  [{code, why, file, line?, seq?}], empty when ok; `code` is a key of the page's words

   verify-page.js shows the result to a reader. */
(() => {
  "use strict";

  const { insist, Refusal, utf8, isText, isObject, same, digest, whole, readJson, canonical } = self.prismaProof;
  const { unbase64, keyOf, checkSignature, treeRoot, provenRoot } = self.prismaProof;
  const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
  const WORD = "[a-z][a-z0-9_-]*";
  const WHO = `person:${UUID}|circle:${UUID}|hub`;
  const NAMES = ["by", "hub", "id", "kind", "protocol", "said", "scope", "to", "via"];
  const OPTIONAL = ["protocol", "scope", "via"];
  const FIELD = whole(`body(\\.${WORD})+(\\.[0-9]{3})?`);
  const PART = whole(`${NAMES.join("|")}|about|body(\\.${WORD})+(\\.[0-9]{3})?`);
  const FORMS = {
    id: whole("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
    kind: whole(`${WORD}\\.${WORD}/[1-9][0-9]*`),
    by: whole(WHO),
    via: whole(WHO),
    scope: whole(`${WORD}:${UUID}`),
    protocol: whole("sha256:[0-9a-f]{64}"),
  };
  function isTime(value) {
    const known = isText(value) && value.length === 24 && !value.startsWith("0000");
    return known && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value;
  }

  function isSorted(form, value) {
    const rank = (text) => Array.from(text, (c) => c.codePointAt(0).toString(16).padStart(6, "0")).join("");
    if (!Array.isArray(value) || value.length === 0) return false;
    if (!value.every((item) => isText(item) && form.test(item))) return false;
    return value.every((item, i) => i === 0 || rank(value[i - 1]) < rank(item));
  }

  function checkValue(name, value, did) {
    const empty = value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);
    insist(!empty, "form", `${name} is empty`);
    if (name in FORMS) insist(isText(value) && FORMS[name].test(value), "form", `${name} is malformed`);
    if (name === "said") insist(isTime(value), "form", "said is no time");
    if (name === "hub") insist(value === did, "form", "it was said to another hub");
    if (name === "to") insist(isSorted(whole(`${WHO}|network|public`), value), "form", "to is malformed");
    if (name === "about") insist(isSorted(/^[^]+$/, value), "form", "about is malformed");
  }

  /* Six names always stand and all are in byte order: can these names stand at these places? */
  function canStand(places, count) {
    return [0, 1, 2, 3, 4, 5, 6, 7].some((absent) => {
      const tail = NAMES.filter((name) => !((absent >> OPTIONAL.indexOf(name)) & 1) || !OPTIONAL.includes(name));
      const start = count - tail.length;
      const stands = ([name, place]) =>
        place >= start ? tail[place - start] === name : FIELD.test(name) || (name === "about" && place === 0);
      return start >= 0 && [...places].every(stands);
    });
  }

  async function readParts(line, did, count, parts) {
    const places = new Map();
    const shown = Object.create(null);
    insist(isObject(line.disclosed), "disclosed", "disclosed is no object");
    const indexes = Object.keys(line.disclosed).sort((a, b) => a - b);
    for (const index of indexes) {
      insist(/^(0|[1-9][0-9]*)$/.test(index) && Number(index) < count, "disclosed", "no such part");
      const part = line.disclosed[index];
      insist(Array.isArray(part) && part.length === 3, "disclosed", "a part is salt, name and value");
      const hash = await digest([0], utf8(canonical(part)));
      insist(same(hash, parts[index]), "disclosed", `part ${index} was altered`);
      const [salt, name, value] = part;
      unbase64(salt, 16, true);
      const before = [...places.keys()].pop() || "";
      insist(isText(name) && name > before, "names", "the part names are not in order");
      checkValue(name, value, did);
      places.set(name, Number(index));
      shown[name] = value;
    }
    insist(canStand(places, count), "names", "a part name is unknown, doubled or out of place");
    return { places, shown };
  }

  async function readEntry(text, { hub, size, root }) {
    const line = readJson(text);
    const six = ["receipt", "parts", "disclosed", "signature", "key", "proof"];
    insist(isObject(line) && six.every((key) => key in line), "line", "the line lacks a key");
    const receipt = readJson(line.receipt);
    insist(canonical(receipt) === line.receipt, "receipt", "the receipt is not exact RFC 8785 text");
    const keys = Object.keys(receipt).sort().join(" ");
    insist(keys === "at custody epoch hub seq statement v", "receipt", "not a receipt");
    const { at, custody, epoch, seq } = receipt;
    const numbers = [epoch, seq, receipt.v].every(Number.isSafeInteger) && receipt.v === 1;
    insist(numbers && isTime(at) && seq >= 0 && epoch >= 1, "receipt", "not a receipt");
    insist(seq < size && epoch <= hub.epoch && receipt.hub === hub.hub, "receipt", "a receipt from elsewhere");

    insist(Array.isArray(line.proof), "proof", "the proof is no list");
    const leaf = await digest([0], await digest(utf8(line.receipt)));
    const proof = line.proof.map((hash) => unbase64(hash, 32));
    const proven = same(await provenRoot(leaf, seq, size, proof), root);
    insist(proven, "proof", "the proof does not lead to the checkpoint");

    const count = Array.isArray(line.parts) ? line.parts.length : 0;
    insist(count >= 6 && count < 65536, "parts", "too few or too many parts");
    const parts = line.parts.map((hash) => unbase64(hash, 32));
    const statement = await digest([2, count >> 8, count & 255], await treeRoot(parts));
    const told = unbase64(receipt.statement, 32, true);
    insist(same(statement, told), "parts", "the parts are not those of the statement");
    const { places, shown } = await readParts(line, hub.hub, count, parts);

    const { key, signature } = line;
    const person = !("by" in shown) || shown.by.startsWith("person:");
    insist((key === null) === (signature === null), "custody", "a key without signature, or the reverse");
    insist(custody === "self" || (custody === "hub" && key === null), "custody", "custody does not fit");
    insist(custody === "hub" || person, "custody", "only persons have keys of their own");
    insist(custody === "hub" || seq > 1, "custody", "before entry 2 no key can have been bound");
    if (key !== null) await checkSignature(keyOf(key), unbase64(signature, 64), statement, "the speaker");
    return { seq, at, epoch, custody, key, shown, places, statement: receipt.statement };
  }

  /* What an entry says about others: order, doubles, keys of one's own. Returns the erasures. */
  function checkOrder(entries) {
    const seen = new Set();
    let bound = [];
    let before = { seq: -1, at: "", epoch: 0 };
    const erased = [];
    for (const entry of entries) {
      const { seq, key, shown } = entry;
      const { kind, by, id } = shown;
      const hold = (condition, code, why) => {
        if (!condition) throw Object.assign(new Refusal(code, why), { seq });
      };
      hold(seq > before.seq, "order", "the lines are not in order");
      hold(entry.at >= before.at && entry.epoch >= before.epoch, "order", "time or epochs run backwards");
      hold((kind === "hub.founded/1") === (seq === 0), "founding", "hub.founded/1 is entry 0 and no other");
      for (const double of [entry.statement, by && id && `${by} ${id}`].filter(Boolean)) {
        hold(!seen.has(double), "order", "the same statement stands twice");
        seen.add(double);
      }
      const holders = bound.filter((pair) => pair.key === key && (!by || pair.by === by));
      hold(key === null || holders.length > 0, "binding", "no entry shown here bound this key to the speaker");
      if (kind === "key.bound/1" || kind === "key.unbound/1") {
        const theirs = shown["body.key"];
        hold(!by || by.startsWith("person:"), "binding", "only persons bind keys");
        if (theirs !== undefined) keyOf(theirs);
        bound = bound.filter((pair) => pair.key !== theirs || (by && pair.by !== by));
        if (kind === "key.bound/1" && by && theirs) bound.push({ by, key: theirs });
      }
      if (kind === "entry.erased/1") erased.push(readErasure(entry, hold));
      before = entry;
    }
    return erased;
  }

  function readErasure({ seq, shown, places }, hold) {
    const fields = Object.keys(shown).filter((name) => name.startsWith("body.")).join(" ");
    const standing = [...places.values()];
    const head = Array.from({ length: places.get("kind") - 3 }, (_, place) => place);
    const whole = ["body.right body.seq", "body.parts body.right body.seq"].includes(fields);
    hold(whole && head.every((place) => standing.includes(place)), "erased", "an erasure hides its body or says more");
    const [target, parts] = [shown["body.seq"], shown["body.parts"]];
    hold(Number.isSafeInteger(target) && target >= 0 && target < seq, "erased", "it erases nothing earlier");
    hold(isText(shown["body.right"]), "erased", "body.right is malformed");
    hold(parts === undefined || isSorted(PART, parts), "erased", "body.parts is malformed");
    return { target, parts };
  }

  function checkErased(entries, erased) {
    for (const { target, parts } of erased) {
      const entry = entries.find(({ seq }) => seq === target);
      const shows = entry && (parts === undefined || parts.some((name) => entry.places.has(name)));
      const refusal = new Refusal("erased", "what was erased is shown");
      if (shows) throw Object.assign(refusal, { seq: target });
    }
  }

  /* Follow the hub's key from its identity through every rotation; returns the newest. */
  async function newestKey(hub, entries) {
    const bySeq = new Map(entries.map(({ seq, shown }) => [seq, shown]));
    const promiseOf = (shown) => ("body.next" in shown ? unbase64(shown["body.next"], 32, true) : null);
    const founded = bySeq.get(0) || {};
    insist(isText(hub.name) && founded["body.name"] === hub.name, "founding", "entry 0 gives another name");
    insist(Array.isArray(hub.keys), "rotation", "keys is no list");
    let [key, promised, before] = [keyOf(hub.hub), promiseOf(founded), 0];
    for (const rotation of hub.keys) {
      insist(isObject(rotation) && rotation.seq > before, "rotation", "keys are not in order");
      const shown = bySeq.get(rotation.seq) || {};
      const named = shown.kind === "hub.rotated/1" && shown["body.key"] === rotation.key;
      insist(named, "rotation", "a key of hub.json is not that of a rotation shown");
      const successor = keyOf(rotation.key);
      const kept = promised && same(promised, await digest(successor));
      insist(kept, "rotation", "a new key was not promised before");
      const signature = unbase64(shown["body.signature"], 64, true);
      const message = Uint8Array.of(...utf8("prisma-hub/rotation/1\n"), ...successor);
      await checkSignature(key, signature, message, "a rotation");
      [key, promised, before] = [successor, promiseOf(shown), rotation.seq];
    }
    const rotated = entries.filter(({ shown }) => shown.kind === "hub.rotated/1").length;
    insist(rotated === hub.keys.length, "rotation", "a rotation is not in keys");
    return key;
  }

  /* The checkpoint, a signed note. Signatures of witnesses we do not know are left alone. */
  function readNote(text) {
    const split = isText(text) ? text.lastIndexOf("\n\n") : -1;
    // eslint-disable-next-line no-control-regex
    insist(split > 0 && text.endsWith("\n") && !/[\x00-\x09\x0b-\x1f]/.test(text), "checkpoint", "not a note");
    const [origin, size, root, ...more] = text.slice(0, split).split("\n");
    const known = /^[1-9][0-9]{0,14}$/.test(size) && isText(root) && !more.includes("");
    insist(known, "checkpoint", "not a checkpoint of a record book");
    const signatures = text.slice(split + 2, -1).split("\n").map((line) => {
      const parts = /^— ([^\s+]+) (\S+)$/u.exec(line);
      insist(parts, "checkpoint", "a line below the checkpoint is no signature");
      const raw = unbase64(parts[2], null);
      insist(raw.length > 4, "checkpoint", "a line below the checkpoint is no signature");
      return { name: parts[1], id: raw.subarray(0, 4), signature: raw.subarray(4) };
    });
    insist(signatures.length <= 100, "checkpoint", "too many signatures");
    return { body: text.slice(0, split + 1), origin, size: Number(size), root: unbase64(root, 32), signatures };
  }

  async function checkNote(note, key) {
    const id = (await digest(utf8(`${note.origin}\n`), [1], key)).subarray(0, 4);
    const own = note.signatures.filter((line) => line.name === note.origin && same(line.id, id));
    insist(own.length > 0, "checkpoint", "the hub has not signed the checkpoint");
    for (const { signature } of own) await checkSignature(key, signature, utf8(note.body), "the checkpoint");
  }

  function readHub(text, note) {
    const hub = readJson(text);
    const keys = ["name", "hub", "origin", "epoch", "keys"];
    insist(isObject(hub) && keys.every((key) => key in hub), "hub", "hub.json lacks a key");
    keyOf(hub.hub);
    insist(Number.isSafeInteger(hub.epoch) && hub.epoch > 0, "hub", "epochs count from 1");
    const origin = `prisma-hub/${hub.hub}/${hub.epoch}`;
    insist(hub.origin === origin && note.origin === origin, "hub", "the origin is not that of hub and epoch");
    return hub;
  }

  async function prismaVerify(evidence) {
    const result = { ok: false, hub: null, name: null, size: 0, entries: [], findings: [] };
    let file = "checkpoint";
    const refuse = (error, place = {}) => {
      const { code = "line", message: why, seq } = error;
      result.findings.push({ code, why, file, ...place, ...(seq === undefined ? {} : { seq }) });
    };
    try {
      const note = readNote(evidence.checkpoint);
      file = "hub.json";
      const hub = readHub(evidence["hub.json"], note);
      Object.assign(result, { hub: hub.hub, name: hub.name, size: note.size });
      file = "entries.jsonl";
      insist(isText(evidence[file]), "line", "entries.jsonl is missing");
      const lines = evidence[file].split("\n");
      insist(lines.pop() === "" && lines.length > 0, "line", "entries.jsonl must end in a newline");
      const entries = [];
      for (const [number, text] of lines.entries()) {
        const known = { hub, size: note.size, root: note.root };
        await readEntry(text, known).then((entry) => entries.push(entry), (error) => refuse(error, { line: number + 1 }));
      }
      if (result.findings.length) return result;
      checkErased(entries, checkOrder(entries));
      file = "hub.json";
      const key = await newestKey(hub, entries);
      file = "checkpoint";
      await checkNote(note, key);
      result.entries = entries.map(({ seq, at, custody, key: own, shown }) => (
        { seq, at, custody, own: own !== null, kind: shown.kind || null, shown: { ...shown } }));
      result.ok = true;
    } catch (error) {
      refuse(error);
    }
    return result;
  }

  self.prismaVerify = prismaVerify;
})();
