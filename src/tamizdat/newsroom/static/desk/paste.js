// Pasting into the desk's editor: what word processors, web pages and messengers put on the clipboard becomes plain
// paragraphs, subheads, lists, links and emphasis before the editor sees it. The clipboard's html is read in a document
// of its own, in which nothing is loaded and nothing runs.
(() => {
  "use strict";
  const DROP = "script,style,meta,link,title,head,template,object,embed,iframe,frame,svg,math,video,audio,canvas,img,picture,"
    + "source,form,input,button,select,textarea,noscript,o\\:p,xml,del,ins:empty";
  const MARKS = /^(utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|y(s)?clid|_openstat|twclid|ttclid|igsh(id)?|mc_[ce]id|mkt_tok|srsltid|ref_src|ref_url)$/i;
  const WRAPPED = [
    [/^(www\.)?google\.[a-z.]+$/, "/url", ["q", "url"]], [/^lm?\.facebook\.com$/, "/l.php", ["u"]], [/^l\.instagram\.com$/, "/", ["u"]],
    [/^(m\.)?vk\.com$/, "/away.php", ["to"]], [/\.safelinks\.protection\.outlook\.com$/, "/", ["url"]], [/^www\.youtube\.com$/, "/redirect", ["q"]],
  ];
  const BLOCK = /^(P|DIV|H[1-6]|LI|UL|OL|BLOCKQUOTE|PRE|TABLE|TR|SECTION|ARTICLE|HEADER|FOOTER|FIGURE|FIGCAPTION|DL|DT|DD|ADDRESS|MAIN|ASIDE|NAV|HR)$/;

  // Marked parts go; every other sign stays as it was: not every server reads UTF-8, or "=" and "&".
  const withoutMarks = address => {
    const [, place, query, rest] = /^([^?#]*)\??([^#]*)(.*)$/s.exec(address), parts = query.split("&");
    const kept = parts.filter(one => !MARKS.test(one.split("=")[0]));
    return kept.length === parts.length ? address : place + (kept.length ? "?" + kept.join("&") : "") + rest;
  };
  const plainAddress = address => {
    let url;
    try { url = new URL(address); } catch { return ""; }
    if (!/^(https?|mailto|tel):$/.test(url.protocol)) return "";
    if (url.protocol !== "https:" && url.protocol !== "http:") return address;
    for (const [host, path, names] of WRAPPED) {
      if (!host.test(url.hostname) || url.pathname.replace(/\/$/, "") !== path.replace(/\/$/, "")) continue;
      const inside = names.map(name => url.searchParams.get(name)).find(one => one && /^https?:\/\//i.test(one) && !one.includes("\ufffd"));
      if (inside) return plainAddress(inside);
    }
    return withoutMarks(address);
  };

  // A style means emphasis only where it says so; Google Docs wraps everything in <b style="font-weight: normal">.
  const isBold = (node, was) => {
    const weight = node.style && node.style.fontWeight;
    if (weight) return weight === "bold" || weight === "bolder" || Number(weight) >= 600;
    return was || /^(B|STRONG)$/.test(node.tagName);
  };
  const isItalic = (node, was) => {
    const style = node.style && node.style.fontStyle;
    if (style) return style === "italic" || style === "oblique";
    return was || /^(I|EM|CITE)$/.test(node.tagName);
  };
  const raised = node => {
    const align = node.style && node.style.verticalAlign;
    return node.tagName === "SUP" || align === "super" ? "sup" : node.tagName === "SUB" || align === "sub" ? "sub" : "";
  };

  const inline = (node, out, look) => {
    for (const child of node.childNodes) {
      if (child.nodeType === 3) {
        const words = child.nodeValue.replace(/[\s\u00a0]+/g, match => match.includes("\u00a0") && match.length === 1 ? "\u00a0" : " ");
        if (words) write(out, words, look);
      } else if (child.nodeType === 1) {
        if (child.tagName === "BR") { out.push("<br>"); continue; }
        if (/mso-(element:comment|list:\s*ignore)/i.test(child.getAttribute("style") || "")) continue;
        const address = child.tagName === "A" ? plainAddress(child.getAttribute("href") || "") : "";
        inline(child, out, {
          bold: isBold(child, look.bold), italic: isItalic(child, look.italic), code: look.code || /^(CODE|TT|KBD|SAMP)$/.test(child.tagName),
          struck: look.struck || /^(S|STRIKE)$/.test(child.tagName) || /line-through/.test(child.style ? child.style.textDecoration : ""),
          raised: look.raised || raised(child), address: address || look.address,
        });
      }
    }
  };
  const text = words => words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const write = (out, words, look) => {
    let html = text(words);
    const around = [look.code && "code", look.raised, look.struck && "s", look.italic && "em", look.bold && "strong"].filter(Boolean);
    if (words.trim()) for (const name of around) html = `<${name}>${html}</${name}>`;
    if (look.address && words.trim()) html = `<a href="${text(look.address).replace(/"/g, "&quot;")}">${html}</a>`;
    out.push(html);
  };
  const inlineHtml = node => {
    const out = [];
    inline(node, out, {});
    return out.join("").replace(/<\/(em|strong|s|code|sup|sub)>(\s*)<\1>/g, "$2").replace(/^(?:\s|<br>)+|(?:\s|<br>)+$/g, "");
  };
  const hasBlocks = node => [...node.children].some(one => BLOCK.test(one.tagName) || hasBlocks(one));

  // Word has no lists on the clipboard: paragraphs that say at which level of which list they stand.
  const wordLevel = node => {
    const found = /mso-list:\s*l\d+ level(\d)/i.exec(node.getAttribute("style") || "");
    return found ? Number(found[1]) : /MsoListParagraph/.test(node.className) ? 1 : 0;
  };
  const bullet = /^[\s\u00a0]*(?:[·•●▪◦o§–-]|\d{1,3}[.)]|[a-zа-я][.)])[\s\u00a0]+/i;

  const blocks = (node, out) => {
    let loose = node.ownerDocument.createElement("p");
    const flush = () => {
      const html = inlineHtml(loose);
      if (html) html.split(/(?:<br>\s*){2,}/).forEach(one => one && out.push({ tag: "p", html: one }));
      loose = node.ownerDocument.createElement("p");
    };
    for (const child of [...node.childNodes]) {
      if (child.nodeType === 3) { loose.append(child.cloneNode()); continue; }
      if (child.nodeType !== 1) continue;
      if (!BLOCK.test(child.tagName)) {
        if (hasBlocks(child)) { flush(); blocks(child, out); } else loose.append(child.cloneNode(true));
        continue;
      }
      flush();
      one(child, out);
    }
    flush();
  };
  const one = (node, out) => {
    const tag = node.tagName, level = wordLevel(node);
    if (level) {
      const marker = node.querySelector('[style*="mso-list"]'), isNumbered = /^[\s\u00a0]*(\d{1,3}|[a-z])[.)]/i.test(node.textContent);
      if (marker) marker.remove();
      out.push({ tag: isNumbered ? "ol" : "ul", depth: level - 1, html: inlineHtml(node).replace(bullet, "") });
    } else if (tag === "UL" || tag === "OL") list(node, out, 0);
    else if (tag === "TABLE") table(node, out);
    else if (/^H[1-6]$/.test(tag)) { const html = inlineHtml(node).replace(/<\/?strong>/g, ""); if (html) out.push({ tag: "p", html: `<strong>${html}</strong>` }); }
    else if (tag === "HR") return;
    else if (tag === "PRE") node.textContent.split("\n").forEach(line => line.trim() && out.push({ tag: "p", html: `<code>${text(line)}</code>` }));
    else if (hasBlocks(node)) blocks(node, out);
    else { const html = inlineHtml(node); if (html) html.split(/(?:<br>\s*){2,}/).forEach(part => part && out.push({ tag: "p", html: part })); }
  };
  const list = (node, out, depth) => {
    const tag = node.tagName.toLowerCase();
    for (const item of node.children) {
      if (/^(UL|OL)$/.test(item.tagName)) { list(item, out, depth + 1); continue; }
      const own = item.cloneNode(true);
      own.querySelectorAll("ul,ol").forEach(inner => inner.remove());
      const html = inlineHtml(own);
      if (html) out.push({ tag, depth, html });
      for (const inner of item.querySelectorAll("ul,ol")) if (inner.parentElement.closest("ul,ol") === node) list(inner, out, depth + 1);
    }
  };
  const cells = row => [...row.cells].map(cell => cell.textContent.replace(/\s+/g, " ").trim());
  const table = (node, out) => {
    for (const row of node.rows) {
      const words = cells(row);
      if (words.some(Boolean)) out.push({ tag: "p", html: text(words.join(" | ")) });
    }
  };

  const print = parts => {
    let html = "", open = [];
    const closeTo = depth => { while (open.length > depth) html += `</li></${open.pop()}>`; };
    for (const part of parts) {
      if (part.tag === "p") { closeTo(0); html += `<p>${part.html}</p>`; continue; }
      const depth = Math.min(part.depth, open.length) + 1;
      closeTo(depth);
      if (open.length === depth && open[depth - 1] !== part.tag) closeTo(depth - 1);
      if (open.length === depth) html += `</li><li>${part.html}`;
      else { open.push(part.tag); html += `<${part.tag}><li>${part.html}`; }
    }
    closeTo(0);
    return html;
  };

  const clean = dirty => {
    const copied = new DOMParser().parseFromString(dirty.replace(/<!--[\s\S]*?-->/g, ""), "text/html");
    copied.querySelectorAll("img[alt]").forEach(node => { // messengers send small signs as pictures
      if (/emoji/i.test(node.className) || /^\p{Extended_Pictographic}/u.test(node.alt)) node.replaceWith(node.alt);
    });
    copied.querySelectorAll(DROP).forEach(node => node.remove());
    copied.querySelectorAll("*").forEach(node => {
      if (/(display:\s*none|mso-hide:\s*all|visibility:\s*hidden)/i.test(node.getAttribute("style") || "") || node.hidden) node.remove();
    });
    const parts = [];
    blocks(copied.body, parts);
    return print(parts);
  };
  const rows = dirty => {
    const copied = new DOMParser().parseFromString(dirty, "text/html"), found = copied.querySelector("table");
    return found ? [...found.rows].map(row => cells(row).map(one => one.replace(/\|/g, "\\|")).join(" | ")).join("\n") : "";
  };

  document.addEventListener("paste", event => {
    if (event.deskClean || !event.clipboardData) return;
    const html = event.clipboardData.getData("text/html"), place = event.target;
    if (!html || !place.closest) return;
    if (place.matches("textarea.desk-rows")) {
      const text = rows(html);
      if (!text) return;
      event.preventDefault();
      place.setRangeText(text, place.selectionStart, place.selectionEnd, "end");
      place.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    // What was copied in this editor, or in another of this desk, keeps its own marks.
    if (!place.closest(".DraftEditor-root, .Draftail-Editor") || /data-draftjs-conductor-fragment/.test(html)) return;
    const data = new DataTransfer();
    data.setData("text/plain", event.clipboardData.getData("text/plain"));
    const cleaned = clean(html);
    if (cleaned) data.setData("text/html", cleaned);
    const again = new ClipboardEvent("paste", { bubbles: true, cancelable: true, composed: true, clipboardData: data });
    again.deskClean = true;
    event.preventDefault();
    event.stopImmediatePropagation();
    place.dispatchEvent(again);
  }, true);
  window.deskCleanPaste = clean;
})();
