// Sorts what stands somewhere by how far it is from here. The device asks its owner, and
// what it finds out stays on it: nothing is sent.
const near = document.querySelector("[data-near]");
const cards = [...document.querySelectorAll("[data-point]")];

if (near && cards.length && "geolocation" in navigator) {
  const button = near.querySelector("button");
  const status = near.nextElementSibling;
  const rad = (degrees) => (degrees * Math.PI) / 180;
  const half = (degrees) => Math.sin(rad(degrees) / 2) ** 2;
  // The same sphere as on the server, in metres.
  const metres = (a, b) =>
    2 * 6371008.8 * Math.asin(Math.sqrt(Math.min(1, half(b[0] - a[0]) + Math.cos(rad(a[0])) * Math.cos(rad(b[0])) * half(b[1] - a[1]))));
  const words = (m) =>
    Math.round(m) < 1000
      ? near.dataset.metres.replace("{n}", String(Math.max(10, Math.round(m / 10) * 10)))
      : near.dataset.kilometres.replace("{n}", (m / 1000).toFixed(1));
  const sort = ({ coords }) => {
    // Some cards may be folded away: the slots stay, the cards change.
    const slots = cards.map((card) => card.parentNode.insertBefore(document.createComment(""), card));
    const far = new Map(cards.map((card) => [card, metres([coords.latitude, coords.longitude], card.dataset.point.split(",").map(Number))]));
    [...far].sort((a, b) => a[1] - b[1]).forEach(([card, m], i) => {
      const away = card.querySelector(".away");
      away.textContent = words(m);
      away.hidden = false;
      slots[i].replaceWith(card);
    });
    cards.sort((a, b) => far.get(a) - far.get(b));
    status.textContent = near.dataset.order;
    button.disabled = false;
  };
  const refused = () => {
    status.textContent = near.dataset.refused;
    button.disabled = false;
  };
  button.addEventListener("click", () => {
    button.disabled = true;
    status.textContent = near.dataset.asking;
    navigator.geolocation.getCurrentPosition(sort, refused, { maximumAge: 300000, timeout: 15000 });
  });
  near.hidden = false;
}
