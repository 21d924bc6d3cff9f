"""The ways into an account: by a token, through a browser, and from the bare name of a server."""

import re
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.integration.conftest import unique
from tests.integration.person import Enter
from tests.integration.shell import Shell
from tests.integration.synapse import PASSWORD, SERVER_NAME, Synapse, free_port

_CONTINUE = re.compile(r'<a href="([^"]+)" class="primary-button"')


@pytest.fixture
async def account(synapse: Synapse) -> str:
    return await synapse.register(unique("lotse"))


async def _token(synapse: Synapse, account: str) -> str:
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": account},
        "password": PASSWORD,
    }
    async with ClientSession() as session, session.post(f"{synapse.url}/_matrix/client/v3/login", json=body) as answer:
        return str((await answer.json())["access_token"])


def _options(homeserver: str, account: str) -> list[str]:
    return ["setup", "--homeserver", homeserver, "--user-id", account, "--allowed-inviter", "*"]


async def test_an_access_token_becomes_the_login(shell: Shell, synapse: Synapse, account: str) -> None:
    token = await _token(synapse, account)
    code, out, err = await shell.lotse(*_options(synapse.url, account), "--token", typed=f"{token}\n")
    assert code == 0, err
    assert out.endswith(f"Logged in as {account}, as lotse.toml says. Start Lotse with `lotse run`.\n")
    assert token not in out + err + shell.file.read_text(encoding="utf-8")
    assert (await shell.check("matrix"))[0] == "ok"


async def test_the_first_start_logs_in_with_a_token_from_a_file(shell: Shell, synapse: Synapse, account: str) -> None:
    (shell.folder / "token").write_text(await _token(synapse, account), encoding="utf-8")
    shell.file.write_text(
        f'[matrix]\nhomeserver = "{synapse.url}"\nuser_id = "{account}"\ntoken_file = "token"\n', encoding="utf-8"
    )
    assert (await shell.check("matrix")) == ("note", "not logged in yet; the first start does it")
    code, _, err = await shell.lotse("setup")
    assert code == 0, err
    assert (await shell.check("matrix"))[0] == "ok"


async def test_a_token_of_another_account_or_of_a_client_in_use_is_refused(
    shell: Shell, synapse: Synapse, enter: Enter, account: str
) -> None:
    element = await enter("element", account=account)
    other = await synapse.register(unique("other"))
    for token, said in (
        (element.client.access_token, "a device that another client uses"),
        (await _token(synapse, other), f"belongs to {other}, not to {account}"),
        ("revoked", "no longer accepts this login"),
    ):
        code, out, err = await shell.lotse(*_options(synapse.url, account), LOTSE_MATRIX__TOKEN=token)
        assert (code, out) == (1, "")
        assert said in err
        assert err.count("\n") == 1
        assert not shell.file.exists()


@pytest.mark.parametrize(
    ("homeserver", "inviter", "said"),
    [
        ("https://127.0.0.1:{port}", "*", "The homeserver at http://127.0.0.1:{port} speaks no https"),
        ("127.0.0.1:{port}", "*", "The homeserver at http://127.0.0.1:{port} speaks no https"),
        ("http://127.0.0.1:{port}/nowhere", "*", "There is no Matrix homeserver at http://127.0.0.1:{port}/nowhere"),
        ("http://127.0.0.1:1", "*", "No homeserver could be reached at http://127.0.0.1:1"),
        ("http://127.0.0.1:{port}", "example.org", "matrix.allowed_inviters: expected a list such as"),
        ("http://127.0.0.1:{port}", "anna@example.org", "matrix.allowed_inviters: expected a list such as"),
    ],
)
async def test_what_can_not_work_is_told_before_the_password_is_asked_for(
    shell: Shell, synapse: Synapse, homeserver: str, inviter: str, said: str
) -> None:
    options = ["--homeserver", homeserver.format(port=synapse.port), "--user-id", "@a:lotse.test"]
    code, out, err = await shell.lotse("setup", *options, "--allowed-inviter", inviter)
    assert (code, out) == (1, "")
    assert err.startswith(said.format(port=synapse.port)), err
    assert err.count("\n") == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For https on this machine; key and certificate in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@asynccontextmanager
async def _published(certificate: Path, body: str, status: int = 200) -> AsyncIterator[str]:
    """The name of a server that says where its homeserver is."""

    async def respond(_: web.Request) -> web.Response:
        return web.Response(text=body, status=status)

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    app, port = web.Application(), free_port()
    app.router.add_get("/.well-known/matrix/client", respond)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, ssl_context=context).start()
    try:
        yield f"localhost:{port}"
    finally:
        await runner.cleanup()


