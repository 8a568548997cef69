// Topics from the server become events on <body>; what listens (hx-trigger="todo from:body") fetches for itself.
// Every frame says how many topics were sent so far, and a beat says so in silence: after a gap everything is fetched.
const body = document.body;
const [FIRST_WAIT, LONGEST_WAIT, SILENCE, GATHER, AGAIN] = [1000, 6000, 70000, 150, 5000];
const gathered = new Set();
let wait = FIRST_WAIT;

const triggerOf = (element) => element.getAttribute("hx-trigger");
const topicsOf = (...elements) => new Set(elements.map(triggerOf).join().match(/[\w-]+(?= from:body)/g));
const topicsOnPage = () => topicsOf(...document.querySelectorAll("[hx-trigger]"));

// What comes within a moment is one fetch of each part.
function fire(topics) {
  if (!gathered.size) setTimeout(tell, GATHER);
  topics.forEach((topic) => gathered.add(topic));
}
function tell() {
  // what is being fetched may be replaced whole, and would then forget that it was told meanwhile
  if (document.querySelector("[hx-trigger].htmx-request")) return void setTimeout(tell, GATHER);
  const due = [...gathered];
  gathered.clear();
  due.forEach((topic) => body.dispatchEvent(new CustomEvent(topic, { bubbles: true })));
}

// A part that could not be fetched is old and does not know it: it is fetched again. 4xx would say the same again.
function missed({ target, detail: { xhr } }) {
  if (xhr.status < 400 || xhr.status >= 500) setTimeout(fire, AGAIN * (0.5 + Math.random()), topicsOf(target));
}
["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((failure) => body.addEventListener(failure, missed));

function connect(again) {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/`);
  let seen = 0;
  let silence;
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => socket.close(), SILENCE);
  };
  socket.addEventListener("open", () => {
    wait = FIRST_WAIT;
    body.dataset.live = "on";
    listen();
    if (again) fire(topicsOnPage());
  });
  socket.addEventListener("message", (message) => {
    const { n, topic } = JSON.parse(message.data);
    listen();
    if (n <= seen) return; // said twice or late: after the gap it left, everything was fetched
    fire(topic && n === seen + 1 ? [topic] : topicsOnPage());
    seen = n;
  });
  socket.addEventListener("close", () => {
    clearTimeout(silence);
    body.dataset.live = "off";
    setTimeout(() => connect(true), wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  });
}

connect(false);
