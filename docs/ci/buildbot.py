# SPDX-License-Identifier: BSD-2-Clause
"""A factory for a Buildbot's master.cfg: exit status 1, a deviation, is a warning; everything else but 0 is a failure."""
from buildbot.plugins import steps, util

factory = util.BuildFactory([
    steps.Git(repourl=util.Property("repository"), mode="incremental"),
    steps.ShellCommand(name="setup", command=["scripts/setup", "run"], haltOnFailure=True),
    steps.Compile(command=["make", util.Interpolate("-j%(prop:cpus:-2)s")]),
    steps.Test(
        name="conformance",
        command=["build/pvpanic-tck", "run", "--format", "tap", "--junit", "junit.xml", "--output", "results"],
        decodeRC={0: util.SUCCESS, 1: util.WARNINGS, 77: util.SKIPPED},
    ),
    steps.ShellCommand(name="page", command=["build/pvpanic-tck", "report", "--html", "page", "results"], alwaysRun=True),
])
