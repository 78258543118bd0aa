import numpy as np
import pytest

from posecoach.skeleton import INDEX, JOINT_COUNT, JOINTS, LIMBS, MIRROR, OKS_SIGMAS, from_names


def test_mirroring_twice_changes_nothing() -> None:
    np.testing.assert_array_equal(MIRROR[MIRROR], np.arange(JOINT_COUNT))
    assert JOINTS[MIRROR[INDEX["left_heel"]]] == "right_heel"
    assert MIRROR[INDEX["nose"]] == INDEX["nose"]


def test_every_table_knows_every_joint() -> None:
    assert len(OKS_SIGMAS) == JOINT_COUNT == len(set(JOINTS)) == 26
    assert {name for limb in LIMBS for name in limb} <= set(JOINTS)


def test_unknown_joint_is_named() -> None:
    with pytest.raises(ValueError, match="left_toe"):
        from_names(["left_hip", "left_toe"])
