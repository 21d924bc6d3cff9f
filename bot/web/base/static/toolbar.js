// Toolbars that put the marks of Markdown into the text below them; without scripts they stay hidden.
const BOLD = "**", ITEM = "- ", ADDRESS = "https://";

// Replaces a part of a text and selects from one place to another in what is new.
function replace(field, start, end, text, from, to) {
  field.focus();
  field.setSelectionRange(start, end);
  // Only what counts as typed can be undone.
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    field.setRangeText(text, start, end);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  field.setSelectionRange(start + from, start + to);
}

const marks = {
  bold(field) {
    const { value, selectionStart, selectionEnd } = field;
    const chosen = value.slice(selectionStart, selectionEnd), words = chosen.trim();
    // Beside a space the marks would be plain stars.
    const start = selectionStart + chosen.search(/\S|$/), end = start + words.length;
    if (value.slice(0, start).endsWith(BOLD) && value.slice(end).startsWith(BOLD)) {
      replace(field, start - BOLD.length, end + BOLD.length, words, 0, words.length);
    } else {
      replace(field, start, end, BOLD + words + BOLD, BOLD.length, BOLD.length + words.length);
    }
  },
  list(field) {
    const { value, selectionStart, selectionEnd } = field;
    const start = value.slice(0, selectionStart).lastIndexOf("\n") + 1;
    // A line of which only the beginning was reached is not chosen.
    const last = selectionEnd > selectionStart && value[selectionEnd - 1] === "\n" ? selectionEnd - 1 : selectionEnd;
    const lines = `${value.slice(start, last)}${value.slice(last).split("\n", 1)[0]}`.split("\n");
    const end = start + lines.join("\n").length;
    const isChosen = (line) => line.trim() || lines.length === 1;
    const isList = lines.filter(isChosen).every((line) => line.startsWith(ITEM));
    const change = (line) => isList ? line.slice(ITEM.length) : ITEM + line;
    const text = lines.map((line) => isChosen(line) ? change(line) : line).join("\n");
    replace(field, start, end, text, lines.length > 1 ? 0 : text.length, text.length);
  },
  link(field) {
    const { value, selectionStart: start, selectionEnd: end } = field;
    const words = value.slice(start, end), text = `[${words}](${ADDRESS})`;
    // What is missing comes next: the words, or the address.
    const place = words ? text.length - 1 : 1;
    replace(field, start, end, text, place, place);
  },
};

for (const bar of document.querySelectorAll("[data-marks]")) {
  const field = document.getElementById(bar.dataset.marks);
  bar.hidden = false;
  bar.addEventListener("click", (event) => marks[event.target.closest("button")?.value]?.(field));
}
