"""Judges numbers with python-stdnum: reads lines `scheme<TAB>number`, writes 1 for a valid number and 0 for another."""

import importlib
import sys

schemes = {}
for line in sys.stdin:
    scheme, number = line.rstrip("\n").split("\t")
    if scheme not in schemes:
        schemes[scheme] = importlib.import_module("stdnum." + scheme)
    sys.stdout.write("1\n" if schemes[scheme].is_valid(number) else "0\n")
