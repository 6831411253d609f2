"""What processes said before they failed becomes one sentence, without torchrun's own lines."""

import pytest

from workbench.project.runs.processes.last_words import last_words

SUMMARY = """\
Traceback (most recent call last):
  File "/lib/torch/distributed/run.py", line 1032, in <module>
    main()
torch.distributed.elastic.multiprocessing.errors.ChildFailedError:
============================================================
workbench.cli FAILED
------------------------------------------------------------
Failures:
[1]:
  rank      : 1 (local_rank: 1)
  exitcode  : -15 (pid: 28856)  (SIGTERM)
  traceback : Signal 15 (SIGTERM) received by PID 28856
------------------------------------------------------------
Root Cause (first observed failure):
[0]:
  rank      : 0 (local_rank: 0)
  exitcode  : {code} (pid: 28855)
============================================================
"""
NOISE = "W1201 03:40:54.486000 28842 /lib/api.py:1028] Sending process 28856 closing signal SIGTERM"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            f"error: there is no run '9' in this project\n{NOISE}\n{SUMMARY.format(code=1)}",
            "there is no run '9' in this project",
        ),
        (
            f"{NOISE}\n{SUMMARY.format(code=-9)}",
            "one of its processes was ended by signal 9; the system ends what takes more memory "
            "than there is by signal 9",
        ),
        (
            "Traceback (most recent call last):\n  File 'a.py', line 1\n"
            "torch.distributed.DistNetworkError: The server socket has failed to listen on any "
            "local network address. port: 29500, useIpv6: false, code: -98, name: EADDRINUSE, "
            "message: address already in use",
            "the port 29500 of this machine, where its processes were to meet, is in use by "
            "another program; start the run again",
        ),
        (
            f"  File 'b.py', line 7\nModuleNotFoundError: No module named 'torch'\n{NOISE}\n"
            f"{SUMMARY.format(code=1)}",
            "its process ended; the last that it said: ModuleNotFoundError: No module named "
            "'torch'",
        ),
        ("one\nlast\n", "its process ended; the last that it said: last"),
        ("", "its process ended, and said nothing"),
        (NOISE, "its process ended, and said nothing"),
    ],
)
def test_that_what_was_said_becomes_one_sentence(said: str, sentence: str) -> None:
    assert str(last_words(said)) == sentence
