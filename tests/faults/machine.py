"""What a machine does to a run beside failing calls: full disks, limits, closed outputs, other runs, other users."""

import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from judge import Seen
from scenarios import OURS, SCENARIOS, prepare

NEW, OVERWRITE, STORE, WORKBOOK = SCENARIOS


@contextmanager
def place(judge, scenario=None):
    """A folder for a run."""
    with tempfile.TemporaryDirectory(dir=judge.work) as folder:
        folder = Path(folder)
        if scenario:
            prepare(scenario, judge, folder)
        yield folder


def some(values, full, most):
    """All of them, or some in the bounded form."""
    return values if full else values[:: max(1, len(values) // most)]


def full_disk(judge, tally, full):
    """A small disk, from one that holds nothing to one that holds all."""
    sizes = some(list(range(16, 260, 4)), full, 6)
    for scenario in [NEW, OVERWRITE, WORKBOOK]:
        for size in sizes:
            if scenario is WORKBOOK:
                # Workbooks are put together of temporary files.
                size *= 4
            with place(judge) as above:
                # The folder's place in the tree is that of any other: the lists lie above it.
                folder = above.parent / f"disk-{scenario.name}-{size}"
                folder.mkdir()
                mounted = subprocess.run(
                    ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", folder], capture_output=True, text=True
                )
                if mounted.returncode != 0:
                    folder.rmdir()
                    tally.note(f"a full disk, since this user may not mount one: {mounted.stderr.strip()}")
                    return
                try:
                    try:
                        prepare(scenario, judge, folder)
                    except OSError:
                        continue
                    ran = judge.run(scenario.command(judge.intake, folder), folder)
                    state = judge.state(scenario, folder)
                    subprocess.run(["mount", "-o", "remount,size=64m", folder], check=True)
                    seen = judge.look(scenario, folder, ran)
                    # The next run has replaced the state by now.
                    seen.state = state
                    if ran.returncode not in (0, 1) and not any(word in ran.stderr for word in ["space", "full", "free"]):
                        seen.wrong.append("silent")
                    tally.add(scenario.name, "full disk", seen, f"full_disk: {size} kB")
                finally:
                    subprocess.run(["umount", folder], check=True)
                    folder.rmdir()


def limits(judge, tally, full):
    """`ulimit -f`, `-v` and `-n`, from almost nothing upwards."""
    kinds = [
        ("ulimit -f", resource.RLIMIT_FSIZE, [0, *(1 << size for size in range(4, 18))]),
        ("ulimit -v", resource.RLIMIT_AS, [size << 20 for size in [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 256, 384, 512]]),
        ("ulimit -n", resource.RLIMIT_NOFILE, list(range(3, 36))),
    ]
    for scenario in [NEW, OVERWRITE, WORKBOOK]:
        for name, limit, values in kinds:
            for value in some(values, full, 4):
                def limited(limit=limit, value=value):
                    resource.setrlimit(limit, (value, value))

                with place(judge, scenario) as folder:
                    if judge.run([judge.intake, "--version"], folder, preexec_fn=limited).returncode:
                        # The system cannot even start a program with so little.
                        continue
                    ran = judge.run(scenario.command(judge.intake, folder), folder, preexec_fn=limited)
                    tally.add(scenario.name, name, judge.look(scenario, folder, ran), f"{name} {value}, {scenario.name}")


def outputs_closed(judge, tally, full):
    """Standard output and error that are closed, or on a full disk."""
    with open("/dev/full", "w") as nowhere:
        forms = [
            ("stdout closed", {"preexec_fn": lambda: os.close(1)}),
            ("stderr closed", {"preexec_fn": lambda: os.close(2)}),
            ("both closed", {"preexec_fn": lambda: (os.close(1), os.close(2))}),
            ("stdout full", {"stdout": nowhere}),
            ("stderr full", {"stderr": nowhere}),
        ]
        for scenario in [NEW, OVERWRITE, WORKBOOK]:
            for name, options in forms:
                with place(judge, scenario) as folder:
                    ran = judge.run([*scenario.command(judge.intake, folder), "--json"], folder, **options)
                    ran.stderr = ran.stderr or "nobody listens"
                    seen = judge.look(scenario, folder, ran)
                    if seen.state != "new" or ran.returncode != judge.expected[scenario.name].code:
                        seen.wrong.append("false failure")
                    tally.add(scenario.name, name, seen, name)


def read_only(judge, tally, full):
    """A folder that the user may not write to."""
    if os.getuid() != 0:
        user = {}
    else:
        # Root may write anywhere, so somebody else tries.
        user = {"user": 65534, "group": 65534, "extra_groups": []}
    for scenario in [NEW, OVERWRITE, STORE]:
        with place(judge, scenario) as folder:
            os.chmod(folder, 0o755)
            if user:
                subprocess.run(["chown", "-R", "65534:65534", folder], check=True)
            os.chmod(folder, 0o555)
            ran = judge.run(scenario.command(judge.intake, folder), folder, **user)
            state = judge.state(scenario, folder)
            os.chmod(folder, 0o755)
            seen = judge.look(scenario, folder, ran)
            seen.state = state
            if ran.returncode != 2:
                seen.wrong.append("false failure")
            tally.add(scenario.name, "read-only folder", seen, f"read_only: {scenario.name}")


def two_at_once(judge, tally, full):
    """Two runs for one place, started together: one has it, and says so to the other, or comes after it."""
    for _ in range(20 if full else 4):
        for scenario in [NEW, OVERWRITE, STORE]:
            with place(judge, scenario) as folder:
                started = [
                    subprocess.Popen(scenario.command(judge.intake, folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                    for _ in range(2)
                ]
                ended = [(run.communicate()[1], run.returncode) for run in started]
                codes = sorted(code for _, code in ended)
                said = "\n".join(text for text, _ in ended)
                best = subprocess.CompletedProcess([], codes[0], "", said)
                seen = judge.look(scenario, folder, best)
                expected = judge.expected[scenario.name].code
                if codes[0] != expected or codes[1] not in (expected, 2):
                    seen.wrong.append("false failure")
                if codes[1] == 2 and not any(word in said for word in ["another run", "holds an earlier result", "another program", "in use"]):
                    seen.wrong.append("silent")
                tally.add(scenario.name, "two at once", seen, f"two_at_once: {codes}")


def stopped(judge, tally, full):
    """Ctrl-C and the request to end, at moments all over a run."""
    rounds = 40 if full else 6
    chance = random.Random(1)
    for number in range(rounds):
        with place(judge) as folder:
            command = [judge.intake, "run", judge.work / "long.csv", "--out", folder / "out", "--today", "2026-11-22"]
            run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            time.sleep(0.03 + chance.random() * 0.8)
            sent = chance.choice([signal.SIGINT, signal.SIGTERM])
            run.send_signal(sent)
            said = run.communicate()[1]
            out = folder / "out"
            is_there = out.is_dir()
            seen = Seen("new" if is_there else "old", run.returncode, said)
            if run.returncode == 128 + sent:
                if is_there:
                    seen.wrong.append("false failure")
                if len(said.splitlines()) != 1 or "stopped by" not in said:
                    seen.wrong.append("silent")
            elif run.returncode == -sent:
                # Before the program listens, nothing is there yet.
                pass
            elif run.returncode not in (0, 1) or judge.run([judge.intake, "verify", out], folder).returncode != 0:
                seen.wrong.append("torn")
            if {path.name for path in folder.iterdir()} - {"out"}:
                seen.wrong.append("left over")
            tally.add("long list", "stopped by a signal", seen, f"stopped: {sent.name}, round {number}")


def input_cut(judge, tally, full):
    """A list that is cut off while it is read, at moments all over a run."""
    for number in range(30 if full else 5):
        with place(judge) as folder:
            shutil.copy(judge.work / "long.csv", folder / "list.csv")
            whole = digest(folder / "list.csv")
            command = [judge.intake, "run", folder / "list.csv", "--out", folder / "out", "--today", "2026-11-22"]
            command += ["--matching", "exact"] if number % 2 else []
            run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            time.sleep(0.01 + number * (0.02 if full else 0.1))
            os.truncate(folder / "list.csv", os.path.getsize(folder / "list.csv") // 2 + number)
            said = run.communicate()[1]
            out = folder / "out"
            seen = Seen("new" if out.is_dir() else "old", run.returncode, said)
            if run.returncode in (0, 1):
                manifest = json.loads((out / "manifest.json").read_text()) if out.is_dir() else {"inputs": [{"sha256": ""}]}
                is_true = manifest["inputs"][0]["sha256"] in (whole, digest(folder / "list.csv"))
                if not is_true or judge.run([judge.intake, "verify", out], folder).returncode != 0:
                    seen.wrong.append("false success")
            elif out.is_dir():
                seen.wrong.append("false failure")
            if {path.name for path in folder.iterdir()} - {"out", "list.csv"}:
                seen.wrong.append("left over")
            tally.add("long list", "input cut off", seen, f"input_cut: round {number}")


def digest(path):
    """SHA-256, as the manifest has it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def elsewhere(judge, tally, full):
    """Other languages, time zones, homes, and none: the result is the same, to the byte."""
    forms = [
        {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"}, {"LC_ALL": "C"}, {"LC_ALL": "de_DE.ISO-8859-1", "LANGUAGE": "de"},
        {"TZ": "Pacific/Kiritimati"}, {"TZ": "America/Adak"}, {"TZ": "nonsense"}, {"HOME": "/nonexistent"}, {"HOME": ""}, {},
    ]
    for scenario in [NEW, OVERWRITE, STORE, WORKBOOK]:
        for form in forms:
            with place(judge, scenario) as folder:
                ran = judge.run(scenario.command(judge.intake, folder), folder, env=form)
                seen = judge.look(scenario, folder, ran)
                if seen.state != "new" or ran.returncode != judge.expected[scenario.name].code:
                    seen.wrong.append("false failure")
                tally.add(scenario.name, "other locale, time zone, home", seen, f"elsewhere: {form}")


TESTS = [full_disk, limits, outputs_closed, read_only, two_at_once, stopped, input_cut, elsewhere]
