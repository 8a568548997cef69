const KEPT = "offline-1";
const FILES = ["{% url 'offline' %}"{% for file in files %}, "{{ file }}"{% endfor %}];
self.addEventListener("install", (event) => event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES))));
self.addEventListener("fetch", (event) => {
  const { mode, destination } = event.request;
  if (mode === "navigate") event.respondWith(fetch(event.request).catch(() => caches.match(FILES[0])));
  else if (destination === "style") event.respondWith(fetch(event.request).catch(() => caches.match(event.request)));
});
