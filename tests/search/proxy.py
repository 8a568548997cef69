"""A wire between an engine and the real server that can be cut, slowed down and cut in the middle of an answer."""

import contextlib
import socket
import threading


class Proxy:
    """Forwards connections to a port of this machine; `mode` says what happens to the requests that come now.

    "pass" forwards; "refuse" closes at once; "hang" takes the request and never answers; "cut" forwards the request and
    closes before the answer, once, and passes from then on; `cut_at` does that to a request with these bytes; `busy`
    bulk requests are answered by 429.
    """

    def __init__(self, port):
        self.target = port
        self.mode = "pass"
        self.requests = self.busy = 0
        self.cut_at = b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        # A thread that waits in accept is woken only by a shutdown.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._open:
            one.close()

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(near)
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.target)) as far:
            self._open.append(far)
            answers = threading.Thread(target=self._answer, args=(far, near), daemon=True)
            answers.start()
            while data := near.recv(65_536):
                self.requests += 1
                if self.cut_at and self.cut_at in data:
                    self.mode, self.cut_at = "cut", b""
                if self.mode == "refuse" or self._is_busy(near, data):
                    break
                if self.mode != "hang":
                    far.sendall(data)
            near.close()

    def _is_busy(self, near, data):
        if not self.busy or b"/_bulk" not in data:
            return False
        self.busy -= 1
        near.sendall(
            b"HTTP/1.1 429 Too Many Requests\r\nX-elastic-product: Elasticsearch\r\ncontent-type: application/json\r\n"
            b"content-length: 2\r\nconnection: close\r\n\r\n{}"
        )
        return True

    def _answer(self, far, near):
        with contextlib.suppress(OSError):
            while data := far.recv(65_536):
                if self.mode == "cut":
                    self.mode = "pass"
                    break
                near.sendall(data)
        with contextlib.suppress(OSError):
            near.shutdown(socket.SHUT_RDWR)