async def test_the_bare_name_of_a_server_suffices(
    shell: Shell, synapse: Synapse, account: str, certificate: Path
) -> None:
    async with _published(certificate, f'{{"m.homeserver": {{"base_url": "{synapse.url}/"}}}}') as name:
        code, _, err = await shell.lotse(
            *_options(name, account), LOTSE_MATRIX__PASSWORD=PASSWORD, SSL_CERT_FILE=str(certificate)
        )
    assert code == 0, err
    assert f'homeserver = "{synapse.url}"' in shell.file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("{}", 200, "does not say where the homeserver"),
        ("<html>", 200, "does not say where the homeserver"),
        ('{"m.homeserver": {"base_url": "file:///etc/passwd"}}', 200, "does not say where the homeserver"),
        ("", 500, "does not say where the homeserver"),
        ("", 404, "There is no Matrix homeserver at"),
    ],
)
async def test_a_server_that_publishes_nothing_useful_is_told(
    shell: Shell, certificate: Path, body: str, status: int, said: str
) -> None:
    async with _published(certificate, body, status) as name:
        code, _, err = await shell.lotse(*_options(name, "@a:lotse.test"), SSL_CERT_FILE=str(certificate))
    assert (code, err.count("\n")) == (1, 1)
    assert said in err
    assert name in err


async def test_a_certificate_that_nobody_vouches_for_is_told(shell: Shell, certificate: Path) -> None:
    async with _published(certificate, "{}") as name:
        code, _, err = await shell.lotse(*_options(name, "@a:lotse.test"))
    assert (code, err.count("\n")) == (1, 1)
    assert err.startswith(f"The certificate of https://{name} is not trusted here")


@pytest.fixture(scope="module")
def single_sign_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Synapse, int]]:
    """A homeserver without passwords, and the port of the service that knows who somebody is (CAS)."""
    port = free_port()
    server = Synapse.prepare(
        tmp_path_factory.mktemp("sso"),
        cas_config={"enabled": True, "server_url": f"http://127.0.0.1:{port}"},
        password_config={"enabled": False},
    )
    server.start()
    yield server, port
    server.stop()


@pytest.fixture
async def browser(single_sign_on: tuple[Synapse, int]) -> AsyncIterator["Browser"]:
    browser = Browser(name=unique("lotse"))
    app = web.Application()
    app.router.add_get("/login", browser.log_in)
    app.router.add_get("/proxyValidate", browser.vouch)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", single_sign_on[1]).start()
    try:
        yield browser
    finally:
        await runner.cleanup()


class Browser:
    """In which somebody is logged in to the service that vouches for them."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def account(self) -> str:
        return f"@{self.name}:{SERVER_NAME}"

    async def log_in(self, request: web.Request) -> web.Response:
        raise web.HTTPFound(f"{request.query['service']}&ticket=good")

    async def vouch(self, request: web.Request) -> web.Response:
        assert request.query["ticket"] == "good"
        user = f"<cas:authenticationSuccess><cas:user>{self.name}</cas:user></cas:authenticationSuccess>"
        return web.Response(
            text=f'<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">{user}</cas:serviceResponse>'
        )

    async def opens(self, address: str) -> str:
        """The address to which the page that comes in the end leads on; empty if it leads nowhere."""
        async with ClientSession() as session, session.get(address) as response:
            text = await response.text()
            assert response.status == 200, text
            found = _CONTINUE.search(text)
            return found[1].replace("&amp;", "&") if found else ""

    async def allows(self, address: str) -> str:
        """What it says once it is allowed."""
        async with ClientSession() as session:
            async with session.get(address) as asked:
                found = _CONTINUE.search(await asked.text())
                assert found is not None
            async with session.get(found[1].replace("&amp;", "&")) as response:
                assert response.status == 200
        return ""


async def test_without_passwords_the_login_goes_through_a_browser(
    shell: Shell, single_sign_on: tuple[Synapse, int], browser: Browser
) -> None:
    synapse, _ = single_sign_on
    code, out, err = await shell.with_a_browser(browser.opens, *_options(synapse.url, browser.account))
    assert code == 0, err
    assert "Lotse's device is cross-signed" in out
    assert (await shell.check("matrix"))[0] == "ok"
    device = shell.device()

    code, _, err = await shell.lotse("setup")
    assert code == 0, err
    assert shell.device() == device, "who is logged in needs no browser"

    code, out, err = await shell.with_a_browser(browser.allows, "setup", "--reset-identity")
    assert code == 0, err
    assert "Lotse's device is cross-signed" in out


async def test_a_browser_that_brings_nothing_back_is_told(
    shell: Shell, single_sign_on: tuple[Synapse, int], browser: Browser
) -> None:
    synapse, _ = single_sign_on
    for typed in ("http://localhost:1/lotse", "http://localhost:1/lotse?loginToken=made-up"):
        code, out, err = await shell.lotse(*_options(synapse.url, browser.account), typed=f"{typed}\n")
        assert (code, out) == (1, "")
        assert err.endswith("The homeserver rejected that address: it is valid once, for two minutes.\n")
        assert not shell.file.exists()


async def test_a_homeserver_without_a_browser_login_says_what_it_takes(
    shell: Shell, synapse: Synapse, account: str
) -> None:
    code, _, err = await shell.lotse(*_options(synapse.url, account), "--browser")
    assert (code, err) == (
        1,
        (
            f"{synapse.url} offers no login through a browser: "
            "give a password or an access token of the account, with --token.\n"
        ),
    )
