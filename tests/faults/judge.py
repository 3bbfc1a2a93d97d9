"""What must hold whatever has happened, and the table of what was found."""

import json
import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from scenarios import OURS, prepare

# How the program says that it is at fault itself, and how Rust does.
PANICS = ["met a fault of its own", "panicked at"]


@dataclass
class Expected:
    """What comes of a run to which nothing happens."""

    code: int
    files: dict
    accepted: int


class Judge:
    """Knows what a run must come to."""

    def __init__(self, intake, work):
        self.intake, self.work, self.expected = intake, work, {}

    def run(self, command, folder, **options):
        """Runs in a folder; a run that hangs is ended, which is a finding."""
        pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        options = pipe | {"cwd": folder, "text": True, "errors": "replace", "start_new_session": True} | options
        run = subprocess.Popen([str(part) for part in command], **options)
        try:
            said, told = run.communicate(timeout=120)
            code = run.returncode
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.communicate()
            said, told, code = "", "it hangs", 124
        # Threads that were killed while the disk worked for them end a moment after who traced them.
        for _ in range(1000):
            try:
                os.killpg(run.pid, 0)
            except ProcessLookupError:
                break
            time.sleep(0.01)
        return subprocess.CompletedProcess(command, code, said or "", told or "")

    def learn(self, scenario):
        """Runs undisturbed."""
        with tempfile.TemporaryDirectory(dir=self.work) as folder:
            folder = Path(folder)
            prepare(scenario, self, folder)
            ran = self.run(scenario.command(self.intake, folder), folder)
            if ran.returncode not in (0, 1):
                raise SystemExit(f"{scenario.name}: a plain run ends with {ran.returncode}: {ran.stderr}")
            if self.run([self.intake, "verify", folder / "out"], folder).returncode != 0:
                raise SystemExit(f"{scenario.name}: the result of a plain run does not agree with itself")
            counts = json.loads((folder / "out/manifest.json").read_text())["counts"]
            self.expected[scenario.name] = Expected(ran.returncode, files_of(folder / "out"), counts["accepted"])

    def state(self, scenario, folder):
        """`old`, `new` or `torn`."""
        out = folder / "out"
        old = self.work / "earlier"
        if scenario.overwrites and out.is_dir() and files_of(out) == files_of(old):
            return "old"
        if not scenario.overwrites and (not out.exists() or not any(out.iterdir())):
            return "old"
        is_new = out.is_dir() and files_of(out) == self.expected[scenario.name].files
        return "new" if is_new else "torn"

    def look(self, scenario, folder, ran, was_killed=False):
        """What there is of a run, and of the one right afterwards."""
        seen = Seen(state=self.state(scenario, folder), code=ran.returncode, said=ran.stderr)
        is_killed = was_killed and ran.returncode == -9
        if any(panic in ran.stderr for panic in PANICS) or ran.returncode == 101:
            seen.wrong.append("panic")
        if ran.returncode == 124:
            seen.wrong.append("hangs")
        if ran.returncode in (0, 1) and seen.state != "new":
            seen.wrong.append("false success")
        if ran.returncode not in (0, 1) and seen.state == "new" and not is_killed:
            seen.wrong.append("false failure")
        if ran.returncode not in (0, 1) and not is_killed and not ran.stderr.strip():
            seen.wrong.append("silent")
        if seen.state == "torn":
            seen.wrong.append("torn")
        stands = seen.state == "new"
        again = self.run(scenario.command(self.intake, folder, overwrite=stands or None), folder)
        if scenario.has_store and stands:
            # What was accepted then is known now, so that the result is another.
            is_good = again.returncode in (0, 1) and self.run([self.intake, "verify", folder / "out"], folder).returncode == 0
        else:
            is_good = again.returncode == self.expected[scenario.name].code and self.state(scenario, folder) == "new"
        if not is_good:
            seen.wrong.append("re-run failed")
            seen.said += f"\n--- again, {again.returncode}: {again.stderr}"
        if not self.is_tidy(scenario, folder):
            seen.wrong.append("left over")
            seen.said += f"\n--- {sorted(path.name for path in folder.iterdir())}"
        if scenario.has_store:
            self.look_at_store(scenario, folder, seen)
        return seen

    def is_tidy(self, scenario, folder):
        """Whether there is nothing but the result, with what a person has put there."""
        # Which program holds a store is told by a file that stays beside it.
        wanted = {"out"} | ({"customers.db", "customers.db.lock"} if scenario.has_store else set())
        found = {path.name for path in folder.iterdir()} - {"strace.log"}
        kept = not scenario.overwrites or (folder / "out" / OURS).is_file()
        return found == wanted and kept

    def look_at_store(self, scenario, folder, seen):
        """Each accepted row is known once."""
        ran = self.run([self.intake, "customers", "list", "--json", "--store", folder / "customers.db"], folder)
        try:
            known = [customer["company_name"] for customer in json.loads(ran.stdout)]
        except (ValueError, KeyError, TypeError):
            known = None
        if known is None or len(known) != len(set(known)) or len(known) != self.expected[scenario.name].accepted:
            seen.wrong.append("store")
            seen.said += f"\n--- store: {ran.stderr} {ran.stdout[:500]}"


@dataclass
class Seen:
    """What came of one point."""

    state: str
    code: int
    said: str
    wrong: list = field(default_factory=list)


def files_of(folder):
    """The files of a result, without what a person has put there."""
    files = {path for path in folder.rglob("*") if path.is_file() and path.name != OURS}
    return {str(path.relative_to(folder)): content(path) for path in files}


def content(path):
    """Every byte; but the manifest says how long the run took."""
    if path.name != "manifest.json":
        return path.read_bytes()
    try:
        return {key: value for key, value in json.loads(path.read_text()).items() if key != "durations"}
    except ValueError:
        return "half a manifest"


class Tally:
    """Counts what was seen."""

    def __init__(self):
        self.rows, self.wrong, self.notes = {}, [], []

    def add(self, what, kind, seen, where):
        """One point."""
        of_kind = self.rows.setdefault((what, kind), [])
        of_kind.append(seen)
        if seen.wrong:
            self.wrong.append(f"{where}: {', '.join(seen.wrong)} (exit code {seen.code}, {seen.state})\n{seen.said}")

    def note(self, text):
        """Something that could not be tried."""
        self.notes.append(text)

    def points(self):
        """How many points there are."""
        return sum(len(seen) for seen in self.rows.values())

    def show(self):
        """Prints the table."""
        faults = ["torn", "false success", "false failure", "panic", "hangs", "silent", "re-run failed", "left over", "store"]
        print("| run | what happens | points | stays as it was | whole new result | " + " | ".join(faults) + " |")
        print("|---|---|---|---|---|" + "---|" * len(faults))
        total = [0] * (len(faults) + 3)
        for (what, kind), seen in self.rows.items():
            counts = [len(seen), sum(one.state == "old" for one in seen), sum(one.state == "new" for one in seen)]
            counts += [sum(fault in one.wrong for one in seen) for fault in faults]
            total = [one + other for one, other in zip(total, counts)]
            print(f"| {what} | {kind} | " + " | ".join(map(str, counts)) + " |")
        print("| all | | " + " | ".join(map(str, total)) + " |")
        for note in self.notes:
            print(f"NOT TRIED: {note}")
        for wrong in self.wrong[:40]:
            print(f"\nWRONG: {wrong}")

    def exit_code(self):
        """1 if anything was wrong."""
        return int(bool(self.wrong))
