/* google.script as a sidebar has it; calls go to the page around the frame. Instead of NAMES_ there stand the names of the project's functions that may be called. */
(() => {
  const calls = new Map();
  let last = 0;

  /* Google refuses these before anything is sent. */
  function check(value, where) {
    const plain = value === null || value === undefined || ['string', 'number', 'boolean'].includes(typeof value);
    if (plain) return;
    const proto = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
    if (!Array.isArray(value) && proto !== Object.prototype && proto !== null) throw new TypeError(`Failed due to illegal value in property: ${where}`);
    for (const [name, item] of Object.entries(value)) check(item, name);
  }

  function runner(handlers) {
    const self = {
      withSuccessHandler: (success) => runner({ ...handlers, success }),
      withFailureHandler: (failure) => runner({ ...handlers, failure }),
      withUserObject: (userObject) => runner({ ...handlers, userObject }),
    };
    for (const name of NAMES_) {
      self[name] = (...args) => {
        args.forEach((arg, i) => check(arg, i));
        const id = ++last;
        calls.set(id, handlers);
        parent.postMessage({ call: id, name, args: JSON.parse(JSON.stringify(args)) }, '*');
      };
    }
    return self;
  }

  addEventListener('message', ({ source, data }) => {
    const handlers = source === parent ? calls.get(data.answer) : undefined;
    if (!handlers) return;
    calls.delete(data.answer);
    if (!data.error) handlers.success?.(data.value, handlers.userObject);
    else if (handlers.failure) handlers.failure(Object.assign(new Error(data.error.message), { name: data.error.name }), handlers.userObject);
    else console.error(`Uncaught ${data.error.name}: ${data.error.message}`);
  });

  globalThis.google = { script: { run: runner({}), host: { close: () => parent.postMessage({ close: true }, '*'), editor: { focus: () => parent.focus() } } } };
})();
