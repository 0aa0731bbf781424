"""What is read of a process from outside it, against what it says of itself."""

import os
import resource
import subprocess
import sys
from pathlib import Path

from bench import measure

ROOT = Path(__file__).parents[2]


ITSELF = """
import os, time
from bench import measure
before = time.process_time()
read = measure.cpu_s(os.getpid())
print(before <= read <= time.process_time())
"""
"""In a process of its own: this one may have children, which count."""


def test_cpu_of_a_process_is_what_it_says_itself():
    done = subprocess.run(
        [sys.executable, "-c", ITSELF], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "True\n"


def test_a_child_counts_too():
    child = subprocess.Popen(
        [sys.executable, "-c", "print(1, flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child:
        child.stdout.readline()
        assert child.pid in measure.processes(os.getpid())
        assert measure.cpu_s(child.pid) > 0
        child.stdin.close()


def test_peak_memory_is_what_the_kernel_tells_the_process():
    own_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert own_kib * 1024 / 1_000_000 <= measure.peak_mb(os.getpid()) * 1.01
