/** What runs in the browser is checked on its own, against the DOM (tsconfig.browser.json): the script only has its text. */
declare function gsyncSidebarClient_(): void;
