"""A machine as docs/enforcement.md has it installed: Debian's own paths, engines that run as users of theirs, the account
`gwanmun-enforce` with the sudoers lines of that page. `/etc` and `/var` are copies (overlays in a mount namespace of its own),
so that the machine the tests run on keeps its accounts, its sudoers and its engines.
"""

import contextlib
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import gwanmun
from e2e.enforce import real
from gwanmun.entrypoints.enforce_commands import Asked, make_bundle
from gwanmun.sandbox.engines import CERTGEN, until
from gwanmun.sandbox.internet import Names, Web, certify
from gwanmun.sandbox.networks import GATE, WORLD, Networks
from gwanmun.sandbox.visits import Stay, ask, browse

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "enforcement.md").read_text()
ACCOUNT, FOLDER = "gwanmun-enforce", "/var/lib/gwanmun-enforce"
NETS = {"office": "10.77.10", "military": "10.77.30"}
SITES = {"chat.deepseek.com": "203.0.113.11", "deepseek.com": "203.0.113.11", "www.korea.kr": "203.0.113.12"}
NAMES_AT, HOME, UNBOUND = "203.0.113.53", "10.77.10.1", ("10.77.30.1", 5353)
#: As the unit's AmbientCapabilities= and the line for commands by hand give it.
POWERS = ("--inh-caps=-all,+net_admin", "--ambient-caps=-all,+net_admin")

_MOUNTS = """
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$1/copies"
for one in etc var; do
  mkdir "$1/copies/$one" "$1/copies/$one.work"
  mount -t overlay -o "lowerdir=/$one,upperdir=$1/copies/$one,workdir=$1/copies/$one.work" overlay "/$one"
done
mkdir -p /run/sudo && mount -t tmpfs tmpfs /run/sudo
for one in python site src; do mkdir "$1/$one"; done
mount --bind "$2" "$1/python" && mount --bind "$3" "$1/site" && mount --bind "$4" "$1/src"
echo mounted
exec sleep 1000
"""


