// Builds static/vendor/*/*.css from the .scss beside it (`make css`). Two things happen after Sass:
// physical sides become logical ones, so that a right-to-left language needs no second style sheet,
// and the build stops when a brand font or a picture from elsewhere would slip in.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import postcss from "postcss";
import * as sass from "sass";

const SIDE = { left: "inline-start", right: "inline-end" };
const BOX = new Set(["margin", "padding", "border-width", "border-style", "border-color"]);

function logicalProperty(property) {
  const side = property.match(/^(margin|padding|border|scroll-margin|scroll-padding)-(left|right)(-.+)?$/);
  if (side) return `${side[1]}-${SIDE[side[2]]}${side[3] ?? ""}`;
  if (property === "left" || property === "right") return `inset-${SIDE[property]}`;
  const corner = property.match(/^border-(top|bottom)-(left|right)-radius$/);
  if (corner) return `border-${corner[1] === "top" ? "start" : "end"}-${corner[2] === "left" ? "start" : "end"}-radius`;
  return property;
}

/** `margin: 0 10px 5px 0` names four sides; only the outer two stay physical. */
function splitBox(declaration) {
  const [top, right, bottom, left] = postcss.list.space(declaration.value);
  const [box, kind] = declaration.prop.split("-");
  const suffix = kind ? `-${kind}` : "";
  const sides = { "block-start": top, "inline-end": right, "block-end": bottom, "inline-start": left };
  declaration.replaceWith(
    Object.entries(sides).map(([side, value]) => postcss.decl({ prop: `${box}-${side}${suffix}`, value })),
  );
}

/** Ticks and chevrons are two borders turned round: their sides are part of the drawing. */
const drawings = new Set();

function isDrawing(declaration) {
  return declaration.prop.startsWith("border") && declaration.parent.selectors?.some((one) => drawings.has(one));
}

const logicalSides = {
  postcssPlugin: "logical-sides",
  OnceExit(root) {
    root.walkComments((comment) => comment.remove());
    root.walkDecls("transform", ({ value, parent }) => {
      if (value.includes("rotate(")) parent.selectors.forEach((one) => drawings.add(one));
    });
    root.walkDecls((declaration) => {
      const { prop, value } = declaration;
      if (["float", "clear"].includes(prop) && SIDE[value]) declaration.value = SIDE[value];
      else if (prop === "text-align" && SIDE[value]) declaration.value = value === "left" ? "start" : "end";
      else if (isDrawing(declaration)) return;
      else if (BOX.has(prop) && !declaration.important) {
        const values = postcss.list.space(value);
        if (values.length === 4 && values[1] !== values[3]) splitBox(declaration);
      } else declaration.prop = logicalProperty(prop);
    });
  },
};

for (const name of ["govuk", "moj"]) {
  const compiled = sass.compile(`static/vendor/${name}/${name}.scss`, {
    loadPaths: ["node_modules", "."],
    quietDeps: true,
    silenceDeprecations: ["import"],
  });
  const { css } = await postcss([logicalSides]).process(compiled.css, { from: undefined });
  const foreign = css.match(/GDS Transport|@font-face|url\((?!"?images\/)[^)]*\)/i);
  if (foreign) throw new Error(`${name}.css holds ${foreign[0]}`);
  writeFileSync(`static/vendor/${name}/${name}.css`, css);
}

copyFileSync("node_modules/govuk-frontend/dist/govuk/all.bundle.mjs", "static/vendor/govuk/govuk-frontend.mjs");
copyFileSync(
  "node_modules/@ministryofjustice/frontend/moj/components/sortable-table/sortable-table.bundle.mjs",
  "static/vendor/moj/sortable-table.mjs",
);
for (const file of ["static/vendor/govuk/govuk-frontend.mjs", "static/vendor/moj/sortable-table.mjs"]) {
  writeFileSync(file, readFileSync(file, "utf8").replace(/^\/\/# sourceMappingURL=.*$/gm, ""));
}
