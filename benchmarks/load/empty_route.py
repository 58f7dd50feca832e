"""The floor of the HTTP side: a Flask app that does nothing, served as flask_app serves."""

from flask import Flask

from server import Server
from utils.settings import load_settings


def make_app() -> Flask:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/", "empty", lambda: "")
    return app


if __name__ == "__main__":
    Server(make_app, load_settings()).run()
