// To switch Lanes' service worker off for everybody, put this file in place of service-worker.js.
// Browsers look for a new one whenever somebody opens a page of the site: this one then forgets
// what was kept for offline use and unregisters itself. Nothing is reloaded; pages work without it.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then(async (names) => {
      const ours = `lanes ${new URL(self.registration.scope).pathname} `;
      for (const name of names) if (name.startsWith(ours)) await caches.delete(name);
      await self.registration.unregister();
    }),
  );
});
