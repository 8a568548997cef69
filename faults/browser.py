"""A browser that is only a form filler: cookies, hidden fields, and the patience to send the same form again."""

import http.client
import time
from html.parser import HTMLParser
from urllib.parse import urlencode


class Page(HTMLParser):
    """The forms of a page as `{name: value}` each, with what a browser would send if nothing was typed."""

    def __init__(self, text):
        super().__init__()
        self.forms, self._select, self._text, self._template = [], None, None, 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "form":
            self.forms.append({})
        elif tag == "template":
            self._template += 1
        elif not self.forms or self._template:
            return
        elif tag == "input" and name:
            if attrs.get("type") in ("checkbox", "radio") and "checked" not in attrs:
                return
            if attrs.get("type") not in ("submit", "button", "file"):
                self.forms[-1][name] = attrs.get("value") or ("on" if "checked" in attrs else "")
        elif tag == "select" and name:
            self._select = name
            self.forms[-1][name] = None
        elif tag == "option" and self._select:
            if "selected" in attrs or self.forms[-1][self._select] is None:
                self.forms[-1][self._select] = attrs.get("value", "")
        elif tag == "textarea" and name:
            self._text = name
            self.forms[-1][name] = ""

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = None
        elif tag == "textarea":
            self._text = None
        elif tag == "template":
            self._template -= 1

    def handle_data(self, data):
        if self._text:
            self.forms[-1][self._text] += data

    def form(self, *names):
        """The form that has all fields of `names`."""
        return next(form for form in self.forms if set(names) <= set(form))


class Answer:
    def __init__(self, status, headers, text, seconds):
        self.status, self.headers, self.text, self.seconds = status, headers, text, seconds


class Browser:
    """One person at one server. Raises OSError or HTTPException where a browser shows its own error page."""

    def __init__(self, port, session="", *, timeout=30):
        self.port, self.timeout = port, timeout
        self.cookies = {"sessionid": session, "django_language": "en"} if session else {}

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, data):
        return self._ask("POST", path, urlencode(data, doseq=True).encode())

    def _ask(self, method, path, body=None):
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Connection": "close",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return Answer(response.status, response.headers, text, time.perf_counter() - began)
