import subprocess
import sys

import pytest

from workbench.models.spec import GPTSpec
from workbench.spec import BadSpec, validate


def test_that_a_width_the_heads_do_not_divide_is_answered_with_one_they_do() -> None:
    with pytest.raises(BadSpec) as caught:
        validate(GPTSpec, {"hidden_size": 100, "num_heads": 7})
    assert "the width 100 cannot be divided among 7 heads; a width of 105 can" in str(caught.value)


def test_that_feed_forward_width_zero_means_four_times_the_width() -> None:
    assert GPTSpec(hidden_size=60, num_heads=6).inner_size == 240
    assert GPTSpec(hidden_size=60, num_heads=6, ffn_size=100).inner_size == 100


def test_that_settings_estimates_and_strategies_are_read_without_torch() -> None:
    code = (
        "import sys; import workbench.models.spec, workbench.models.size.estimate, "
        "workbench.models.model_file, workbench.generation.spec, "
        "workbench.inspection.maps.attention_maps, workbench.inspection.exports.files; "
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
