"""The public documents: fetched from Debian's documentation packages of TeX Live, never committed.

sources.tsv lists them, a line each: Debian package, path of the main file below usr/share/doc/texlive-doc, licence of the TeX Live
package as its copyright file in Debian says.
"""
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).with_name("sources.tsv")
LARGEST = 3 << 20  # bytes of a file that is copied
ROOT = "usr/share/doc/texlive-doc"


@dataclass(frozen=True)
class Source:
    package: str
    path: str
    licence: str

    @property
    def folder(self):
        """Folder of the TeX Live package (latex/NAME), which the document may read files from."""
        return "/".join(self.path.split("/")[:2])


def listed(file=LIST):
    rows = [line.rstrip("\n").split("\t") for line in file.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return [Source(*row) for row in rows]


def fetch(package, cache):
    """Folder with the unpacked documentation of a Debian package; downloaded (apt-get download) where it is not there yet."""
    folder = cache / package
    if (folder / ROOT).exists():
        return folder / ROOT
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["apt-get", "download", package], cwd=cache, check=True, capture_output=True)
    archive = next(cache.glob(package + "_*.deb"))
    subprocess.run(f"dpkg-deb --fsys-tarfile '{archive}' | tar x -C '{folder}' --wildcards './{ROOT}/*'", shell=True, check=True)
    subprocess.run(["find", str(folder), "-name", "*.gz", "-exec", "gunzip", "-f", "{}", ";"], check=True)
    archive.unlink()
    return folder / ROOT


def stage(source, cache, work):
    """Copy of the document's folder to typeset in, its TeX files as UTF-8; returns the path of the main file there."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(fetch(source.package, cache) / source.folder, work, ignore=big)
    for file in work.rglob("*"):
        if file.suffix in (".tex", ".ltx", ".bib", ".sty", ".cls", ".def") and file.is_file():
            data = file.read_bytes()
            try:
                data.decode("utf-8")
            except UnicodeDecodeError:
                file.write_text(data.decode("latin-1"), encoding="utf-8")
    return work / Path(*Path(source.path).parts[2:])


def big(folder, names):
    """Files that no document needs to be typeset: manuals in PDF, archives."""
    return [n for n in names if (f := Path(folder, n)).is_file() and f.stat().st_size > LARGEST]
