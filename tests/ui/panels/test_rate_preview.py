"""The learning rate that a set-up plans, drawn in its form."""

import pytest
from pytestqt.qtbot import QtBot
from screen import only

from ui.forms.form import SpecForm
from ui.panels.train_setup.rates.preview import RatePreview, planned_rates
from ui.session import Session
from workbench.distillation.spec import DistillSpec
from workbench.spec import validate
from workbench.training.pretrain_spec import PretrainSpec

NAMES = {"corpus": "c", "tokenizer": "t"}
WSD = {"shape": "warmup_stable_decay", "warmup_steps": 10, "final_ratio": 0.0, "decay_share": 0.5}


@pytest.mark.parametrize(("decay_shape", "half"), [("linear", 0.5), ("1-sqrt", 1 - 0.5**0.5)])
def test_that_the_planned_rates_are_those_of_the_schedule(decay_shape: str, half: float) -> None:
    spec = validate(
        PretrainSpec,
        NAMES
        | {
            "loop": {"steps": 201},
            "optimizer": {"learning_rate": 0.01},
            "schedule": WSD | {"decay_shape": decay_shape, "decay_share": 100 / 201},
        },
    )
    rates = planned_rates(spec)
    assert len(rates) == 201
    assert rates[0] == pytest.approx(0.01 / 11, rel=1e-2)
    assert set(rates[10:101]) == {0.01}
    assert rates[151] == pytest.approx(0.01 * half, rel=0.03)
    assert rates[-1] == 0.0


def test_that_a_stage_that_scales_the_rate_does_so_in_the_preview() -> None:
    stages = [{"steps": 100}, {"steps": 100, "learning_rate_scale": 0.1}]
    constant = {"shape": "constant", "warmup_steps": 0}
    plain = {"corpus": "c", "teacher": "t", "stages": stages, "schedule": constant}
    rates = planned_rates(validate(DistillSpec, plain | {"optimizer": {"learning_rate": 0.01}}))
    assert (rates[0], rates[-1]) == (0.01, 0.001)


def test_that_a_form_draws_the_rates_unless_its_length_is_not_in_steps(
    qtbot: QtBot, session: Session
) -> None:
    form = SpecForm(PretrainSpec, lambda _: ("c",))
    qtbot.addWidget(form)
    RatePreview(session, form)
    form.set_value(NAMES | {"schedule": WSD, "optimizer": {"learning_rate": 0.01}})
    form.show()
    assert only(form, RatePreview).accessibleDescription() == "Learning rate: 0.000909 – 0"
    form.set_value({"loop": {"steps": 0, "epochs": 2.0}})
    assert not [plot for plot in form.findChildren(RatePreview) if plot.isVisible()]
