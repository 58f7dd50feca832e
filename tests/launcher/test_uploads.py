"""Files that the launcher puts into the upload folder."""

import os
from pathlib import Path

import pytest

from launcher.uploads import own_like_folder

NOBODY = 65534


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root: only root gives files away")
def test_what_root_puts_into_the_upload_folder_belongs_to_the_folder_s_owner(
    tmp_path: Path,
) -> None:
    os.chown(tmp_path, NOBODY, NOBODY)
    restored = tmp_path / "restored.txt"
    restored.touch(0o600)
    assert restored.stat().st_uid == 0

    own_like_folder(restored)

    assert (restored.stat().st_uid, restored.stat().st_gid) == (NOBODY, NOBODY)
    assert restored.stat().st_mode & 0o777 == 0o600
