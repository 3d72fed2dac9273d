// Lets the check of licences and the wallet work without the network. FILES, PAGES and
// VERSION stand before this, as the program that sends it is made.
const SHELL = "shell-" + VERSION;
const WALLET = "wallet";
const GUIDES = "guides";
// So many guides are kept; the one that was not opened longest goes first.
const MOST = 20;
const KNOWN = "/verify/known";
const LANGS = ["zh-CN", "en"];
// A copy of the wallet is not read after this many days, and is taken away.
const DAYS = 7;
// A network that answers later than this (milliseconds) is taken for none.
const PATIENCE = 6000;

const pageKey = (path, lang) => path + "?cached=" + lang.slice(0, 2);
const cached = async (name, key) => (await caches.open(name)).match(key);
const keep = async (name, key, answer) => (await caches.open(name)).put(key, answer);
const forget = () => caches.delete(WALLET);

// refill takes the pages anew: their words change more often than this program.
async function refill() {
  const shell = await caches.open(SHELL);
  const get = (path, lang) => fetch(path, { credentials: "omit", cache: "no-store", headers: { "Accept-Language": lang } });
  for (const path of PAGES) for (const lang of LANGS) await shell.put(pageKey(path, lang), await get(path, lang));
  await shell.put(KNOWN, await get(KNOWN, LANGS[0]));
}

const fill = async () => Promise.all([(await caches.open(SHELL)).addAll(FILES), refill()]);

addEventListener("install", (event) => event.waitUntil(fill().then(() => skipWaiting())));

addEventListener("activate", (event) =>
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== SHELL && name !== GUIDES) await caches.delete(name);
      await clients.claim();
    })(),
  ),
);

function network(request) {
  return new Promise((done, failed) => {
    setTimeout(() => failed(new Error("slow")), PATIENCE);
    fetch(request).then(done, failed);
  });
}

async function langOf(url) {
  const asked = url.searchParams.get("lang");
  const last = await cached(SHELL, "/last-lang");
  return asked || (last && (await last.text())) || navigator.language;
}

// page answers a page that is the same for everybody.
async function page(request, url, event) {
  try {
    const answer = await network(request);
    event.waitUntil(refill().catch(() => {}));
    const lang = answer.headers.get("Content-Language");
    if (answer.ok && lang) await keep(SHELL, "/last-lang", new Response(lang));
    return answer;
  } catch (e) {
    const lang = (await langOf(url)).startsWith("zh") ? LANGS[0] : LANGS[1];
    return (await cached(SHELL, pageKey(url.pathname, lang))) || Promise.reject(e);
  }
}

async function data(request) {
  try {
    const answer = await network(request);
    if (answer.ok) await keep(SHELL, KNOWN, answer.clone());
    return answer;
  } catch (e) {
    return (await cached(SHELL, KNOWN)) || Promise.reject(e);
  }
}

// wallet answers a page of the signed-in person, and keeps a copy for when there is no
// network. A page of somebody else, or of nobody any more, takes all copies away.
async function wallet(request, url) {
  try {
    const answer = await network(request);
    const owner = answer.headers.get("X-Wallet-Of");
    const was = await cached(WALLET, "/owner");
    if (answer.status >= 500) return answer;
    if (!owner || (was && (await was.text()) !== owner)) await forget();
    if (owner && answer.ok) {
      await keep(WALLET, "/owner", new Response(owner));
      await keep(WALLET, url.pathname, answer.clone());
    }
    return answer;
  } catch (e) {
    const copy = await cached(WALLET, url.pathname);
    const age = copy && Date.now() - Date.parse(copy.headers.get("Date"));
    if (!copy || !(age < DAYS * 86400000)) {
      if (copy) await forget();
      throw e;
    }
    const html = (await copy.text()).replace("data-offline hidden", "data-offline");
    return new Response(html, { headers: copy.headers });
  }
}

// guide answers a page that is the same for everybody, and keeps it as a stranger sees it:
// nobody's name stays on the device.
async function guide(request, url, event) {
  const get = (lang) => fetch(url.pathname, { credentials: "omit", cache: "no-store", headers: { "Accept-Language": lang } });
  try {
    const answer = await network(request);
    const lang = answer.headers.get("Content-Language");
    if (answer.ok && lang)
      event.waitUntil(
        (async () => {
          const guides = await caches.open(GUIDES);
          const key = pageKey(url.pathname, lang);
          const copy = await get(lang);
          if (!copy.ok) return;
          await guides.delete(key); // so that it is the youngest
          await guides.put(key, copy);
          await keep(SHELL, "/last-lang", new Response(lang));
          for (const old of (await guides.keys()).slice(0, -MOST)) await guides.delete(old);
        })(),
      );
    return answer;
  } catch (e) {
    const lang = (await langOf(url)).startsWith("zh") ? LANGS[0] : LANGS[1];
    const copy = await cached(GUIDES, pageKey(url.pathname, lang));
    if (!copy) throw e;
    return new Response((await copy.text()).replace("data-offline hidden", "data-offline"), { headers: copy.headers });
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  const navigates = request.mode === "navigate";
  if (url.pathname === "/sign-out" || (navigates && url.pathname.startsWith("/sign-in"))) {
    event.respondWith(forget().then(() => fetch(request)));
  } else if (request.method !== "GET") {
    return;
  } else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(caches.match(request, { ignoreVary: true }).then((kept) => kept || fetch(request)));
  } else if (url.pathname === KNOWN) {
    event.respondWith(data(request));
  } else if (navigates && PAGES.includes(url.pathname)) {
    event.respondWith(page(request, url, event));
  } else if (navigates && (url.pathname === "/wallet" || /^\/licences\/[^/]+(\/show)?$/.test(url.pathname))) {
    event.respondWith(wallet(request, url));
  } else if (navigates && /^\/items\/[^/]+$/.test(url.pathname)) {
    event.respondWith(guide(request, url, event));
  }
});
