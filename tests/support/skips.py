"""On a developer's machine a test that needs something absent is skipped. In CI it is a failure.

There everything is installed, so that a skip would hide a test that nobody runs any more. Only a
language model is not to be had there: what needs `llama-server` may be skipped.
"""

import os

import pytest

UNAVOIDABLE = "llama-server"
IN_CI = os.environ.get("CI") == "true"


class SkipsFail:
    def __init__(self) -> None:
        self.forbidden: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.forbidden and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.forbidden:
            terminalreporter.section("skipped, which CI does not allow", red=True)
            for line in self.forbidden:
                terminalreporter.line(line)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if not report.skipped or hasattr(report, "wasxfail"):
            return
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
        if UNAVOIDABLE not in reason:
            self.forbidden.append(f"{report.nodeid}: {reason}")


def pytest_configure(config: pytest.Config) -> None:
    if IN_CI:
        config.pluginmanager.register(SkipsFail(), "skips-fail")
