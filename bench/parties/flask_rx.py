"""What people run today, written anew to be measured: Basic checked, the payload printed and appended to a file, 202.

As its author starts it:  python3 flask_rx.py PORT CERT KEY      (Flask's development server)
As one would to be fair:  gunicorn -w 3 --threads 4 --certfile CERT --keyfile KEY -b 127.0.0.1:PORT flask_rx:app
"""
import json
import sys
from functools import wraps

from flask import Flask, request

KEPT = "all_webhooks_detailed.json"
SEPARATOR = "= - " * 18

app = Flask(__name__)


def with_basic(handler):
    @wraps(handler)
    def guarded():
        login = request.authorization
        if login is None or login.username != "username" or login.password != "password":
            return "Unauthorized", 401, {"WWW-Authenticate": 'Basic realm="webhook"'}
        return handler()

    return guarded


@app.get("/")
@with_basic
def up():
    return "<h1>Webhook receiver is up!</h1>"


@app.post("/webhook")
@with_basic
def receive():
    payload = json.dumps(request.get_json(), indent=4)
    print("Webhook Received", "Payload: ", payload, sep="\n")
    with open(KEPT, "a", encoding="utf-8") as kept:
        print(payload, SEPARATOR, sep="\n", file=kept)
    return "Webhook notification received", 202


if __name__ == "__main__":
    port, certificate, key = sys.argv[1:4]
    app.run(host="127.0.0.1", port=int(port), ssl_context=(certificate, key), debug=True, use_reloader=False)
