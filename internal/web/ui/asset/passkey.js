// Passkeys need a script: the browser alone can ask a device for one. Every other way
// to sign in works without.
const json = (url, body) =>
  fetch(url, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(body) });

async function run(box) {
  const begun = await json(box.dataset.begin, {});
  if (begun.redirected) return location.assign(begun.url);
  if (!begun.ok) throw new Error(begun.status);
  const { step, ask } = await begun.json();
  const make = box.dataset.passkey === "make";
  const options = make
    ? PublicKeyCredential.parseCreationOptionsFromJSON(ask.publicKey)
    : PublicKeyCredential.parseRequestOptionsFromJSON(ask.publicKey);
  const answer = await navigator.credentials[make ? "create" : "get"]({ publicKey: options });
  const name = box.querySelector("input")?.value;
  const done = await json(box.dataset.finish, { step, answer: answer.toJSON(), to: box.dataset.to, name });
  if (!done.ok) throw new Error(done.status);
  location.assign((await done.json()).to);
}

const able = globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON;
for (const box of document.querySelectorAll("[data-passkey]")) {
  if (!able) delete box.dataset.place;
  else {
    box.hidden = false;
    const said = box.querySelector("[data-failed]");
    box.querySelector("button").addEventListener("click", () =>
      run(box).catch(() => {
        said.textContent = said.dataset.failed;
        said.hidden = false;
      }),
    );
  }
}
