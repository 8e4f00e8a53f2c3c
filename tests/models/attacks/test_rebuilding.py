"""The panel made without checking names is the panel."""

import pandas as pd
import pytest

from tests.models.attacks.shipped import asked
from workbench.models import panel_for
from workbench.models.attacks._rebuilding import rebuilt


@pytest.mark.parametrize("name", ["china_prefectures", "strasbourg_establishments"])
def test_it_is_the_panel(name):
    study, _, model = asked(name)
    ours = rebuilt(study, model, study.question)
    theirs = panel_for(study, model.formula, also=[model.cluster], question=study.question)
    pd.testing.assert_frame_equal(ours, theirs)
