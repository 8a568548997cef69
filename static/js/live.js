// Topics from the server become events on <body>; what listens (hx-trigger="todo from:body") fetches for itself.
const body = document.body;
let wait = 1000;

const topicsOnPage = () => {
  const triggers = [...document.querySelectorAll("[hx-trigger]")].map((element) => element.getAttribute("hx-trigger"));
  return new Set(triggers.join().match(/[\w-]+(?= from:body)/g));
};
const fire = (topic) => body.dispatchEvent(new CustomEvent(topic, { bubbles: true }));

function connect(again) {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/`);
  socket.addEventListener("open", () => {
    wait = 1000;
    body.dataset.live = "on";
    if (again) topicsOnPage().forEach(fire);
  });
  socket.addEventListener("message", (message) => fire(JSON.parse(message.data).topic));
  socket.addEventListener("close", () => {
    body.dataset.live = "off";
    setTimeout(() => connect(true), wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, 60000);
  });
}

connect(false);
