// A question about a region: its names are fetched once for the country that the page names, and offered while
// somebody types. Without this file the words are typed, and the server finds the region all the same.

const fetched = new Map();

function countryOf(input) {
  for (const name of input.dataset.placesOf.split(" ")) {
    const controls = input.form?.elements.namedItem(name);
    const list = controls instanceof RadioNodeList ? [...controls] : [controls];
    const given = list.flatMap((control) => [...(control?.selectedOptions ?? [])].map((option) => option.value));
    const country = given.find((value) => value !== "");
    if (country) return country;
  }
  return "";
}

function namesOf(address) {
  if (!fetched.has(address)) {
    const asked = fetch(address, { headers: { Accept: "application/json" } }).then((answer) =>
      answer.ok ? answer.json() : { names: [] },
    );
    fetched.set(address, asked.catch(() => ({ names: [] })));
  }
  return fetched.get(address);
}

async function offer(input) {
  const country = countryOf(input);
  if (!country || input.dataset.placesShown === country) return;
  const { names } = await namesOf(`${input.dataset.places}${country}/names/`);
  const list = document.createElement("datalist");
  list.id = `${input.id}_places`;
  for (const name of names) list.append(new Option(name));
  document.getElementById(list.id)?.remove();
  input.after(list);
  input.setAttribute("list", list.id);
  input.dataset.placesShown = country;
}

export function offerPlaces(piece) {
  for (const input of piece.querySelectorAll("input[data-places]")) {
    input.addEventListener("focus", () => offer(input));
  }
}
