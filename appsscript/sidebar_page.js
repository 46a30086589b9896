/** The sidebar's page: 300 pixels wide, whatever one does. All that comes from cells is put into it as text by sidebar_client.js. */

const GSYNC_SIDEBAR_STYLE = `
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; padding: 12px 14px 20px; background: #fff; color: #202124; font: 13px/1.45 Roboto, Arial, sans-serif; overflow-wrap: anywhere; }
h1, h2, p, ul, dl, dd { margin: 0; padding: 0; }
section, footer { margin-top: 16px; padding-top: 12px; border-top: 1px solid #e3e5e8; }
h1 { font-size: 15px; font-weight: 600; line-height: 1.3; }
h2 { margin-bottom: 6px; font-size: 13px; font-weight: 600; }
#now { padding: 10px 12px; border-left: 4px solid #80868b; border-radius: 4px; background: #f1f3f4; }
#now p { margin-top: 4px; }
#now[data-level=good] { border-color: #188038; background: #e9f5ec; }
#now[data-level=busy] { border-color: #1a73e8; background: #e8f0fe; }
#now[data-level=warn] { border-color: #b06000; background: #fef3e2; }
#now[data-level=bad] { border-color: #c5221f; background: #fce8e6; }
.quiet { color: #5f6368; }
.count { display: inline-block; min-width: 20px; padding: 0 6px; border-radius: 10px; background: #c5221f; color: #fff; font-size: 12px; text-align: center; }
button { font: inherit; font-weight: 500; min-height: 32px; padding: 4px 14px; border: 1px solid #747775; border-radius: 16px; background: #fff; color: #0b57d0; cursor: pointer; }
button:hover { background: #f0f4fb; }
button:disabled { color: #5f6368; cursor: default; background: #f1f3f4; }
button.first { border-color: #0b57d0; background: #0b57d0; color: #fff; }
button.first:hover { background: #0842a0; }
:focus-visible { outline: 2px solid #0b57d0; outline-offset: 2px; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 10px; }
#cells { list-style: none; margin-top: 8px; }
#cells button { display: block; width: 100%; margin-top: 6px; padding: 7px 10px; border-color: #dadce0; border-left: 3px solid #c5221f; border-radius: 4px; color: inherit; font-weight: 400; text-align: left; }
#cells strong { font-weight: 600; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 3px 12px; }
dt { color: #5f6368; }
dd { text-align: right; }
#trouble { margin-top: 6px; }
meter { display: block; width: 100%; height: 10px; margin-bottom: 4px; }
summary { font-weight: 600; cursor: pointer; }
label { display: block; margin-top: 10px; }
input { display: block; width: 100%; margin-top: 3px; padding: 6px 8px; border: 1px solid #747775; border-radius: 4px; font: inherit; color: inherit; background: #fff; }
.problem { margin-top: 8px; color: #b3261e; }
footer { display: flex; align-items: center; justify-content: space-between; gap: 8px; }
`;

const GSYNC_SIDEBAR_BODY = `
<header id="now" data-level="busy">
  <h1 id="headline" role="status">Looking…</h1>
  <p id="advice"></p>
  <div class="buttons">
    <button id="send" type="button" hidden>Send again now</button>
    <button id="restart" type="button" class="first" hidden>Start it in my name</button>
  </div>
  <p id="problem" class="problem" role="alert" hidden></p>
</header>
<main>
  <section id="rejected" aria-labelledby="rejected-title" hidden>
    <h2 id="rejected-title">Not accepted <span id="rejected-count" class="count"></span></h2>
    <p class="quiet">Click one to go there. Once it is right it is sent by itself, and disappears here a moment later.</p>
    <ul id="cells"></ul>
    <p id="rejected-more" class="quiet" hidden></p>
  </section>
  <section id="exchange" aria-labelledby="exchange-title" hidden>
    <h2 id="exchange-title">Exchange</h2>
    <dl id="facts"></dl>
    <p id="trouble" class="quiet" hidden></p>
  </section>
  <section id="quota" aria-labelledby="quota-title" hidden>
    <h2 id="quota-title">Google’s quota of the day</h2>
    <meter id="used" min="0" max="1" high="0.8" aria-labelledby="quota-title"></meter>
    <p id="left"></p>
    <p class="quiet">As for a free account; with Google Workspace it is more.</p>
  </section>
  <section aria-label="Connection">
    <details id="connection">
      <summary>Connection</summary>
      <p id="server" class="quiet"></p>
      <form id="connect">
        <label>Address<input id="url" type="text" inputmode="url" autocomplete="off" spellcheck="false" placeholder="https://example.org/gsync/v1/events" required></label>
        <label>Secret<input id="secret" type="password" autocomplete="off" placeholder="whsec_…" required></label>
        <p class="quiet">Whoever runs the server gets both from the command “gsync secret”.</p>
        <p id="refused" class="problem" role="alert" hidden></p>
        <div class="buttons"><button id="save" type="submit" class="first">Connect</button></div>
      </form>
    </details>
  </section>
</main>
<footer><span id="asof" class="quiet"></span><button id="refresh" type="button">Refresh</button></footer>
`;

/** @param {'status' | 'connect'} view connect: with the form open */
function gsyncSidebarHtml_(view) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>gsync</title><style>${GSYNC_SIDEBAR_STYLE}</style></head>`
    + `<body data-view="${view}">${GSYNC_SIDEBAR_BODY}<script>(${gsyncSidebarClient_})()</script></body></html>`;
}