def fenced(kind, holding):
    """The block of the page that holds these words."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return next((text for one, text in blocks if one == kind and holding in text), "")


def _folders():
    """Of Python, of its packages, and of ours: the account need not be able to enter where they lie."""
    return sys.base_prefix, sysconfig.get_path("purelib"), str(Path(gwanmun.__file__).parents[1])


class Installed:
    def __init__(self):
        self.where = real.folder()
        self.copies = self.where / "copies"
        self.copies.mkdir()
        self.networks = Networks(NETS, (*SITES.values(), NAMES_AT))
        self.keys = {name: Ed25519PrivateKey.generate() for name in ("ciso", "caio")}
        self.parts, self.programs = [], []

    # ------------------------------------------------------------ the machine

    def build(self):
        try:
            self.networks.build()
            with self.networks.inside(GATE):
                self._mount()
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("NOT RUN: no network namespaces or overlays here")
        with self.networks.inside(WORLD):
            self.parts = [Names((NAMES_AT, 53), SITES), Web(self.where, SITES)]
        self._install()
        self._configure()
        self.gwanmun("enforce", "compile", "--network", "/etc/gwanmun/network.toml", "--out", f"{FOLDER}/current",
                     "--date", "2025-02-05")  # fmt: skip
        self._start()

    def _mount(self):
        words = ["unshare", "-m", "bash", "-c", _MOUNTS, "bash", str(self.where), *_folders()]
        self.home = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if self.home.stdout.readline() != "mounted\n":
            raise OSError("overlay")

    def run(self, *words, check=True, text=None):
        """As root there."""
        inside = ["nsenter", "-t", str(self.home.pid), "-m", "-n", "--", *words]
        return subprocess.run(inside, check=check, capture_output=True, text=True, timeout=120, input=text)

    def write(self, path, text):
        self.run("bash", "-c", f'mkdir -p "$(dirname {path})" && cat > {path}', text=text)

    def _install(self):
        """The page's own lines, from top to bottom."""
        self.write("/etc/squid/agency-ca.pem", certify("Agency CA").pem().decode())
        self.run("bash", "-ec", fenced("sh", "useradd"))
        self.write("/etc/sudoers.d/gwanmun-enforce", fenced("", "NOPASSWD"))
        self.run("chmod", "440", "/etc/sudoers.d/gwanmun-enforce")
        self.run("visudo", "-cf", "/etc/sudoers.d/gwanmun-enforce")
        self._share_compiled()

    def _share_compiled(self):
        """Modules that this run compiled already are not compiled again by each command of the account."""
        if sys.pycache_prefix:
            beside = self.where / "pyc" / str(self.where).lstrip("/")
            beside.mkdir(parents=True)
            for name, folder in zip(("python", "site", "src"), _folders(), strict=True):
                (beside / name).symlink_to(Path(sys.pycache_prefix) / folder.lstrip("/"))

    def _configure(self):
        certs = self.where / "ssl_db"
        subprocess.run((CERTGEN, "-c", "-s", certs, "-M", "4MB"), check=True, capture_output=True, timeout=20)
        (self.where / "run").mkdir()
        for path in (certs, *certs.rglob("*")):
            shutil.chown(path, "proxy")
        (self.where / "run").chmod(0o777)
        self.write("/etc/bind/named.conf", f"""options {{ directory "/var/cache/bind"; listen-on {{ any; }}; listen-on-v6 {{ none; }};
  pid-file "{self.where}/run/named.pid"; session-keyfile "{self.where}/run/session.key";
  forwarders {{ {NAMES_AT}; }}; forward only; dnssec-validation no; allow-query {{ any; }}; recursion yes; }};
include "{FOLDER}/current/bind/views.conf";
""")  # fmt: skip
        hosts = "".join(f"{address} {name}\n" for name, address in SITES.items())
        self.write("/etc/squid/hosts", hosts)
        self.write("/etc/squid/squid.conf", f"""http_port 3128 ssl-bump cert=/etc/squid/agency-ca.pem generate-host-certificates=on
pid_filename {self.where}/run/squid.pid
sslcrtd_program {CERTGEN} -s {certs} -M 4MB
sslcrtd_children 2
cache_log {self.where}/run/cache.log
coredump_dir none
pinger_enable off
hosts_file /etc/squid/hosts
dns_nameservers 127.0.0.1
visible_hostname proxy.example.go.kr
shutdown_lifetime 0 seconds
include {FOLDER}/current/squid/ai.conf
access_log stdio:{self.where}/run/access.log gwanmun
http_access allow all
""")  # fmt: skip
        self.write("/etc/unbound/unbound.conf", f"""server:
    interface: {UNBOUND[0]}@{UNBOUND[1]}
    do-ip6: no
    chroot: ""
    pidfile: "{self.where}/run/unbound.pid"
    use-syslog: no
    logfile: ""
include: "{FOLDER}/current/unbound/kr-mnd.military_work.conf"
forward-zone:
    name: "."
    forward-addr: {NAMES_AT}
remote-control:
    control-enable: yes
    control-interface: {self.where}/run/control.sock
""")  # fmt: skip
        classes = (("kr-mnd", "military_work", "military"), ("kr-chungnam", "internet_pc", "office"))
        tables = "".join(
            f'[[classes]]\nagency = "{agency}"\ndevice = "{device}"\nsubnets = ["{NETS[net]}.0/24"]\nprobe = "{NETS[net]}.1"\n'
            'attested = ["pledge", "training", "mfa", "no_plugins", "ordinary"]\n'
            for agency, device, net in classes
        )
        self.write("/etc/gwanmun/network.toml", f"""{tables}[doors]
folder = "{FOLDER}/current"
request_link = "https://gwanmun.example.go.kr/request"
squid_ca = "/etc/squid/agency-ca.pem"
resolver = "{HOME}"
proxy_only = true
""")  # fmt: skip
        agent = fenced("toml", 'run_as = "proxy"')
        for name, key in self.keys.items():
            agent = re.sub(
                rf'^{name} = ".*"', f'{name} = "{key.public_key().public_bytes_raw().hex()}"', agent, flags=re.MULTILINE
            )
        ends = {"squid": f"{HOME}:3128", "unbound": f"{UNBOUND[0]}:{UNBOUND[1]}"}
        for engine, end in ends.items():
            agent = agent.replace(f'conf = "/etc/{engine}', f'listens = "{end}"\nconf = "/etc/{engine}')
        self.write("/etc/gwanmun/agent.toml", agent)

    def _start(self):
        """Each as its own user, from its first moment."""
        self._program("named", "-f", "-u", "bind", "-n", "1", "-c", "/etc/bind/named.conf")
        self._program("squid", "--foreground", "-f", "/etc/squid/squid.conf", user="proxy")
        self._program("unbound", "-d", "-c", "/etc/unbound/unbound.conf", user="unbound")
        for at in ((HOME, 53), UNBOUND):
            until(lambda at=at: self._answers(at), 30, "a resolver")
        until(lambda: self.page("military", "chat.deepseek.com").status == 403, 30, "squid")

    def _program(self, *words, user=""):
        drop = ("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups") if user else ()
        inside = ["nsenter", "-t", str(self.home.pid), "-m", "-n", "--", *drop, *words]
        log = (self.where / f"{words[0]}.log").open("ab")
        self.programs.append(subprocess.Popen(inside, stdin=subprocess.DEVNULL, stdout=log, stderr=log))
        log.close()

    def _answers(self, at):
        with contextlib.suppress(OSError), self.networks.inside("military"):
            return ask(at, f"{NETS['military']}.2", "www.korea.kr", seconds=1.0) is not None
        return False

    # ------------------------------------------------------------ the account

    def as_account(self, *words, text=None, powers=POWERS):
        """As the account: no right of root but CAP_NET_ADMIN."""
        python = self.where / "python" / "bin" / f"python3.{sys.version_info.minor}"
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PYTHON": str(python), "LANG": "C.UTF-8",
            "PYTHONPATH": f"{self.where}/src:{self.where}/site", **({"PYTHONPYCACHEPREFIX": f"{self.where}/pyc"} if sys.pycache_prefix else {}),
            "LD_LIBRARY_PATH": f"{self.where}/python/lib",  # where Python has a library of its own
        }  # fmt: skip
        ids = (f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--init-groups")
        given = [f"{name}={value}" for name, value in environment.items()]
        return self.run("setpriv", *ids, *powers, "env", "-i", *given, *words, check=False, text=text)

    def gwanmun(self, *words, code=0):
        done = self.as_account("sh", "-c", 'exec "$PYTHON" -m gwanmun.entrypoints.cli "$@"', "gwanmun", *words)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def bundle(self, day):
        """Signed by both officers, elsewhere."""
        desk = self.where / "desk"
        desk.mkdir(exist_ok=True)
        for name, key in self.keys.items():
            file = desk / f"{name}.key"
            file.write_text(key.private_bytes_raw().hex())
            file.chmod(0o600)
        network, made = desk / "network.toml", desk / f"{day}.bundle"
        network.write_text(self.run("cat", "/etc/gwanmun/network.toml").stdout)
        asked = Asked(network, "", "", (), day, None, None)
        make_bundle(asked, [desk / "ciso.key", desk / "caio.key"], made, lang="en")
        return str(made)

    def apply(self, bundle, code=0):
        words = (
            "enforce",
            "apply",
            "--agent",
            "/etc/gwanmun/agent.toml",
            "--bundle",
            bundle,
            "--urgent",
            "--lang",
            "en",
        )
        return self.gwanmun(*words, code=code)

    # ------------------------------------------------------------ what devices get

    def code_of(self, device, host, at=(HOME, 53)):
        with self.networks.inside(device):
            return ask(at, f"{NETS[device]}.2", host)[0]

    def page(self, device, host):
        with self.networks.inside(device):
            try:
                return browse((HOME, 3128), f"{NETS[device]}.2", host)
            except OSError:
                return type("Silent", (), {"status": 0, "text": "", "issuer": ""})

    def stays(self, device, host):
        with self.networks.inside(device):
            return Stay((HOME, 3128), f"{NETS[device]}.2", host)

    def end(self):
        for one in self.programs:
            one.terminate()
        deadline = time.monotonic() + 8
        for one in self.programs:
            with contextlib.suppress(subprocess.TimeoutExpired):
                one.wait(max(0.1, deadline - time.monotonic()))
            one.kill()
            one.wait()
        if hasattr(self, "home"):
            self.home.kill()
            self.home.wait()
            self.home.stdout.close()
        for one in self.parts:
            one.close()
        self.networks.end()
        shutil.rmtree(self.where, ignore_errors=True)
