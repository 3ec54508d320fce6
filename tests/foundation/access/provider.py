"""A small identity provider on this machine: discovery, authorize, token, keys, userinfo."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "nuanyang", "provider-secret"


class Provider:
    """Signs in whoever ``claims`` says; counts what it was asked, and checks PKCE."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"sub": "1001", "preferred_username": "an", "name": "安静"}
        self.asked: list[str] = []
        self.wrong_audience = False
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._codes: dict[str, dict[str, str]] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args: Any) -> None:
                return

            def do_GET(self) -> None:
                provider._answer(self, parse_qs(urlsplit(self.path).query))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider._answer(self, parse_qs(body))

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def settings(self) -> dict[str, Any]:
        """The product's settings for this provider."""
        app = {"provider_id": "oidc", "name": "统一身份", "client_id": CLIENT, "secret": SECRET,
               "settings": {"server_url": self.url}}  # fmt: skip
        return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}

    def _answer(self, handler: Any, given: dict[str, list[str]]) -> None:
        path = urlsplit(handler.path).path
        self.asked.append(path)
        values = {k: v[0] for k, v in given.items()}
        if path == "/authorize":
            self._authorize(handler, values)
            return
        answer: Any = {
            "/.well-known/openid-configuration": self._discovery,
            "/jwks": self._jwks,
            "/token": lambda: self._token(values),
            "/userinfo": lambda: self.claims,
        }[path]()
        handler.send_response(200 if "error" not in answer else 400)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        handler.wfile.write(json.dumps(answer).encode())

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _jwks(self) -> dict[str, Any]:
        return {"keys": [{**json.loads(RSAAlgorithm.to_jwk(self._key.public_key())), "kid": "k1", "alg": "RS256"}]}

    def _authorize(self, handler: Any, values: dict[str, str]) -> None:
        code = f"code-{len(self._codes)}"
        self._codes[code] = values
        back = {"code": code, "state": values["state"]}
        target = f"{values['redirect_uri']}?{urlencode(back)}"
        if "Mozilla" in handler.headers.get("User-Agent", ""):
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html; charset=utf-8")
            handler.end_headers()
            handler.wfile.write(f'<h1>Provider</h1><a href="{escape(target, quote=True)}">Allow</a>'.encode())
            return
        handler.send_response(302)
        handler.send_header("Location", target)
        handler.end_headers()

    def _token(self, values: dict[str, str]) -> dict[str, Any]:
        asked = self._codes.pop(values.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(
            hashlib.sha256(values.get("code_verifier", "").encode()).digest()
        ).rstrip(b"=").decode()  # fmt: skip
        if asked is None or values.get("client_secret") != SECRET or asked["code_challenge"] != challenge:
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            **self.claims, "iss": self.url, "aud": "somebody-else" if self.wrong_audience else CLIENT,
            "iat": now, "exp": now + 300,
        }  # fmt: skip
        return {
            "access_token": "opaque", "token_type": "Bearer", "expires_in": 300,
            "id_token": jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": "k1"}),
        }  # fmt: skip
