extension ReportPage {
  /// Searches and sorts the table of all apps; nothing else on the page needs it.
  static let script: StaticString = #"""
    "use strict";
    (() => {
      const lines = document.getElementById("data").textContent.split("\n");
      const accounts = lines[0].split("\t");
      let app = 0, account = 0;
      const rows = lines.slice(1).map((line) => {
        const part = line.split(" ");
        app += Number(part[0]);
        if (part[1]) account = Number(part[1]);
        const minutes = part[2] || "0", before = part[3] || "0";
        return [String(app), accounts[account], minutes, before,
          String(BigInt(minutes) - BigInt(before)), part[4] || "0", part[5] || "0"];
      });
      const size = (text) => {
        const [above, below] = text.split("/");
        return below ? Number(above) / Number(below) : Number(above);
      };
      const grouped = (digits) => {
        const [whole, rest] = digits.split(".");
        const text = whole.replace("-", "\u2212").replace(/\B(?=(\d{3})+$)/g, "\u202F");
        return rest ? text + "." + rest : text;
      };
      const exact = (text) => {
        const [above, below] = text.split("/");
        if (!below) return grouped(text);
        const whole = BigInt(above) / BigInt(below), rest = BigInt(above) % BigInt(below);
        return (whole ? grouped(String(whole)) + " " : "") + rest + "/" + below;
      };
      const money = (cents) => {
        const text = cents.replace("-", "").padStart(3, "0");
        return grouped((cents[0] === "-" ? "-" : "") + text.slice(0, -2) + "." + text.slice(-2));
      };
      const signed = (text) => (text !== "0" && text[0] !== "-" ? "+" : "") + grouped(text);
      const shown = [String, String, grouped, grouped, signed, exact, money];
      const find = document.getElementById("find"), found = document.getElementById("found");
      const table = document.getElementById("all"), body = table.tBodies[0];
      const heads = [...table.tHead.rows[0].cells];
      let column = 6, falling = true;
      const most = 100;
      const ties = (a, b) => size(b[2]) - size(a[2]) || size(a[0]) - size(b[0]);
      const compare = (a, b) => {
        const order = column === 1
          ? (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0) : size(a[column]) - size(b[column]);
        return (falling ? -order : order) || ties(a, b);
      };
      const show = () => {
        const words = find.value.trim().toLowerCase();
        const hits = rows.filter((row) =>
          !words || row[0].includes(words) || row[1].toLowerCase().includes(words));
        hits.sort(compare);
        body.replaceChildren(...hits.slice(0, most).map((row) => {
          const line = document.createElement("tr");
          row.forEach((value, index) => {
            const cell = line.insertCell();
            cell.textContent = shown[index](value);
            if (index > 1) cell.className = "n"; else if (index) cell.dir = "auto";
          });
          return line;
        }));
        const count = (number) => grouped(String(number));
        found.textContent = count(Math.min(most, hits.length)) + " " + found.dataset.of + " "
          + count(hits.length) + " " + found.dataset.shown;
        heads.forEach((head, index) => {
          if (index === column) head.ariaSort = falling ? "descending" : "ascending";
          else head.ariaSort = null;
        });
      };
      heads.forEach((head, index) => {
        const button = document.createElement("button");
        button.textContent = head.textContent;
        button.onclick = () => {
          falling = index === column ? !falling : index > 1;
          column = index;
          show();
        };
        head.replaceChildren(button);
      });
      find.oninput = show;
      find.closest("p").hidden = false;
      show();
    })();

    """#
}
