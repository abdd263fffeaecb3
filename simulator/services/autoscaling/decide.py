"""The rules of Auto Scaling that can be asked for by themselves."""

from __future__ import annotations

from simulator.services.autoscaling.adjust import ADJUST
from simulator.services.autoscaling.mixed import PURCHASE_SUBJECT
from simulator.services.autoscaling.refresh import REFRESH_SUBJECT
from simulator.services.autoscaling.target_tracking import TARGET_TRACKING
from simulator.services.autoscaling.terminate import TERMINATE

SUBJECTS = (ADJUST, TARGET_TRACKING, TERMINATE, REFRESH_SUBJECT, PURCHASE_SUBJECT)
