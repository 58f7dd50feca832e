class LauncherError(Exception):
    """Something a person can put right; its text is one sentence that says how."""


class StopRequested(Exception):
    """A signal asked the launcher to stop while it was still starting."""
