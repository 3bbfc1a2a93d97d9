"""The runs that are tried: a new result, one in place of another, one with a store, and one of a workbook."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

DAY = "2026-11-22"
FILES = [
    "accepted", "relationship-requests", "review", "rejected", "error-report",
]
OURS = "notes.txt"

HEADER = "company_name,country,address_line1,city,postal_code,first_name,last_name,email\n"


def row(number):
    """One of some rows that are all right, and some that are not."""
    email = f"anne{number}@kerouan{number}-sample.fr" if number % 3 else "none"
    return f"Ateliers Kerouan {number},FR,{number} rue du Moulin,Nantes,44000,Anne,Moreau,{email}\n"


def write_list(path, rows):
    """A list of these rows."""
    path.write_text(HEADER + "".join(row(number) for number in rows))


@dataclass
class Scenario:
    """A run, and what stands there before it."""

    name: str
    list: str
    overwrites: bool = False
    has_store: bool = False
    ending: str = "csv"
    # Every so many points are tried: most of a store's are SQLite's own.
    every: int = 1

    def command(self, intake, folder, overwrite=None):
        """The run as it is typed."""
        command = [intake, "run", folder.parent / self.list, "--out", folder / "out", "--today", DAY, "--threads", "2"]
        if self.overwrites if overwrite is None else overwrite:
            command.append("--overwrite")
        if self.has_store:
            command += ["--store", folder / "customers.db"]
        return [str(part) for part in command]

    def paths(self, folder):
        """What the run writes to, as it names it."""
        out, partial = folder / "out", folder / ".out.partial"
        names = [f"{name}.{self.ending}" for name in FILES] + ["accepted.jsonl", "report.html", "manifest.json"]
        paths = [folder, out, partial, folder / ".out.lock", *(partial / name for name in names)]
        if self.overwrites:
            paths += [out / OURS, partial / OURS, *(out / name for name in names)]
        if self.has_store:
            paths += [folder / f"customers.db{ending}" for ending in ["", "-journal", "-wal", "-shm", ".lock"]]
        return paths


SCENARIOS = [
    Scenario("new", "list.csv"),
    Scenario("overwrite", "list.csv", overwrites=True),
    Scenario("store", "list.csv", has_store=True, every=16),
    Scenario("workbook", "list.xlsx", ending="xlsx"),
]


def make_inputs(work, intake, project):
    """The lists, beside the folders of the runs."""
    write_list(work / "list.csv", range(60))
    write_list(work / "earlier.csv", range(100, 120))
    write_list(work / "long.csv", range(40_000))
    shutil.copy(project / "samples/prospects.xlsx", work / "list.xlsx")
    earlier = work / "earlier"
    ran = subprocess.run(
        [intake, "run", work / "earlier.csv", "--out", earlier, "--today", DAY, "--quiet"], capture_output=True, text=True
    )
    if ran.returncode not in (0, 1):
        raise SystemExit(f"the program does not run: {ran.stderr}")
    (earlier / OURS).write_text("what a person has put there\n")


def prepare(scenario, judge, folder):
    """What stands there before the run."""
    if scenario.overwrites:
        shutil.copytree(judge.work / "earlier", folder / "out")
