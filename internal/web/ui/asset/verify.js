// The page that checks a licence here in the browser: nothing of it is sent anywhere,
// and it works without the network once the page was open.
import { judge, textOf } from "./judge.js";

const $ = (s) => document.querySelector(s);
const page = $("[data-verify]");
const result = $("[data-result]");
const { lang } = document.documentElement;
const locale = lang === "en" ? "en-GB" : lang;
const most = 12 << 20;

// Days are those of the country that issues, wherever the phone is.
const local = (t, style) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", dateStyle: "long", ...style }).format((t + Number(page.dataset.offset)) * 1000);
const moment = (t) => local(t, { timeStyle: "short" });
const day = (t) => local(t, {});

// How long ago t was, in words.
function age(t) {
  const s = Math.max(0, Math.round(Date.now() / 1000 - t));
  const [n, unit] = s < 90 ? [s, "second"] : s < 5400 ? [s / 60, "minute"] : s < 129600 ? [s / 3600, "hour"] : [s / 86400, "day"];
  return new Intl.RelativeTimeFormat(locale).format(-Math.round(n), unit);
}

// known is who issues and what became of licences, as of known.at.
async function known() {
  const answer = await fetch(page.dataset.known, { cache: "no-store" });
  if (!answer.ok) throw new Error("known");
  return answer.json();
}

// copy puts the words of a template behind what is there, with its gaps filled in.
function copy(name, gaps) {
  const words = document.getElementById(name).content.cloneNode(true);
  for (const gap of words.querySelectorAll("[data-gap]")) gap.textContent = gaps[gap.dataset.gap] ?? "";
  result.append(words);
}

function facts(j, k) {
  const list = document.createElement("dl");
  list.className = "facts";
  const kind = k.kinds.find((x) => x.type === j.claims.vct) || { name: {}, order: [], fields: {} };
  const put = (name, value) => {
    for (const [tag, words] of [["dt", name], ["dd", value]]) list.append(Object.assign(document.createElement(tag), { textContent: words }));
  };
  const said = (w) => w?.[lang.slice(0, 2)];
  put(page.dataset.kind, said(kind.name) || j.claims.vct);
  const place = (id) => (kind.order.includes(id) ? kind.order.indexOf(id) : kind.order.length);
  for (const id of Object.keys(j.claims).sort((a, b) => place(a) - place(b))) {
    if (page.dataset.registered.split(" ").includes(id)) continue;
    const value = j.claims[id];
    const field = kind.fields[id] || {};
    const words = [value].flat().map((v) => said(field.values?.[v]) || (typeof v === "object" ? JSON.stringify(v) : String(v)));
    put(said(field.name) || id, words.join("、"));
  }
  const issued = j.shown ? j.shown.issued : j.claims.iat;
  if (issued) put(page.dataset.issued, day(issued));
  put(page.dataset.until, j.until ? day(j.until - 60) : page.dataset.noEnd);
  put(page.dataset.issuer, j.claims.iss);
  result.append(list);
}

// tell lets the holder know that a code was checked. Only the code's own number goes
// out. It answers whether somebody was quicker, or undefined when nobody could be told.
async function tell(id) {
  try {
    const answer = await fetch(page.dataset.seen, { method: "POST", body: new URLSearchParams({ id }) });
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

async function check(text) {
  let k;
  let j;
  try {
    k = await known();
    j = await judge(text, k, Date.now() / 1000);
  } catch {
    j = { verdict: "nothing-known" };
  }
  const code = j.bound ? j.bound.nonce : j.shown?.id;
  const told = code && !["forged", "run-out"].includes(j.verdict) ? await tell(code) : undefined;
  if (told?.again) j.verdict = "again";
  result.replaceChildren();
  result.hidden = false;
  result.dataset.result = j.verdict;
  const at = j.status?.at;
  copy("verdict-" + j.verdict, { at: at && moment(at), age: at && age(at), issuer: j.issuer, made: j.made && moment(j.made), until: j.until && day(j.until - 60), when: told?.again && moment(told.again) });
  if (j.claims && j.verdict !== "run-out") {
    facts(j, k);
    copy(j.bound ? "note-holder" : j.shown ? "note-code" : "note-copy", { made: j.made && moment(j.made) });
    if (at) copy("note-status", { at: moment(at), age: age(at) });
    copy(told ? "note-told" : "note-untold", {});
  }
  result.focus();
}

async function read(typed) {
  let text = "";
  try {
    text = textOf(typed);
  } catch {
    // What does not unpack is no licence: the check says so.
  }
  await check(text);
}

async function open(file) {
  if (file.size > most) return read("");
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0x25 && bytes[1] === 0x50) {
    const { credential } = await import("./attachment.js");
    return read(credential(bytes) || "");
  }
  return read(new TextDecoder().decode(bytes));
}

// The camera, where the browser reads codes itself.
async function scan(button, picture) {
  const reader = new BarcodeDetector({ formats: ["qr_code"] });
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    button.hidden = true;
    $("[data-no-camera]").hidden = false;
    return;
  }
  picture.srcObject = stream;
  picture.hidden = false;
  await picture.play();
  while (!picture.hidden) {
    const [found] = await reader.detect(picture);
    if (found) {
      picture.hidden = true;
      read(found.rawValue);
    }
    await new Promise((next) => setTimeout(next, 150));
  }
  for (const track of stream.getTracks()) track.stop();
}

const fragment = () => location.hash.length > 1 && read(location.hash);

if (page && globalThis.crypto?.subtle) {
  const form = $("[data-verify] form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const file = form.elements.file.files[0];
    if (file) open(file);
    else read(form.elements.text.value);
  });
  const button = $("[data-camera]");
  if (globalThis.BarcodeDetector && navigator.mediaDevices) {
    button.hidden = false;
    button.addEventListener("click", () => scan(button, $("video")));
  } else $("[data-no-camera]").hidden = false;
  for (const a of document.querySelectorAll("a[hreflang]")) a.addEventListener("click", () => (a.hash = location.hash));
  addEventListener("hashchange", fragment);
  fragment();
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register("/worker.js").then(() => navigator.serviceWorker.ready).then(() => (page.dataset.ready = ""), () => {});
  }
}
