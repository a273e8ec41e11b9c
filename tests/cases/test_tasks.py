"""What the timer calls exists, and does what it says."""

from importlib import import_module

from config.celery import app


def test_every_task_of_the_timer_exists():
    for entry in app.conf.beat_schedule.values():
        module, name = entry["task"].rsplit(".", 1)
        assert getattr(import_module(module), name).name == entry["task"]
