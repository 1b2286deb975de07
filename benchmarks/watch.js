// What a browser page notes of itself while it is measured; runs before the page's own scripts.
//
// A frame counts when it has been drawn: a message posted from a frame's callback is handled
// after that frame's style, layout and paint. Times are milliseconds of `performance.now()`.
(() => {
  const PATIENCE = 60000;
  const roots = [];
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attach.call(this, init);
    roots.push(root);
    return root;
  };

  const desk = () => {
    for (const root of roots) {
      const found = root.querySelector(".desk");
      if (found && found.isConnected) return found;
    }
    return document.querySelector(".desk");
  };

  // Codings as they are drawn, without the selection and the coding in hand: [name, range].
  function* coded() {
    for (const [name, highlight] of CSS.highlights) {
      if (!/-(bg|u\d|o)$/.test(name)) continue;
      for (const range of highlight) yield [name, range];
    }
  }

  const afterPaint = (call) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => call(performance.now());
    port2.postMessage(null);
  });

  // What is drawn over a place; one coding more there always changes it.
  const over = ({ node, offset }) => {
    const found = [];
    for (const [name, one] of coded()) {
      if (one.startContainer === node && one.startOffset <= offset && offset < one.endOffset) {
        found.push(`${name} ${one.startOffset} ${one.endOffset}`);
      }
    }
    return found.sort().join();
  };

  const isShown = (interview) => {
    const element = desk();
    if (!element || element.dataset.interview !== interview || element.dataset.settled === "") return false;
    return element.querySelectorAll(".turn").length > 0 && !coded().next().done;
  };

  const bench = { slow: new Map() };

  const within = (what, promise) => Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject(new Error(`${what}: not within ${PATIENCE} ms`)), PATIENCE)),
  ]);

  // Milliseconds since `from` when the interview's text and highlights are first drawn.
  bench.shown = (interview, from = 0) => within(`text and highlights of ${interview}`, new Promise((resolve) => {
    const look = (now) => (isShown(interview) ? resolve(now - from) : afterPaint(look));
    afterPaint(look);
  }));

  // Await the next press of a key: to the frame that draws one more coding at the selection,
  // to the desk's mark that nothing is waiting any more, and until the frame was on the screen.
  bench.arm = (key) => {
    const [range] = CSS.highlights.get("desk-sel");
    const place = { node: range.startContainer, offset: range.startOffset };
    const before = over(place);
    const element = desk();
    const press = { at: null, drawn: null, settled: null };
    bench.ended = within(`key ${key}`, new Promise((resolve) => {
      const end = () => press.drawn !== null && press.settled !== null && resolve(press);
      const look = (now) => {
        if (over(place) === before) return afterPaint(look);
        press.drawn = now - press.at;
        return end();
      };
      const marks = new MutationObserver(() => {
        if (press.at === null || element.dataset.pending !== "0") return;
        marks.disconnect();
        press.settled = performance.now() - press.at;
        end();
      });
      marks.observe(element, { attributes: true, attributeFilter: ["data-pending"] });
      addEventListener("keydown", function pressed(event) {
        if (event.key !== key) return;
        removeEventListener("keydown", pressed, true);
        press.at = event.timeStamp;
        afterPaint(look);
      }, true);
    }));
  };

  // How far the page's clock is from the machine's, in ms: Date.now() is cut to whole ones.
  bench.skew = () => {
    let most = -Infinity;
    for (let n = 0; n < 20000; n += 1) most = Math.max(most, Date.now() - (performance.timeOrigin + performance.now()));
    return most;
  };

  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === "keydown") bench.slow.set(entry.startTime, entry.duration);
  }).observe({ type: "event", durationThreshold: 16 });

  window.bench = bench;
})();
