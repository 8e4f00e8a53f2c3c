/* Lets the regions of a map be asked: hover, focus, search, pin and compare. It reads attributes
   and writes text, never markup, and asks the network for nothing. */
"use strict";

const plain = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

const make = (tag, text, className = "") => {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
};

const enliven = (map) => {
  const svg = map.querySelector("svg");
  // drawn from the lowest to the highest; gone through from the highest to the lowest
  const places = [...svg.querySelectorAll(".place")].reverse();
  const search = map.querySelector("input");
  const found = map.querySelector(".found");
  const told = map.querySelector(".told");
  const table = map.querySelector("table");
  const pinned = new Map();
  const filled = (text, names) => text.replace(/\{(\w+)\}/g, (_, name) => names[name]);
  let current = places[0];
  let wanted = places;

  const tell = (place) => {
    told.textContent = place ? place.getAttribute("aria-label") : told.dataset.hint;
    told.classList.toggle("hint", !place);
  };

  // a copy on top shows the whole border, which neighbours would cover
  const ringed = (place, className) => {
    const ring = place.cloneNode(false);
    for (const name of [...ring.getAttributeNames()]) {
      if (!["d", "cx", "cy", "r"].includes(name)) ring.removeAttribute(name);
    }
    ring.setAttribute("class", className);
    ring.setAttribute("aria-hidden", "true");
    svg.append(ring);
    return ring;
  };

  let hovered = null;
  const point = (place) => {
    if (hovered) hovered.remove();
    hovered = place ? ringed(place, "ring hovered") : null;
    tell(place);
  };

  // where nothing is pointed at: the region in focus, or the first one found
  const rest = () => {
    if (svg.contains(document.activeElement)) point(current);
    else point(search.value.trim() ? wanted[0] : null);
  };

  const go = (place, isFocused = true) => {
    current.setAttribute("tabindex", "-1");
    current = place;
    current.setAttribute("tabindex", "0");
    if (isFocused) current.focus();
  };

  const pin = (place) => {
    const known = pinned.get(place);
    place.setAttribute("aria-selected", String(!known));
    if (known) {
      known.ring.remove();
      known.row.remove();
      pinned.delete(place);
    } else {
      const row = document.createElement("tr");
      const head = make("th", place.dataset.name);
      head.scope = "row";
      const act = make("td", "");
      const button = make("button", map.dataset.remove);
      button.type = "button";
      button.setAttribute("aria-label", filled(map.dataset.removeNamed, { name: place.dataset.name }));
      button.addEventListener("click", () => { pin(place); go(place); });
      act.append(button);
      row.append(head, make("td", place.dataset.value, "number"), make("td", place.dataset.rank, "number"), act);
      table.tBodies[0].append(row);
      pinned.set(place, { ring: ringed(place, "ring pinned"), row });
    }
    table.hidden = pinned.size === 0;
  };

  const filter = () => {
    const text = plain(search.value.trim());
    wanted = text ? places.filter((place) => plain(place.dataset.name).includes(text)) : places;
    const kept = new Set(wanted);
    for (const place of places) place.classList.toggle("faded", !kept.has(place));
    const counts = { found: wanted.length, all: places.length };
    found.textContent = text ? filled(map.dataset.found, counts) : "";
    if (wanted.length) go(wanted[0], false);
    rest();
  };

  const steps = {
    ArrowRight: (at) => at + 1, ArrowDown: (at) => at + 1,
    ArrowLeft: (at) => at - 1, ArrowUp: (at) => at - 1,
    Home: () => 0, End: () => wanted.length - 1,
  };

  svg.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") pin(current);
    else if (event.key === "Escape") { search.value = ""; filter(); }
    else if (event.key in steps && wanted.length) {
      const next = steps[event.key](wanted.indexOf(current));
      go(wanted[Math.min(Math.max(next, 0), wanted.length - 1)]);
    } else return;
    event.preventDefault();
  });
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && wanted.length) { event.preventDefault(); go(wanted[0]); }
    if (event.key === "Escape") { search.value = ""; filter(); }
  });
  svg.addEventListener("click", (event) => {
    const place = event.target.closest(".place");
    if (place) { go(place); pin(place); }
  });
  svg.addEventListener("mouseover", (event) => {
    const place = event.target.closest(".place");
    if (place) point(place);
    else rest();
  });
  svg.addEventListener("mouseleave", rest);
  // not on the drawing itself: a drawing that listens for focus can be tabbed to
  map.addEventListener("focusin", rest);
  map.addEventListener("focusout", rest);

  current.setAttribute("tabindex", "0");
  tell(null);
  map.hidden = false;
  map.parentElement.querySelector("img").classList.add("for-print");
};

for (const map of document.querySelectorAll(".map")) enliven(map);
