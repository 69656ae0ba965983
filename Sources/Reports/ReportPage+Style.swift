extension ReportPage {
  static let style: StaticString = """
    :root { color-scheme: light dark; --paper: #fff; --panel: #f6f7f9; --ink: #1b1f24;
      --quiet: #5b6470; --line: #d9dde3; --strong: #8a939f; --s0: #2f6bb0; --s1: #b5651d;
      --s2: #2b8570; --s3: #8257a8; --s4: #b23f4f; --s5: #6d7680; --bad: #a3202e }
    @media (prefers-color-scheme: dark) { :root { --paper: #14171b; --panel: #1d2127;
      --ink: #e7eaee; --quiet: #a0a8b3; --line: #333a43; --strong: #6f7985; --s0: #6ea8e6;
      --s1: #e0a05f; --s2: #5fc3aa; --s3: #b996de; --s4: #e5808d; --s5: #a5adb7; --bad: #ff9aa5 } }
    * { box-sizing: border-box }
    body { margin: 0 auto; padding: 24px 20px 48px; max-width: 1040px; background: var(--paper);
      color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", "Helvetica Neue", Arial,
        "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "DejaVu Sans", sans-serif;
      font-variant-numeric: tabular-nums }
    h1 { font-size: 26px; font-weight: 600; margin: 0; letter-spacing: -0.01em }
    h2 { font-size: 17px; font-weight: 600; margin: 0 0 2px }
    p { margin: 0 0 10px; color: var(--quiet) }
    header > p { margin-top: 2px }
    header b { color: var(--ink); font-weight: 600 }
    section { padding-top: 30px; break-inside: avoid }
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 1px;
      margin: 18px 0 0; background: var(--line); border: 1px solid var(--line) }
    .figures div { background: var(--paper); padding: 12px 14px }
    .figures dt { color: var(--quiet); font-size: 13px }
    .figures dd { margin: 0; font-size: 21px; font-weight: 600; white-space: nowrap }
    .figures dd.note, .note { color: var(--quiet); font-size: 13px; font-weight: 400 }
    p.note { margin: 8px 0 0 }
    table { border-collapse: collapse; width: 100% }
    th, td { text-align: left; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line);
      vertical-align: baseline; overflow-wrap: anywhere }
    th { color: var(--quiet); font-weight: 500; font-size: 13px; border-bottom-color: var(--strong);
      overflow-wrap: normal }
    th:last-child, td:last-child { padding-right: 0 }
    .n { text-align: right; white-space: nowrap; overflow-wrap: normal }
    tr.sum td { font-weight: 600; border-bottom: 2px solid var(--strong) }
    #totals table { max-width: 560px }
    .wide { overflow-x: auto }
    svg { display: block; width: 100%; height: auto; overflow: visible }
    .wide > svg { min-width: 640px }
    svg text { font-size: 11.5px; fill: var(--quiet); font-variant-numeric: tabular-nums }
    svg .note { fill: var(--ink) }
    .end { text-anchor: end } .mid { text-anchor: middle }
    .defs { position: absolute }
    pattern path { stroke: var(--paper); stroke-width: 1.1; fill: none }
    pattern circle { fill: var(--paper) }
    .s0 { fill: var(--s0) } .s1 { fill: var(--s1) } .s2 { fill: var(--s2) }
    .s3 { fill: var(--s3) } .s4 { fill: var(--s4) } .s5 { fill: var(--s5) }
    .grid { stroke: var(--line) } .base { stroke: var(--strong) }
    .tip { fill: transparent } .tip:hover { fill: var(--ink); fill-opacity: 0.08 }
    .key { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 8px 0 12px;
      padding: 0; font-size: 13px }
    .key svg { display: inline-block; width: 16px; height: 12px; margin-right: 3px }
    .key b { font-weight: 600 }
    summary { cursor: pointer; color: var(--quiet); font-size: 13px; padding: 4px 0 }
    .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(280px, 1fr));
      gap: 20px 26px }
    figure { margin: 0; break-inside: avoid; min-width: 0; max-width: 360px }
    figcaption, figure p { font-size: 13px; margin: 0; color: var(--quiet); overflow-wrap: anywhere }
    figcaption b, figure p b { color: var(--ink); font-weight: 600 }
    .area { fill: var(--s0); fill-opacity: 0.14 }
    .left { fill: none; stroke: var(--s0); stroke-width: 2; stroke-linejoin: round }
    .ends { stroke: var(--quiet); stroke-dasharray: 4 3 }
    .dry { fill: var(--paper); stroke: var(--ink); stroke-width: 2 }
    td.bar { width: 32%; min-width: 90px; vertical-align: middle }
    td.bar svg { height: 20px }
    .quota { stroke: var(--ink); stroke-width: 2 }
    .calendar { table-layout: fixed }
    .calendar td { height: 58px; vertical-align: top; border: 1px solid var(--line);
      padding: 4px 6px; font-size: 12px; overflow-wrap: normal }
    .calendar th { padding-left: 6px }
    .calendar b { display: block; font-size: 13px; font-weight: 600 }
    .calendar .off { border-color: transparent }
    .calendar .full { background: var(--panel) }
    .calendar .empty { border: 2px solid var(--bad) }
    .calendar .gaps { border: 2px dashed var(--strong) }
    .calendar .later, .calendar .before { color: var(--quiet) }
    .part { white-space: nowrap } .part b { font-weight: 600 }
    .broken td { color: var(--bad); font-weight: 600 }
    #laws td:last-child { white-space: nowrap }
    .find input { font: inherit; color: inherit; background: var(--paper); padding: 5px 8px;
      border: 1px solid var(--strong); border-radius: 4px; min-width: 220px }
    .find output { margin-left: 10px; font-size: 13px }
    th button { font: inherit; color: inherit; background: none; border: 0; padding: 0;
      cursor: pointer; text-align: inherit }
    th button:hover { color: var(--ink); text-decoration: underline }
    th[aria-sort=descending] button::after { content: " \\25BE" }
    th[aria-sort=ascending] button::after { content: " \\25B4" }
    footer { margin-top: 34px; padding-top: 10px; border-top: 1px solid var(--strong);
      color: var(--quiet); font-size: 12.5px; overflow-wrap: anywhere }
    @media (max-width: 620px) { body { padding: 16px 12px 32px }
      .bars { display: block; overflow-x: auto }
      .bars td.bar { min-width: 64px }
      .calendar td { height: 48px; padding: 3px; font-size: 10px }
      .figures dd { font-size: 18px } }
    @media print { @page { size: A4; margin: 12mm; @bottom-right { content: counter(page) " / " counter(pages) } }
      body { max-width: none; padding: 0; font-size: 9.5pt } .find { display: none }
      details { display: none } .wide { overflow: visible } .wide > svg { min-width: 0 } }

    """
}
