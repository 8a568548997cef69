"""The worker of gunicorn that serves pages."""

from gunicorn.workers.gthread import ThreadWorker


class DrainingWorker(ThreadWorker):
    """Lets go of its sockets when it begins to stop, not when it has stopped.

    gunicorn keeps them open while the last requests end: until then the kernel takes connections that nobody will
    answer, and what a proxy sends there is lost. A closed socket refuses, and the proxy asks the next server.
    """

    def set_accept_enabled(self, enabled):
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                listener.close()
