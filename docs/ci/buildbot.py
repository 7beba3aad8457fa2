# SPDX-License-Identifier: BSD-2-Clause
"""For a Buildbot's master.cfg. Exit status 1 of the run, a deviation, is a warning; everything else but 0 and 77 is a failure."""
from buildbot.plugins import steps, util


def conformance(repository):
    """The factory of a builder: builds the kit from a git repository, runs it, and makes the page of its results."""
    return util.BuildFactory([
        steps.Git(repourl=repository, mode="incremental"),
        steps.ShellCommand(name="setup", command=["scripts/setup", "run"], haltOnFailure=True),
        steps.Compile(command=["make", util.Interpolate("-j%(prop:cpus:-2)s")]),
        steps.Test(
            name="conformance",
            command=["build/pvpanic-tck", "run", "--format", "tap", "--junit", "junit.xml", "--output", "results"],
            decodeRC={0: util.SUCCESS, 1: util.WARNINGS, 77: util.SKIPPED},
        ),
        steps.ShellCommand(name="page", command=["build/pvpanic-tck", "report", "--html", "page", "results"]),
    ])
