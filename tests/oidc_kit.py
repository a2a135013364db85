"""A provider of identities that tells the truth or any lie a test wants, on the loopback, with keys of its own."""

import asyncio
import json
import threading
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qs

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

NOW = 1_790_000_000


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def number(value: int, size: int | None = None) -> str:
    return text(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


RSA = rsa.generate_private_key(65537, 2048)
SMALL = rsa.generate_private_key(65537, 1024)  # noqa: S505 - the key that must not be taken
EC = ec.generate_private_key(ec.SECP256R1())


def rsa_row(key=RSA, kid="r1", **more):
    public = key.public_key().public_numbers()
    return {"kty": "RSA", "kid": kid, "use": "sig", "n": number(public.n), "e": number(public.e), **more}


def ec_row(kid="e1", **more):
    public = EC.public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "kid": kid, "x": number(public.x, 32), "y": number(public.y, 32), **more}


def sign(claims, *, alg="RS256", kid="r1", key=None, **header):
    body = claims if isinstance(claims, str) else json.dumps(claims)
    signed = f"{text(json.dumps({'alg': alg, 'kid': kid, **header}).encode())}.{text(body.encode())}"
    data = signed.encode()
    if alg == "ES256":
        r, s = decode_dss_signature(EC.sign(data, ec.ECDSA(SHA256())))
        mark = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    elif alg == "PS256":
        mark = (key or RSA).sign(data, padding.PSS(padding.MGF1(SHA256()), 32), SHA256())
    elif alg == "none":
        mark = b""
    else:
        mark = (key or RSA).sign(data, padding.PKCS1v15(), SHA256())
    return f"{signed}.{text(mark)}"


@dataclass
class Script:
    """What the provider says. `claims` and `header` are laid over what is right."""

    claims: dict = field(default_factory=dict)
    drop: tuple = ()
    token: str | None = None  # instead of one of ours
    alg: str = "RS256"
    kid: str = "r1"
    key: object = None
    header: dict = field(default_factory=dict)
    keys: list = field(default_factory=lambda: [rsa_row(), ec_row()])
    discovery: dict = field(default_factory=dict)
    status: int = 200
    asked: list = field(default_factory=list)  # (path, form, authorization)
    codes: dict = field(default_factory=dict)  # code → (nonce, challenge)

    def code(self, query):
        """What the provider remembers when somebody signs in at its page."""
        self.codes["code-1"] = (query["nonce"], query["code_challenge"])
        return "code-1"


class Provider:
    """Serves a `Script` in a thread of its own."""

    def __init__(self):
        self.script = Script()
        self.port = 0
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def issuer(self):
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(20)
        self._loop.close()

    def _run(self):
        self._loop.run_until_complete(self._serve())

    async def _serve(self):
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()

    async def _answer(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        line, *rows = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (row.partition(":") for row in rows if row)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        path = line.split()[1].partition("?")[0]
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self.script.asked.append((path, form, headers.get("authorization", "")))
        status, said = self._said(path, form)
        data = json.dumps(said).encode()
        writer.write(
            f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n".encode()
            + data
        )
        await writer.drain()
        writer.close()

    def _said(self, path, form):
        script = self.script
        if path == "/.well-known/openid-configuration":
            return script.status, {
                "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorise",
                "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
                "end_session_endpoint": f"{self.issuer}/end", **script.discovery,
            }  # fmt: skip
        if path == "/keys":
            return 200, {"keys": script.keys}
        if path == "/token":
            nonce, challenge = script.codes.pop(form.get("code"), (None, None))
            if challenge != text(sha256(form.get("code_verifier", "").encode()).digest()):
                return 400, {"error": "invalid_grant"}
            return 200, {"id_token": script.token or self.token(nonce), "access_token": "x", "token_type": "Bearer"}
        return 404, {}

    def token(self, nonce, **more):
        script = self.script
        claims = {
            "iss": self.issuer, "aud": "gwanmun", "sub": "p-1001", "exp": NOW + 300, "iat": NOW, "nonce": nonce,
            "groups": ["복지과", "직원"], **script.claims, **more,
        }  # fmt: skip
        for name in script.drop:
            del claims[name]
        return sign(claims, alg=script.alg, kid=script.kid, key=script.key, **script.header)
